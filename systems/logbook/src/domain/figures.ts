import type { Condition } from './lists.ts'
import { round2, roundTo } from './rounding.ts'
import { lookUp, type Sounding, type Tank, toM3, type Volume } from './sounding-table.ts'

/** How a tank changed between two soundings. */
export const deltaOf = (
  latest: Pick<Volume, 'gallons' | 'm3'>,
  previous: Pick<Volume, 'gallons' | 'm3'>,
): Pick<Volume, 'gallons' | 'm3'> => ({
  gallons: latest.gallons - previous.gallons,
  m3: round2(latest.m3 - previous.m3),
})

/** Calendar days between two days of the ship, whatever the hour. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000)

/** The day so many days of the calendar later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day.slice(0, 10)) + days * 86_400_000).toISOString().slice(0, 10)

/** Gallons that a form gives with a fraction, as they are stored: whole, and the cubic metres of what is stored. */
export function baselineVolume(gallons: number): Pick<Volume, 'gallons' | 'm3'> {
  const whole = roundTo(gallons, 0)
  return { gallons: whole, m3: toM3(whole) }
}

/** What the form says of a tank and what its table says for the same sounding, when they are more than a gallon apart. */
export function tableDifference(
  tank: Tank,
  sounding: Sounding,
  gallons: number,
): { readonly table: number; readonly difference: number } | undefined {
  const table = lookUp(tank, sounding).gallons
  const difference = roundTo(Math.abs(gallons - table), 2)
  return difference > 1 ? { table, difference } : undefined
}

/** The board in one line. */
export function boardSummary(all: readonly Condition[]): string {
  const [offline, issues] = [all.filter((one) => one === 'offline').length, all.filter((one) => one === 'issue').length]
  if (offline > 0) return `${offline} offline, ${issues} issues`
  return issues > 0 ? `${issues} issues` : 'all online'
}

/**
 * A number out of a form that was read by a machine: `-500` and `(500)` are negative, `500 (est.)` is not, and decimals stay.
 * Undefined for what is no number.
 */
export function readFormNumber(text: string): number | undefined {
  const found =
    /^\s*(?:\(\s*([\d,]*\.?\d+)\s*\)|([-−]?)\s*([\d,]*\.?\d+))\s*(?:gal(?:lons)?\.?)?\s*(?:\([^()]*\))?\s*$/i.exec(text)
  if (found === null) return undefined
  const [, bracketed, sign = '', plain] = found
  const value = Number((bracketed ?? plain ?? '').replaceAll(',', ''))
  return bracketed !== undefined || sign !== '' ? -value : value
}
