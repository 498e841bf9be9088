import { z } from 'millwright/http'
import { lossesIn } from '../../analytics/losses.ts'
import { downtimePareto, qualityPareto, stopsOf } from '../../analytics/pareto.ts'
import { metaOf, subjectOf } from '../meta.ts'
import { qualityIn } from '../../analytics/quality-in.ts'
import { addQuestion, type Area } from '../route.ts'
import { answerWith, breaksQuery, figureSet, instant, rangeQuery, scopeQuery } from '../schemas.ts'

const tag = 'Losses'

const bar = {
  share: z.number(),
  cumulative: z.number().openapi({ description: 'The share of this row and all before it' }),
  vital: z.boolean().openapi({ description: 'One of the few that make 80 % together' }),
}

const loss = z.object({
  loss: z.string(),
  minutes: z.number().nullable(),
  share: z.number().nullable().openapi({ description: 'Of the planned time' }),
})

const step = z.object({
  step: z.string(),
  kind: z.enum(['total', 'loss', 'gain']),
  minutes: z.number(),
  running: z.number(),
})

export const losses: Area = (app, desk) => {
  const ofLosses = answerWith('LossAnswer', {
    losses: z.array(loss),
    waterfall: z.array(step).openapi({ description: 'From scheduled time to the time in which good items were made' }),
    figures: figureSet.nullable(),
  })
  addQuestion(
    app,
    {
      path: '/losses',
      tag,
      summary: 'The six big losses and idle time, and the waterfall',
      query: z.object({ ...scopeQuery, ...breaksQuery, ...rangeQuery }),
      answer: ofLosses,
    },
    async ({ query }) => {
      const subject = await subjectOf(desk, { kind: query.scope, id: query.id }, query)
      const { quality, ...rest } = await lossesIn(desk.db, { ...subject, breaks: query.breaks })
      return { meta: metaOf(desk, subject.range, quality), ...rest }
    },
  )
  addDowntime(app, desk)
  addStops(app, desk)
  addQuality(app, desk)
}

const addDowntime: Area = (app, desk) => {
  const query = z.object({
    ...scopeQuery,
    ...rangeQuery,
    by: z.enum(['minutes', 'count']).default('minutes'),
    planned: z.enum(['true', 'false']).default('false').openapi({ description: 'Planned stops as well' }),
  })
  const row = z.object({ reason: z.string(), state: z.string(), minutes: z.number(), count: z.number(), ...bar })
  const answer = answerWith('DowntimePareto', { by: z.string(), rows: z.array(row) })
  addQuestion(app, { path: '/downtime/pareto', tag, summary: 'Stops by reason', query, answer }, async (asked) => {
    const { by, planned, scope: kind, id } = asked.query
    const subject = await subjectOf(desk, { kind, id }, asked.query)
    const rows = await downtimePareto(desk.db, { ...subject, by, planned: planned === 'true' })
    return { meta: metaOf(desk, subject.range, await qualityIn(desk.db, subject)), by, rows }
  })
}

const addStops: Area = (app, desk) => {
  const query = z.object({
    ...scopeQuery,
    ...rangeQuery,
    reason: z.string().min(1).max(200).openapi({ description: 'A reason, as the rows of the Pareto chart name it' }),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  })
  const row = z.object({
    id: z.string(),
    code: z.string(),
    start: instant,
    end: instant.nullable(),
    minutes: z.number(),
  })
  const answer = answerWith('Stops', { total: z.int(), rows: z.array(row) })
  const summary = 'The stops behind a bar of the Pareto chart, the latest first'
  addQuestion(app, { path: '/downtime/stops', tag, summary, query, answer }, async (asked) => {
    const { scope: kind, id, reason, limit, offset } = asked.query
    const subject = await subjectOf(desk, { kind, id }, asked.query)
    const found = await stopsOf(desk.db, { ...subject, reason, limit, offset })
    return { meta: metaOf(desk, subject.range, await qualityIn(desk.db, subject)), ...found }
  })
}

const addQuality: Area = (app, desk) => {
  const query = z.object({ ...scopeQuery, ...rangeQuery, by: z.enum(['code', 'category', 'severity']).default('code') })
  const row = z.object({
    name: z.string(),
    quantity: z.number(),
    events: z.number(),
    ppm: z.number().nullable(),
    ...bar,
  })
  const answer = answerWith('QualityPareto', {
    by: z.string(),
    produced: z.number(),
    targetPpm: z.number().nullable(),
    rows: z.array(row),
  })
  addQuestion(
    app,
    { path: '/quality/pareto', tag, summary: 'Defects by code, category or severity', query, answer },
    async (asked) => {
      const { by, scope: kind, id } = asked.query
      const subject = await subjectOf(desk, { kind, id }, asked.query)
      const { bars: rows, ...rest } = await qualityPareto(desk.db, { ...subject, by })
      return { meta: metaOf(desk, subject.range, await qualityIn(desk.db, subject)), by, ...rest, rows }
    },
  )
}
