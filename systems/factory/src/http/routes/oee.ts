import { z } from 'millwright/http'
import { compare, scopesOf } from '../../analytics/compare.ts'
import { cursorOf, placeOf } from '../../analytics/cursor.ts'
import { rangeFrom } from '../../analytics/range.ts'
import type { ScopeKind } from '../../analytics/scope.ts'
import { type Granularity, type Point, seriesOf } from '../../analytics/series.ts'
import type { Desk } from '../desk.ts'
import { metaOf, subjectOf } from '../meta.ts'
import { addQuestion, type Area } from '../route.ts'
import { answerWith, breaksQuery, idParams, next, pageQuery, point, rangeQuery } from '../schemas.ts'

const tag = 'OEE'

const kinds: readonly {
  readonly path: string
  readonly kind: ScopeKind
  readonly name: string
  readonly granularities: readonly Granularity[]
}[] = [
  { path: '/equipment', kind: 'equipment', name: 'a machine', granularities: ['shift', 'hour', 'day', 'week'] },
  {
    path: '/work-centers',
    kind: 'work-center',
    name: 'a work centre, with its machines',
    granularities: ['day', 'shift', 'week'],
  },
  { path: '/sites', kind: 'site', name: 'a site', granularities: ['day', 'week'] },
]

const metrics = ['A', 'P', 'Q', 'oee', 'nee', 'teep', 'yield'] as const

const ranked = z
  .object({
    id: z.string(),
    kind: z.enum(['equipment', 'work-center', 'site']),
    code: z.string(),
    name: z.string(),
    rank: z.int().nullable(),
    value: z.number().nullable(),
    previous: z.number().nullable(),
    delta: z.number().nullable().openapi({ description: 'Since the range of the same length before' }),
  })
  .openapi('Ranked')

export const oee: Area = (app, desk) => {
  for (const kind of kinds) addSeries(app, desk, kind)
  const query = z.object({
    ids: z
      .string()
      .min(1)
      .max(20_000)
      .openapi({ description: 'Ids of machines, work centres or sites, with commas between them' }),
    metric: z.enum(metrics).default('oee'),
    ...rangeQuery,
  })
  const answer = answerWith('Comparison', { metric: z.enum(metrics), ranking: z.array(ranked) })
  addQuestion(
    app,
    { path: '/oee/compare', tag, summary: 'A ranking, with the change since the range before', query, answer },
    async (asked) => {
      const { ids, metric, ...times } = asked.query
      const scopes = await scopesOf(
        desk.db,
        ids.split(',').map((id) => id.trim()),
      )
      const zones = new Set(scopes.map(({ zone }) => zone))
      const lastDay = scopes.reduce<string | null>(
        (last, scope) => ((scope.lastDay ?? '') > (last ?? '') ? scope.lastDay : last),
        null,
      )
      const range = rangeFrom(times, { zone: zones.size === 1 ? ([...zones][0] as string) : 'UTC', lastDay })
      const { ranking, quality } = await compare(desk.db, { scopes, range, metric })
      return { meta: metaOf(desk, range, quality), metric, ranking }
    },
  )
}

const addSeries = (
  app: Parameters<Area>[0],
  desk: Desk,
  { path, kind, name, granularities }: (typeof kinds)[number],
): void => {
  const query = z.object({
    granularity: z
      .enum(granularities as readonly [Granularity, ...Granularity[]])
      .default(granularities[0] as Granularity),
    minorStops: z
      .enum(['iso', 'classic'])
      .default('iso')
      .openapi({ description: 'classic: minor stops slow a machine down; the OEE is the same' }),
    ...breaksQuery,
    ...rangeQuery,
    ...pageQuery,
  })
  const answer = answerWith(`Series-${kind}`, { id: z.string(), granularity: z.string(), points: z.array(point), next })
  addQuestion(
    app,
    { path: `${path}/{id}/oee`, tag, summary: `The figures of ${name} over time`, params: idParams, query, answer },
    async (asked) => {
      const { granularity, minorStops, breaks, limit, cursor } = asked.query
      const { id } = asked.params
      const subject = await subjectOf(desk, { kind, id }, asked.query)
      const withMembers = kind === 'work-center'
      const { points, quality } = await seriesOf(desk.db, { ...subject, granularity, minorStops, breaks, withMembers })
      return { meta: metaOf(desk, subject.range, quality), id, granularity, ...pageOf(points, limit, cursor) }
    },
  )
}

function pageOf(
  points: readonly Point[],
  limit: number,
  cursor: string | undefined,
): { readonly points: readonly Point[]; readonly next: string | null } {
  const first = cursor === undefined ? 0 : Math.max(0, Number(placeOf(cursor, 1)[0]))
  const page = points.slice(first, first + limit)
  return { points: page, next: first + limit < points.length ? cursorOf([first + limit]) : null }
}
