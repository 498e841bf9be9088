import { z } from 'millwright/http'
import { cleanQuality } from '../../analytics/elements.ts'
import { mostBands, type Timeline, timelineOf } from '../../analytics/timeline.ts'
import type { Desk } from '../desk.ts'
import { metaOf, subjectOf } from '../meta.ts'
import { addQuestion, type Area } from '../route.ts'
import { answerWith, band, idParams, lane, next, rangeQuery } from '../schemas.ts'

const tag = 'States'

const query = z.object({
  merge: z.enum(['true', 'false']).default('true').openapi({ description: 'Joins what a change of shift has cut' }),
  ...rangeQuery,
  limit: z.coerce.number().int().min(1).max(mostBands).default(mostBands),
  cursor: z.string().max(500).optional(),
})

export const states: Area = (app, desk) => {
  const ofMachine = answerWith('States', {
    id: z.string(),
    states: z.array(band),
    totals: z.record(z.string(), z.number()),
    next,
  })
  addQuestion(
    app,
    {
      path: '/equipment/{id}/states',
      tag,
      summary: 'What a machine did, band by band',
      params: idParams,
      query,
      answer: ofMachine,
    },
    async (asked) => {
      const { meta, lanes, next: after } = await timelineIn(desk, 'equipment', asked)
      const [only] = lanes
      return { meta, id: asked.params.id, states: only?.bands ?? [], totals: only?.totals ?? {}, next: after }
    },
  )
  const ofCenter = answerWith('Timeline', { id: z.string(), lanes: z.array(lane), next })
  addQuestion(
    app,
    {
      path: '/work-centers/{id}/states',
      tag,
      summary: 'A lane for each machine of a work centre',
      params: idParams,
      query,
      answer: ofCenter,
    },
    async (asked) => ({
      id: asked.params.id,
      ...(await timelineIn(desk, 'work-center', asked)),
    }),
  )
}

type Asked = { readonly params: { readonly id: string }; readonly query: z.output<typeof query> }

async function timelineIn(desk: Desk, kind: 'equipment' | 'work-center', { params: { id }, query: asked }: Asked) {
  const { merge, limit, cursor } = asked
  const subject = await subjectOf(desk, { kind, id }, asked)
  const timeline = await timelineOf(desk.db, { ...subject, merge: merge === 'true', limit, cursor })
  return { meta: metaOf(desk, subject.range, qualityOf(timeline)), ...timeline }
}

const qualityOf = ({ lanes }: Timeline): typeof cleanQuality => ({
  ...cleanQuality,
  noDataSeconds: lanes.reduce((sum, { totals }) => sum + (totals['NO_DATA'] ?? 0), 0),
  provisional: lanes.filter(({ bands }) => bands.some(({ open }) => open)).length,
})
