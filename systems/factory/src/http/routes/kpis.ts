import { z } from 'millwright/http'
import { kpisOf, untold } from '../../analytics/kpis.ts'
import { qualityIn } from '../../analytics/quality-in.ts'
import { reliabilityOf } from '../../analytics/reliability.ts'
import { metaOf, subjectOf } from '../meta.ts'
import { addQuestion, type Area } from '../route.ts'
import { answerWith, instant, rangeQuery, scopeQuery } from '../schemas.ts'

const tag = 'Figures of the standard'

const query = z.object({
  ...scopeQuery,
  ...rangeQuery,
  divisor: z.enum(['FE', 'FE+1']).default('FE').openapi({ description: 'By what the mean times are divided' }),
})

const failure = z.object({
  equipmentId: z.string(),
  start: instant,
  end: instant.nullable(),
  reason: z.string(),
  minutes: z.number(),
})

const orUndefined = z.number().nullable()

const kpi = z
  .object({
    name: z.string(),
    value: orUndefined,
    unit: z.string(),
    formula: z.string(),
    inputs: z.record(z.string(), orUndefined),
    note: z.string().optional(),
  })
  .openapi('Kpi')

export const kpis: Area = (app, desk) => {
  const reliability = answerWith('Reliability', {
    failures: z.int(),
    operating: z.number(),
    repair: z.number(),
    mtbf: orUndefined,
    mttf: orUndefined,
    mttr: orUndefined,
    correctiveMaintenanceRatio: orUndefined,
    corrective: z.number(),
    preventive: z.number(),
    list: z.array(failure),
  })
  addQuestion(
    app,
    {
      path: '/reliability',
      tag,
      summary: 'Failures, and the mean times around them in minutes',
      query,
      answer: reliability,
    },
    async (asked) => {
      const subject = await subjectOf(desk, { kind: asked.query.scope, id: asked.query.id }, asked.query)
      const found = await reliabilityOf(desk.db, { ...subject, divisor: asked.query.divisor })
      return { meta: metaOf(desk, subject.range, await qualityIn(desk.db, subject)), ...found }
    },
  )
  const all = answerWith('Kpis', { kpis: z.array(kpi), untold: z.array(z.string()) })
  addQuestion(
    app,
    {
      path: '/kpis',
      tag,
      summary: 'Every figure of ISO 22400-2 that can be computed, with its inputs',
      query,
      answer: all,
    },
    async (asked) => {
      const subject = await subjectOf(desk, { kind: asked.query.scope, id: asked.query.id }, asked.query)
      const found = await kpisOf(desk.db, { ...subject, divisor: asked.query.divisor })
      return { meta: metaOf(desk, subject.range, found.quality), kpis: found.kpis, untold }
    },
  )
}
