import { bucketsOf } from './production.ts'
import { qualityOf } from './quality.ts'
import type { Machine, Recipe } from './recipe.ts'
import type { SiteShift } from './site.ts'
import type { Kind, Stop } from './truth.ts'

/** What a shift of a machine truly was: seconds and items. */
export type ShiftTruth = {
  readonly shift: SiteShift
  readonly PBT: number
  readonly APT: number
  readonly PQ: number
  readonly GQ: number
  readonly breakdown: number
  readonly setup: number
  readonly minor: number
  readonly idle: number
  readonly rework: number
}

/** The truth of every shift, from the stops and the buckets, and never from a row of the legacy database. */
export function shiftTruthsOf(recipe: Recipe, machine: Machine): readonly ShiftTruth[] {
  const made = producedIn(recipe, machine)
  const reworked = reworkedIn(recipe, machine)
  return machine.unit.site.shifts.map((shift) => {
    const stops = machine.stops.filter(({ n }) => n === shift.n)
    const planned = secondsOf(stops, 'PM') + secondsOf(stops, 'BREAK')
    const lost = {
      breakdown: secondsOf(stops, 'BREAKDOWN'),
      setup: secondsOf(stops, 'SETUP'),
      minor: secondsOf(stops, 'MINOR'),
      idle: secondsOf(stops, 'LONG'),
    }
    const PBT = shift.end - shift.start - planned
    const APT = PBT - lost.breakdown - lost.setup - lost.minor - lost.idle
    return { shift, PBT, APT, ...(made.get(shift.n) ?? nothing), ...lost, rework: reworked.get(shift.n) ?? 0 }
  })
}

const nothing = { PQ: 0, GQ: 0 }

const secondsOf = (stops: readonly Stop[], kind: Kind): number =>
  stops.reduce((sum, stop) => (stop.kind === kind ? sum + stop.end - stop.start : sum), 0)

function producedIn(recipe: Recipe, machine: Machine): ReadonlyMap<number, { PQ: number; GQ: number }> {
  const made = new Map<number, { PQ: number; GQ: number }>()
  for (const { shift, total, defective } of bucketsOf(recipe, machine)) {
    const { PQ, GQ } = made.get(shift.n) ?? nothing
    made.set(shift.n, { PQ: PQ + total, GQ: GQ + total - defective })
  }
  return made
}

function reworkedIn(recipe: Recipe, machine: Machine): ReadonlyMap<number, number> {
  const reworked = new Map<number, number>()
  let next = 0
  const { shifts } = machine.unit.site
  for (const { at, count, disposition } of qualityOf({ ...recipe, isDefective: false }, machine)) {
    if (disposition !== 'rework') continue
    while ((shifts[next] as SiteShift).end <= at) next += 1
    reworked.set(next, (reworked.get(next) ?? 0) + count)
  }
  return reworked
}
