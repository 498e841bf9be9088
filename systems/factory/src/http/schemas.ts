import { z } from 'millwright/http'

const ratio = z.number().nullable().openapi({ description: 'A fraction; null where it is undefined' })
const minutes = z.number()
const orUnknown = z.number().nullable()

export const instant = z.string().openapi({ example: '2025-03-08T06:00:00+01:00' })

const meta = z
  .object({
    from: z.string().nullable(),
    to: z.string().nullable(),
    tz: z.string(),
    generatedAt: z.string(),
    provisional: z.boolean().openapi({ description: 'A shift of the range is not over yet' }),
    dataQuality: z.object({
      noDataMinutes: z.number(),
      missingCounts: z.int().openapi({ description: 'Shifts in which a machine ran and nothing was counted' }),
      skipped: z.array(z.object({ reason: z.string(), shifts: z.int() })),
      warnings: z.array(z.object({ code: z.string(), shifts: z.int() })),
    }),
  })
  .openapi('Meta')

const sums = z
  .object({
    calendar: minutes,
    scheduled: minutes,
    plannedStop: minutes,
    planned: minutes,
    operating: minutes,
    netOperating: orUnknown,
    productive: orUnknown,
    produced: z.number(),
    good: z.number(),
    rework: z.number(),
  })
  .openapi('Sums', { description: 'Times in minutes, quantities in items: what the ratios come from' })

const losses = z
  .object({
    breakdown: minutes,
    setup: minutes,
    minorStops: minutes,
    idle: minutes,
    speed: orUnknown,
    defects: orUnknown,
    rework: orUnknown,
  })
  .openapi('Losses', { description: 'Minutes of planned time that made nothing good; a gain of speed is negative' })

const figures = {
  A: ratio,
  P: ratio,
  Q: ratio,
  oee: ratio,
  nee: ratio,
  teep: ratio,
  yield: ratio,
  sums,
  losses,
  overspeed: z.boolean(),
  avgOee: ratio.openapi({ description: 'The mean of stored ratios, for comparison and nothing else' }),
}

export const figureSet = z.object(figures).openapi('Figures')

export const point = z
  .object({
    start: instant,
    end: instant,
    label: z.string(),
    ...figures,
    provisional: z.boolean(),
    members: z.array(z.object({ id: z.string(), ...figures })).optional(),
  })
  .openapi('Point')

export const band = z
  .object({
    start: instant,
    end: instant,
    state: z.enum(['PRODUCING', 'IDLE', 'DOWN', 'PLANNED_STOP']),
    category: z.string(),
    reason: z.string().nullable(),
    seconds: z.number(),
    open: z.boolean(),
  })
  .openapi('Band')

export const lane = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    bands: z.array(band),
    totals: z.record(z.string(), z.number()).openapi({ description: 'Seconds by state; time without data apart' }),
  })
  .openapi('Lane')

/** What every answer has: what was asked about, and how far it can be trusted. */
export const answerWith = <S extends z.ZodRawShape>(name: string, shape: S): z.ZodType =>
  z.object({ meta, ...shape }).openapi(name)

export const next = z.string().nullable().openapi({ description: 'The cursor of the next page' })

export const idParams = z.object({ id: z.string().min(1).max(100) })

/** The times that most questions are about. */
export const rangeQuery = {
  from: z
    .string()
    .max(40)
    .optional()
    .openapi({ example: '2025-03-08', description: 'A day of shifts, or an instant with its offset' }),
  to: z.string().max(40).optional().openapi({
    example: '2025-03-14',
    description: 'The last day, or an instant that does not belong to the range any more',
  }),
  tz: z
    .string()
    .max(60)
    .optional()
    .openapi({ example: 'Europe/Berlin', description: 'The zone of the answer; that of the site unless said' }),
  shift: z.string().max(50).optional().openapi({
    example: 'A',
    description: 'The code of the one shift of each day that counts; all of them unless said',
  }),
}

/** How a break counts of which nobody made a record. */
export const breaksQuery = {
  breaks: z.enum(['recorded', 'deduct']).default('recorded').openapi({
    description: 'deduct: a break of the shift that nobody recorded is taken out of idle and planned time',
  }),
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
  cursor: z.string().max(500).optional(),
}

export const scopeQuery = {
  scope: z.enum(['equipment', 'work-center', 'site']),
  id: z.string().min(1).max(100),
}
