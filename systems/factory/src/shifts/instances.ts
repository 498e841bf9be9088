import { daysAfter, instantOf, localDateOf, type Seconds, weekdayOf } from './local-time.ts'

/** A shift as people write it: wall times of its site. An end that is not after the start is on the next day. */
export type Shift = {
  readonly code: string
  readonly name: string
  readonly start: string
  readonly end: string
  readonly breakMinutes: number
}

/** A shift on a day: the instants at which it really begins and ends. */
export type Instance = {
  readonly shift: Shift
  /** The day of its start on the calendar of its site; a report of a day means this. */
  readonly date: string
  readonly start: Seconds
  readonly end: Seconds
}

/** On which days a site works. Without one, on all. */
export type Calendar = {
  /** 1 for Monday to 7 for Sunday. */
  readonly weekdays?: readonly number[]
  /** Days on which nobody works, whatever weekday they are. */
  readonly except?: readonly string[]
  /** Days on which somebody works all the same. */
  readonly add?: readonly string[]
}

export type SiteShifts = { readonly zone: string; readonly shifts: readonly Shift[]; readonly calendar?: Calendar }

/** The three shifts of a site that names no others. */
export const defaultShifts: readonly Shift[] = [
  { code: 'A', name: 'Morning', start: '06:00', end: '14:00', breakMinutes: 30 },
  { code: 'B', name: 'Afternoon', start: '14:00', end: '22:00', breakMinutes: 30 },
  { code: 'C', name: 'Night', start: '22:00', end: '06:00', breakMinutes: 30 },
]

/** @throws RangeError for no such day, time or zone */
export function instanceOn(zone: string, date: string, shift: Shift): Instance {
  const lastDay = shift.end <= shift.start ? daysAfter(date, 1) : date
  return { shift, date, start: instantOf(zone, date, shift.start), end: instantOf(zone, lastDay, shift.end) }
}

/**
 * Every instance that overlaps `[from, to)`, by its start. Where the clock skips a whole day nothing of a shift may be left:
 * such an instance is none.
 */
export function instancesBetween(site: SiteShifts, from: Seconds, to: Seconds): readonly Instance[] {
  const last = localDateOf(site.zone, to)
  const found: Instance[] = []
  for (let date = daysAfter(localDateOf(site.zone, from), -1); date <= last; date = daysAfter(date, 1)) {
    if (!isWorked(date, site.calendar)) continue
    for (const shift of site.shifts) found.push(instanceOn(site.zone, date, shift))
  }
  return found
    .filter(({ start, end }) => end > start && start < to && end > from)
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
}

/** Whether somebody works on a day. */
export function isWorked(date: string, { weekdays, except = [], add = [] }: Calendar = {}): boolean {
  if (add.includes(date)) return true
  return !except.includes(date) && (weekdays === undefined || weekdays.includes(weekdayOf(date)))
}
