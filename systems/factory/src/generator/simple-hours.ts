import type { Seconds } from '../shifts/local-time.ts'
import { bucketsOf } from './production.ts'
import type { Machine, Recipe } from './recipe.ts'
import type { SiteShift, Unit } from './site.ts'
import { producingSeconds, type Stop } from './truth.ts'

/** A row of oee_data: an hour of a machine, as the simplified database keeps it. */
export type HourRow = {
  readonly unit: Unit
  readonly nth: number
  readonly at: Seconds
  readonly shift: SiteShift
  readonly plannedMinutes: number
  readonly runMinutes: number
  readonly total: number
  readonly good: number
}

const hour = 3_600

/** Every full hour of a machine since its first shift began. */
export function* hoursOf(recipe: Recipe, machine: Machine): Generator<HourRow> {
  const { unit, stops } = machine
  const { start, end, shifts } = unit.site
  const producing = producingSeconds(stops)
  const busy = producingSeconds(stops.filter(({ kind }) => isPlanned(kind)))
  const made = madeByHour(recipe, machine)
  const hours = Math.floor((end - start) / hour)
  for (let nth = 0, next = 0; nth < hours; nth++) {
    const at = start + nth * hour
    while ((shifts[next]?.end ?? end) <= at) next += 1
    yield {
      unit,
      nth,
      at,
      shift: shifts[next] as SiteShift,
      plannedMinutes: Math.round(busy(at, at + hour) / 60),
      runMinutes: Math.round(producing(at, at + hour) / 60),
      ...(made.get(nth) ?? nothing),
    }
  }
}

const isPlanned = (kind: Stop['kind']): boolean => kind === 'PM' || kind === 'BREAK'

type Made = { readonly total: number; readonly good: number }

const nothing: Made = { total: 0, good: 0 }

function madeByHour(recipe: Recipe, machine: Machine): ReadonlyMap<number, Made> {
  const made = new Map<number, Made>()
  for (const { at, total, defective } of bucketsOf(recipe, machine)) {
    const nth = Math.floor((at - machine.unit.site.start) / hour)
    const before = made.get(nth) ?? nothing
    made.set(nth, { total: before.total + total, good: before.good + total - defective })
  }
  return made
}

type Percents = { readonly [name in 'availability' | 'performance' | 'quality' | 'oee']: number }

/** The figures of the hour in percent. What is above 100 was cut off there, and so is lost. */
export function percentsOf({ unit, plannedMinutes, runMinutes, total, good }: HourRow): Percents {
  const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(100, (part / whole) * 100))
  const availability = percent(runMinutes, plannedMinutes)
  const performance = percent((unit.cycle * total) / 60, runMinutes)
  const quality = percent(good, total)
  return { availability, performance, quality, oee: (availability * performance * quality) / 10_000 }
}
