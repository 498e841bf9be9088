import { defaultShifts, instanceOn } from '../shifts/instances.ts'
import { daysAfter, type Seconds } from '../shifts/local-time.ts'

/** The days that are generated. */
const firstDay = '2025-03-08'
export const days = 30

/** One shift of a site; `n` counts from 0 over all days. */
export type SiteShift = { readonly n: number; readonly day: number; readonly start: Seconds; readonly end: Seconds }

/** A plant with its calendar and what is on its ten machines. */
export type Site = {
  readonly k: number
  readonly code: string
  readonly zone: string
  readonly shifts: readonly SiteShift[]
  readonly start: Seconds
  readonly end: Seconds
}

/** A machine: `g` over all sites, `line` 0 or 1, `j` its place in the line. */
export type Unit = {
  readonly g: number
  readonly line: number
  readonly j: number
  readonly id: string
  readonly code: string
  readonly site: Site
  /** Seconds that an item ideally takes. */
  readonly cycle: number
}

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const

const cycles = [30, 36, 45, 24, 40] as const

export function siteOf(k: number): Site {
  const zone = zones[k % zones.length] as string
  const shifts = shiftsIn(zone)
  const [start, end] = [(shifts[0] as SiteShift).start, (shifts.at(-1) as SiteShift).end]
  return { k, code: `P${String(k + 1).padStart(3, '0')}`, zone, shifts, start, end }
}

function shiftsIn(zone: string): readonly SiteShift[] {
  return Array.from({ length: days * defaultShifts.length }, (_, n) => {
    const day = Math.floor(n / defaultShifts.length)
    const shift = defaultShifts[n % defaultShifts.length] as (typeof defaultShifts)[number]
    const { start, end } = instanceOn(zone, daysAfter(firstDay, day), shift)
    return { n, day, start, end }
  })
}

function unitsOf(site: Site): readonly Unit[] {
  return Array.from({ length: 10 }, (_, at) => {
    const [line, j] = [Math.floor(at / 5), at % 5]
    const g = 10 * site.k + at
    const code = `${site.code}-U${String(at + 1).padStart(2, '0')}`
    return { g, line, j, id: `wu-${g}`, code, site, cycle: cycles[j] as number }
  })
}

export function* unitsIn(scale: number): Generator<Unit> {
  for (let k = 0; k < scale; k++) yield* unitsOf(siteOf(k))
}
