import { z } from 'zod'
import { type OrbCode, orbCodes } from './lists.ts'
import { badTable } from './problems.ts'
import { Refusal, refusedField } from 'millwright/http'
import { round2, roundTo } from './rounding.ts'

/** Cubic metres of one gallon. */
const m3PerGallon = 0.00378541

/** Depth of liquid as it is read on the tape. */
export type Sounding = { readonly feet: number; readonly inches: number }
/** What a sounding means in a tank. */
export type Volume = { readonly gallons: number; readonly m3: number; readonly interpolated: boolean }

/** One tank: its gallons by inch, from the empty tank on. */
export type Tank = {
  readonly id: string
  readonly name: string
  readonly code: OrbCode
  readonly capacityGallons: number
  readonly capacityM3: number
  readonly gallonsByInch: ReadonlyMap<number, number>
}

export type SoundingTables = ReadonlyMap<string, Tank>

const point = z.strictObject({ feet: z.int().min(0), inches: z.int().min(0).max(11), gallons: z.int().min(0) })
const tankSchema = z.strictObject({
  name: z.string().min(1),
  orb_code: z.enum(orbCodes),
  capacity_gallons: z.int().positive(),
  capacity_m3: z.number().positive(),
  soundings: z.array(point).min(2),
})
const fileSchema = z.strictObject({
  metadata: z.strictObject({
    vessel: z.string(),
    units: z.record(z.string(), z.string()),
    conversion_factor_gal_to_m3: z.number(),
  }),
  tanks: z.record(z.string(), tankSchema),
})

type RawTank = z.infer<typeof tankSchema>

/** The sounding tables of a ship, every rule of a table checked. @throws ORB111 with the tank and the point that is wrong */
export function readSoundingTables(raw: unknown): SoundingTables {
  const parsed = fileSchema.safeParse(raw)
  if (!parsed.success) throw badTable('the file', wordsOf(parsed.error))
  const { metadata, tanks } = parsed.data
  if (metadata.conversion_factor_gal_to_m3 !== m3PerGallon)
    throw badTable(
      'the file',
      `it counts ${metadata.conversion_factor_gal_to_m3} m³ to a gallon, the program ${m3PerGallon}`,
    )
  return new Map(Object.entries(tanks).map(([id, tank]) => [id, tankFrom(id, tank)]))
}

const wordsOf = ({ issues: [issue] }: z.ZodError): string =>
  issue === undefined ? 'it is no table' : `${issue.path.join('.')}: ${issue.message}`

function tankFrom(id: string, raw: RawTank): Tank {
  const points = raw.soundings.map(({ feet, inches, gallons }) => ({ inch: feet * 12 + inches, gallons }))
  for (const [at, { inch, gallons }] of points.entries()) {
    if (inch !== at) throw badTable(`tank ${id}`, `${shownInch(at)} is missing, twice or out of its turn`)
    if (at > 0 && gallons <= (points[at - 1]?.gallons ?? 0))
      throw badTable(`tank ${id}`, `at ${shownInch(at)} the gallons do not grow`)
  }
  const full = points.at(-1)?.gallons
  if (full !== raw.capacity_gallons)
    throw badTable(`tank ${id}`, `it ends at ${full} gallons and holds ${raw.capacity_gallons}`)
  if (Math.abs(raw.capacity_m3 - raw.capacity_gallons * m3PerGallon) > 0.005)
    throw badTable(`tank ${id}`, `${raw.capacity_m3} m³ are not ${raw.capacity_gallons} gallons`)
  return {
    id,
    name: raw.name,
    code: raw.orb_code,
    capacityGallons: raw.capacity_gallons,
    capacityM3: raw.capacity_m3,
    gallonsByInch: new Map(points.map(({ inch, gallons }) => [inch, gallons])),
  }
}

const shownInch = (inch: number): string => shownSounding({ feet: Math.floor(inch / 12), inches: inch % 12 })

/** A sounding as people write it: 1'9". */
const shownSounding = ({ feet, inches }: Sounding): string => `${feet}'${inches}"`

/** @throws Refusal `unknown_tank` */
export function tankOf(tables: SoundingTables, id: string): Tank {
  const tank = tables.get(id)
  if (tank !== undefined) return tank
  const known = [...tables.keys()].join(', ')
  throw new Refusal(`There is no tank ${id}; there are ${known}`, { status: 404, code: 'unknown_tank' })
}

/**
 * The volume at a sounding. Whole inches only, unless `interpolate` allows parts of an inch between two neighbours.
 * @throws Refusal `sounding_out_of_range`
 */
export function lookUp(
  tank: Tank,
  { feet, inches }: Sounding,
  options: { readonly interpolate?: boolean } = {},
): Volume {
  const [inch, isOnTape] = [feet * 12 + inches, feet >= 0 && inches >= 0 && inches < 12 && Number.isInteger(feet)]
  const exact = isOnTape ? tank.gallonsByInch.get(inch) : undefined
  if (exact !== undefined) return { gallons: exact, m3: toM3(exact), interpolated: false }
  const between = isOnTape && options.interpolate === true ? gallonsBetween(tank, inch) : undefined
  if (between !== undefined) return { gallons: roundTo(between, 0), m3: toM3(roundTo(between, 0)), interpolated: true }
  throw refusedField(
    tank.id,
    'sounding_out_of_range',
    `The table of tank ${tank.id} has no ${shownSounding({ feet, inches })}`,
  )
}

/** On the straight line between the inch below and the inch above. */
function gallonsBetween({ gallonsByInch }: Tank, inch: number): number | undefined {
  const below = Math.floor(inch)
  const [low, high] = [gallonsByInch.get(below), gallonsByInch.get(below + 1)]
  return low === undefined || high === undefined ? undefined : low + (high - low) * (inch - below)
}

export const toM3 = (gallons: number): number => round2(gallons * m3PerGallon)

/** How full a tank is, in percent with one decimal. */
export const fillPercent = ({ capacityGallons }: Tank, gallons: number): number =>
  roundTo((100 * gallons) / capacityGallons, 1)
