import { z } from 'zod'
import { isZone } from '../shifts/local-time.ts'
import { badMapping } from './problems.ts'

const wall = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time such as 06:00' })

const day = z.iso.date()

const shift = z.strictObject({
  code: z.string().min(1).max(10),
  name: z.string().min(1).max(50),
  start: wall,
  end: wall,
  breakMinutes: z.int().min(0).max(1_440).default(0),
})

const calendar = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).optional(),
  except: z.array(day).optional(),
  add: z.array(day).optional(),
})

const product = z.strictObject({
  code: z.string().min(1).max(50),
  family: z.string().max(50).nullable().default(null),
  standardCycleTime: z.number().positive().nullable().default(null),
  targetPPM: z.int().min(0).nullable().default(null),
})

/** How a machine's states are read out of samples and downtimes. */
const states = z.strictObject({
  maxHold: z.int().min(1).optional(),
  minorStop: z.int().min(0).optional(),
  idleThreshold: z.number().min(0).optional(),
  conflict: z.enum(['speed-wins', 'event-wins']).optional(),
  overlap: z.enum(['planned-first', 'unplanned-first']).optional(),
})

const table = z.strictObject({
  from: z.string().min(1).max(63).optional(),
  columns: z.record(z.string(), z.string().min(1).max(63)).default({}),
})

const schema = z.strictObject({
  tables: z.record(z.string(), table).default({}),
  timezones: z.record(z.string(), z.string().refine(isZone, { error: "no zone of the IANA's list" })).default({}),
  shifts: z.record(z.string(), z.array(shift).min(1)).default({}),
  calendars: z.record(z.string(), calendar).default({}),
  products: z.array(product).default([]),
  roles: z.record(z.string(), z.string().min(1).max(20)).default({}),
  workCenters: z.record(z.string(), z.string().min(1).max(50)).default({}),
  states: states.default({}),
  counts: z
    .strictObject({
      anchor: z.enum(['period_start', 'period_end']).default('period_start'),
      mode: z.enum(['delta', 'cumulative']).default('delta'),
    })
    .default({ anchor: 'period_start', mode: 'delta' }),
  cells: z.enum(['crosswalk', 'as-workcenter']).default('crosswalk'),
})

/**
 * What a person knows of a legacy database that it does not say itself: other names of its tables, zones, shifts and days of
 * work by the code of a plant (`*` for all others), ideal cycle times of products, and how its readings are meant.
 */
export type Mapping = z.output<typeof schema>

/** @throws FAC208 for text that is no mapping, with the place that is wrong */
export function mappingFrom(text: string): Mapping {
  const read = schema.safeParse(jsonIn(text))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw badMapping(issue?.path.map(String).join('.') || 'the mapping', issue?.message ?? 'it is none')
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch (error) {
    throw badMapping('the mapping', error instanceof Error ? error.message : String(error))
  }
}

/** What was said of a plant by its code, or of all others. */
export const saidOf = <T>(said: Readonly<Record<string, T>>, code: string): T | undefined => said[code] ?? said['*']
