import { type Sql, sql } from 'millwright'
import { daysAfter, instantOf, isZone, type Seconds } from '../shifts/local-time.ts'
import { notUnderstood, Unanswerable } from './unanswerable.ts'

/**
 * What time a question is about. Days are those of shifts, on the calendar of their site, and the last one belongs to it;
 * of instants the last one does not.
 */
export type Range = {
  readonly zone: string
  /** The code of the one shift of each day that counts; all of them unless said. */
  readonly shift?: string
} & (
  | { readonly kind: 'days'; readonly from: string; readonly to: string }
  | { readonly kind: 'instants'; readonly from: Seconds; readonly to: Seconds }
)

/** The times of a question as they were written. */
export type AskedRange = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly tz?: string | undefined
  readonly shift?: string | undefined
}

/** What stands in for what was not said: the zone of the site, and the last week of its shifts. */
export type Usual = { readonly zone: string; readonly lastDay: string | null }

/** More days than this are refused. */
const mostDays = 366

const usualDays = 7

/** @throws Unanswerable for times or a zone that are none, a range that ends before it begins, and one that is too long */
export function rangeFrom(asked: AskedRange, usual: Usual): Range {
  const zone = zoneFrom(asked.tz, usual.zone)
  const range = filled(asked, usual, zone)
  const days = Math.round((boundsOf(range).to - boundsOf(range).from) / 86_400)
  if (days < 0 || range.to < range.from)
    throw new Unanswerable(422, { code: 'range_reversed', field: 'to', message: 'to: it is before from' })
  if (days > mostDays) throw notUnderstood('to', `to: the range has ${days} days; ask for ${mostDays} at most`)
  return range
}

function zoneFrom(tz: string | undefined, usual: string): string {
  if (tz === undefined) return usual
  if (isZone(tz)) return tz
  throw notUnderstood('tz', `tz: ${tz} is no zone of the IANA's list`)
}

function filled(asked: AskedRange, usual: Usual, zone: string): Range {
  const range = timesFrom(asked, usual, zone)
  return asked.shift === undefined ? range : { ...range, shift: asked.shift }
}

function timesFrom(asked: AskedRange, usual: Usual, zone: string): Range {
  const [first, last] = endsOf(asked, usual)
  if (first === undefined) throw notUnderstood('from', 'from: it is missing, while to is an instant')
  if (last === undefined) throw notUnderstood('to', 'to: it is missing, while from is an instant')
  if (isDay(first) && isDay(last)) return { kind: 'days', zone, from: dayIn('from', first), to: dayIn('to', last) }
  return { kind: 'instants', zone, from: secondIn('from', first, zone), to: secondIn('to', last, zone) }
}

/** A day that was not said follows from the other one; what belongs to an instant cannot be guessed. */
function endsOf({ from, to }: AskedRange, { lastDay }: Usual): readonly [string | undefined, string | undefined] {
  const isOpenToDays = from === undefined || isDay(from)
  const last = to ?? (isOpenToDays ? (lastDay ?? from ?? '1970-01-01') : undefined)
  const first = from ?? (last !== undefined && isDay(last) ? daysAfter(dayIn('to', last), 1 - usualDays) : undefined)
  return [first, last]
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text)

function dayIn(field: string, text: string): string {
  const at = new Date(`${text}T00:00:00Z`)
  if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return text
  throw notUnderstood(field, `${field}: ${text} is no day of the calendar`)
}

/** An instant says its offset: without one nobody knows which it is. A day beside an instant means its beginning. */
function secondIn(field: string, text: string, zone: string): Seconds {
  if (isDay(text)) return instantOf(zone, dayIn(field, text), '00:00')
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/
  const at = form.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw notUnderstood(field, `${field}: ${text} is no day, and no instant such as 2025-03-08T06:00:00Z`)
  return Math.floor(at / 1_000)
}

export type Bounds = { readonly from: Seconds; readonly to: Seconds }

/** The instants between which a clock on the wall shows the range. */
export function boundsOf(range: Range): Bounds {
  if (range.kind === 'instants') return range
  const { zone, from, to } = range
  return { from: instantOf(zone, from, '00:00'), to: instantOf(zone, daysAfter(to, 1), '00:00') }
}

/** The range of the same length that ends where this one begins. */
export function rangeBefore(range: Range): Range {
  if (range.kind === 'instants') return { ...range, from: 2 * range.from - range.to, to: range.from }
  const days = Math.round((Date.parse(range.to) - Date.parse(range.from)) / 86_400_000) + 1
  return { ...range, from: daysAfter(range.from, -days), to: daysAfter(range.from, -1) }
}

export const atSecond = (second: Seconds): Sql => sql`to_timestamp(${second}::double precision)`

const day = 86_400

/** Shifts of the range, where `i` is their instance. A shift belongs to where it begins. */
export function shiftsIn(range: Range): Sql {
  const { shift } = range
  return shift === undefined ? startsIn(range) : sql`(${startsIn(range)} and ${isShift(sql`i."shiftId"`, shift)})`
}

const isShift = (column: Sql, code: string): Sql =>
  sql`${column} in (select id from "Shift" where "shiftCode" = ${code})`

/** Rows of the one shift that was asked for, where `instance` says in which each of them was; all rows where none was. */
export const ofShift = (instance: Sql, { shift }: Range): Sql =>
  shift === undefined
    ? sql``
    : sql`and ${instance} in (select of_shift.id from "ShiftInstance" as of_shift where ${isShift(sql`of_shift."shiftId"`, shift)})`

function startsIn(range: Range): Sql {
  if (range.kind === 'days') return sql`i."shiftDate" between ${range.from}::date and ${range.to}::date`
  return sql`i."actualStartTime" >= ${atSecond(range.from)} and i."actualStartTime" < ${atSecond(range.to)}`
}

/**
 * Times that rows of such shifts can have: wide enough for every zone and for a shift of a whole day. It says nothing that
 * the shift does not say; it keeps a database from looking into partitions that hold none of them.
 */
export function timesNear(column: Sql, range: Range): Sql {
  const { from, to } = boundsOf(range)
  return sql`${column} >= ${atSecond(from - 2 * day)} and ${column} < ${atSecond(to + 3 * day)}`
}
