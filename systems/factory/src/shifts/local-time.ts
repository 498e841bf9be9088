import { Temporal } from 'temporal-polyfill'

/** Whole seconds since the beginning of 1970 in UTC. */
export type Seconds = number

/** Whether the name is one of the IANA's zones, in any letter case, and no bare offset. */
export function isZone(name: string): boolean {
  if (/^[+-]|^\d/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * The instant of a wall time. A time that the clock shows twice is the earlier of both; one that it skips is moved on by
 * what is skipped.
 *
 * @throws RangeError for no such day, time or zone
 */
export function instantOf(zone: string, date: string, time: string): Seconds {
  const local = Temporal.PlainDateTime.from(`${date}T${time}`)
  return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / 1_000
}

/** The day that the calendar of a zone shows at an instant. */
export const localDateOf = (zone: string, at: Seconds): string =>
  Temporal.Instant.fromEpochMilliseconds(at * 1_000)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString()

/** So many days after a date, or before it. */
export const daysAfter = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString()

/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek
