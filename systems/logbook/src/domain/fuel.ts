import { refusedField } from 'millwright/http'
import { round2, roundTo } from './rounding.ts'

/** A day's readings of the meter. */
export type Reading = {
  readonly start: number
  readonly end: number
  readonly rollover?: boolean
  readonly meterMax?: number
}

const usualMeterMax = 1_000_000

/**
 * Gallons burnt between two readings. A meter that came round says so by `rollover`.
 * @throws Refusal `meter_reversed`, `rollover_unneeded`
 */
export function consumption({ start, end, rollover = false, meterMax = usualMeterMax }: Reading): number {
  if (end >= start && rollover)
    throw refusedField('rollover', 'rollover_unneeded', 'The meter did not come round: its end is not below its start')
  if (end >= start) return round2(end - start)
  if (rollover) return round2(end + meterMax - start)
  throw refusedField('meter_end', 'meter_reversed', `The meter ends at ${end}, before its start at ${start}`)
}

/** A ticket as the figures need it. `date` is the ship's calendar day with its time. */
export type TicketFigure = { readonly date: string; readonly consumption: number }

export type FuelStats = {
  readonly total: number
  /** Per calendar day with a ticket, not per ticket. */
  readonly average_per_day: number
  readonly min: number
  readonly max: number
  readonly days_tracked: number
  readonly tickets: number
}

/** Figures over all tickets; zeros without one. A second ticket of a day makes no second day. */
export function fuelStats(tickets: readonly TicketFigure[]): FuelStats {
  const amounts = tickets.map((ticket) => ticket.consumption)
  const days = new Set(tickets.map(({ date }) => date.slice(0, 10))).size
  const total = round2(sumOf(amounts))
  if (days === 0) return { total: 0, average_per_day: 0, min: 0, max: 0, days_tracked: 0, tickets: 0 }
  return {
    total,
    average_per_day: round2(total / days),
    min: round2(Math.min(...amounts)),
    max: round2(Math.max(...amounts)),
    days_tracked: days,
    tickets: tickets.length,
  }
}

export type WeeklyFuel = {
  readonly total: number
  /** Over the seven days of the calendar, whether they have a ticket or not. */
  readonly average_per_calendar_day: number
  readonly tickets: number
}

/** Tickets of the last seven days before a moment of the ship's clock. */
export function weeklyFuel(tickets: readonly TicketFigure[], now: string): WeeklyFuel {
  const from = sevenDaysBefore(now)
  const recent = tickets.filter(({ date }) => clockKey(date) >= from)
  const total = round2(sumOf(recent.map((ticket) => ticket.consumption)))
  return { total, average_per_calendar_day: round2(total / 7), tickets: recent.length }
}

const sevenDaysBefore = (now: string): string =>
  clockKey(new Date(Date.parse(`${clockKey(now)}Z`) - 7 * 86_400_000).toISOString())

const clockKey = (text: string): string => text.replace(' ', 'T').slice(0, 19)

/** Gallons still on board: the form's total without what was burnt since. */
export const fuelOnBoard = (formTotal: number, burntSince: number): number => round2(formTotal - burntSince)

/** Days until the fuel ends; null when nothing is burnt. */
export const daysOfFuel = (onBoard: number, perDay: number): number | null =>
  perDay === 0 ? null : roundTo(onBoard / perDay, 1)

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)

/** What a form says of its fuel, and what does not fit together in it. */
export type FuelForm = {
  readonly fuelOnLog: number | null
  readonly correction: number | null
  readonly total: number
  readonly tanks: readonly number[]
}

export type Mismatch = {
  readonly code: 'fuel_total_mismatch' | 'fuel_log_mismatch'
  readonly expected: number
  readonly found: number
  readonly difference: number
}

const tolerance = 0.5

/** The form's total against the log with its correction, and against its own twelve tanks. */
export function reconcileFuel({ fuelOnLog, correction, total, tanks }: FuelForm): readonly Mismatch[] {
  const fromLog = fuelOnLog === null ? total : round2(fuelOnLog + (correction ?? 0))
  const fromTanks = tanks.length === 0 ? total : round2(sumOf(tanks))
  return [...mismatch('fuel_log_mismatch', fromLog, total), ...mismatch('fuel_total_mismatch', fromTanks, total)]
}

function mismatch(code: Mismatch['code'], expected: number, found: number): readonly Mismatch[] {
  const difference = round2(found - expected)
  return Math.abs(difference) <= tolerance ? [] : [{ code, expected, found, difference }]
}
