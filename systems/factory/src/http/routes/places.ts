import { z } from 'millwright/http'
import { equipment, type Page, sites, workCenters } from '../../analytics/places.ts'
import { shiftsOf } from '../../analytics/shift-list.ts'
import type { Desk } from '../desk.ts'
import { metaOf, subjectOf } from '../meta.ts'
import { addQuestion, type Area } from '../route.ts'
import { answerWith, instant, next, pageQuery, rangeQuery } from '../schemas.ts'

const tag = 'Places and shifts'

const place = {
  id: z.string(),
  code: z.string(),
  name: z.string(),
  timezone: z.string(),
  isActive: z.boolean(),
  lastOee: z.number().nullable().openapi({ description: 'Of the last shift with figures, out of sums' }),
}

const states = z.record(z.string(), z.int()).openapi({ description: 'How many machines are in which state' })

const site = z.object({ ...place, country: z.string().nullable(), workCenters: z.int(), states }).openapi('Site')

const center = z.object({ ...place, siteId: z.string(), type: z.string(), states }).openapi('WorkCenter')

const machine = z
  .object({
    ...place,
    workCenterId: z.string(),
    siteId: z.string(),
    type: z.string(),
    state: z.string(),
    since: instant.nullable(),
    reason: z.string().nullable(),
  })
  .openapi('Machine')

const shift = z
  .object({
    id: z.string(),
    shiftCode: z.string(),
    shiftName: z.string(),
    shiftDate: z.string(),
    start: instant,
    end: instant.nullable(),
    minutes: z.int(),
    breakMinutes: z.int(),
    dst: z.boolean().openapi({ description: 'The clocks are changed in it' }),
  })
  .openapi('Shift')

export const places: Area = (app, desk) => {
  const lists = [
    { path: '/sites', summary: 'Every site', item: site, list: sites },
    { path: '/work-centers', summary: 'Every work centre', item: center, list: workCenters },
    { path: '/equipment', summary: 'Every machine with its state', item: machine, list: equipment },
  ] as const
  for (const { path, summary, item, list } of lists) {
    const answer = answerWith(`${summary.replace('Every ', '').split(' with')[0]} page`.replaceAll(' ', '-'), {
      items: z.array(item as z.ZodType),
      next,
    })
    addQuestion(app, { path, tag, summary, query: z.object(pageQuery), answer }, ({ query }) =>
      listed(desk, list, query),
    )
  }
  const query = z.object({ site: z.string().min(1).max(100), ...rangeQuery, ...pageQuery })
  const answer = answerWith('Shifts', { items: z.array(shift), next })
  addQuestion(
    app,
    { path: '/shift-instances', tag, summary: 'The shifts of a site with their real minutes', query, answer },
    async (asked) => {
      const { limit, cursor } = asked.query
      const { scope, range } = await subjectOf(desk, { kind: 'site', id: asked.query.site }, asked.query)
      return { meta: metaOf(desk, range), ...(await shiftsOf(desk.db, { site: scope, range, limit, cursor })) }
    },
  )
}

type Listing = (db: Desk['db'], page: Page) => Promise<object>

const listed = async (desk: Desk, list: Listing, { limit, cursor }: Page): Promise<object> => ({
  meta: metaOf(desk, undefined),
  ...(await list(desk.db, { limit, cursor })),
})
