import type { Seconds } from '../shifts/local-time.ts'
import type { Draw } from './draw.ts'
import type { SiteShift, Unit } from './site.ts'

export type Kind = 'PM' | 'BREAK' | 'BREAKDOWN' | 'SETUP' | 'MINOR' | 'LONG'

/** Something that keeps a machine from producing. Between two of them it produces. */
export type Stop = {
  readonly kind: Kind
  readonly start: Seconds
  readonly end: Seconds
  /** What people report; nothing for idle time, which only the samples show. */
  readonly reason: string | null
  readonly n: number
  readonly m: number
}

const slotSeconds = 1_800
const breakSlot = 8
const maintenanceSlots = 4
const breakdowns = ['BD-MECH', 'BD-ELEC', 'BD-TOOL', 'BD-MAT', 'BD-CTRL'] as const

/** Every stop of a machine, by its start. */
export function* stopsOf(draw: Draw, unit: Unit): Generator<Stop> {
  for (const shift of unit.site.shifts) yield* stopsInShift(draw, unit, shift)
}

function* stopsInShift(draw: Draw, unit: Unit, shift: SiteShift): Generator<Stop> {
  const isMaintained = hasMaintenance(unit, shift)
  if (isMaintained) yield stopAt(shift, 0, { kind: 'PM', from: 0, length: 7_200, reason: 'PM' })
  const slots = Math.floor((shift.end - shift.start) / slotSeconds)
  for (let m = isMaintained ? maintenanceSlots : 0; m < slots; m++) {
    const planned = m === breakSlot ? breakPlan : planOf(draw, unit, { n: shift.n, m })
    if (planned !== undefined) yield stopAt(shift, m, planned)
  }
}

const hasMaintenance = ({ g }: Unit, { n, day }: SiteShift): boolean =>
  day % 7 === 2 && n % 3 === 0 && g % 5 === Math.floor(day / 7) % 5

type Plan = { readonly kind: Kind; readonly from: number; readonly length: number; readonly reason: string | null }

const breakPlan: Plan = { kind: 'BREAK', from: 0, length: slotSeconds, reason: 'BREAK' }

function planOf(draw: Draw, { g }: Unit, { n, m }: { readonly n: number; readonly m: number }): Plan | undefined {
  const chance = draw(1, g)(n, m) % 1_000
  const [second, third] = [draw(2, g)(n, m), draw(3, g)(n, m)]
  const from = 60 + (second % 240)
  if (chance < 60)
    return { kind: 'BREAKDOWN', from, length: 300 + (third % 1_140), reason: breakdownOf(draw(9, g)(n, m)) }
  if (chance < 140) return { kind: 'SETUP', from, length: 600 + (third % 840), reason: 'SETUP' }
  if (chance < 440) return idle('MINOR', 60 * (2 + (second % 20)), 60 * (1 + (third % 4)))
  if (chance < 500) return idle('LONG', 60 * (2 + (second % 8)), 60 * (6 + (third % 12)))
  return undefined
}

const idle = (kind: Kind, from: number, length: number): Plan => ({ kind, from, length, reason: null })

const breakdownOf = (drawn: number): string => breakdowns[drawn % breakdowns.length] as string

function stopAt(shift: SiteShift, m: number, { kind, from, length, reason }: Plan): Stop {
  const start = shift.start + slotSeconds * m + from
  return { kind, start, end: start + length, reason, n: shift.n, m }
}

/** Seconds of `[from, to)` in which a machine produces; asked with times that never go back. */
export function producingSeconds(stops: readonly Stop[]): (from: Seconds, to: Seconds) => number {
  let at = 0
  return (from, to) => {
    while (at < stops.length && (stops[at] as Stop).end <= from) at += 1
    let seconds = to - from
    for (let next = at; next < stops.length && (stops[next] as Stop).start < to; next++) {
      const { start, end } = stops[next] as Stop
      seconds -= Math.min(end, to) - Math.max(start, from)
    }
    return seconds
  }
}

/** How much slower than ideally a machine runs in a shift, in thousandths. */
export function slowness(draw: Draw, g: number, n: number): number {
  return g % 10 === 9 ? 960 + (draw(4, g)(n, 0) % 40) : 1_000 + (draw(4, g)(n, 0) % 150)
}
