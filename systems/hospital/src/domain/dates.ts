import { cleanText } from './text.ts'

/** Which of day and month comes first; a fact of the source that is declared, never guessed per value. */
export type DateOrder = 'DMY' | 'MDY'
export type DateForm = 'padded' | 'unpadded' | 'separator' | 'iso' | 'arabic'
export type DateFault = 'two_digit_year' | 'impossible' | 'unreadable'

export type ReadDate =
  | { readonly iso: string; readonly form: DateForm; readonly ambiguous: boolean }
  | { readonly iso: null; readonly fault: DateFault }

const remembered = { DMY: new Map<string, ReadDate>(), MDY: new Map<string, ReadDate>() }
const mostRemembered = 65_536

/**
 * The date rule: `/`, `-` or `.` between day, month and a four-digit year, or ISO; Arabic-Indic digits count as digits.
 * A two-digit year and an impossible day are faults, never a default date. Registers repeat few dates, so answers are remembered.
 */
export function readDate(text: string, order: DateOrder = 'DMY'): ReadDate {
  const memory = remembered[order]
  const known = memory.get(text)
  if (known !== undefined) return known
  if (memory.size >= mostRemembered) memory.clear()
  const answer = parseDate(text, order)
  memory.set(text, answer)
  return answer
}

const dayMonthYear = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/
const isoDate = /^(\d{4})-(\d\d)-(\d\d)$/
const shortYear = /^(?:\d{1,2}([/.-])\d{1,2}\1\d{2}|\d{2}-\d{1,2}-\d{1,2})$/

function parseDate(text: string, order: DateOrder): ReadDate {
  const clean = cleanText(text)
  const digits = asciiDigits(clean)
  const isArabic = digits !== clean
  const iso = isoDate.exec(digits)
  if (iso !== null) return dateOf(iso.slice(1).map(Number), isArabic ? 'arabic' : 'iso', false)
  const parts = dayMonthYear.exec(digits)
  if (parts === null) return { iso: null, fault: shortYear.test(digits) ? 'two_digit_year' : 'unreadable' }
  const [first, second, year] = [Number(parts[1]), Number(parts[3]), Number(parts[4])]
  const [day, month] = order === 'DMY' ? [first, second] : [second, first]
  const form = isArabic ? 'arabic' : formOf(digits, parts[2] as string)
  return dateOf([year, month, day], form, isAmbiguous(day, month))
}

const isAmbiguous = (day: number, month: number): boolean => day <= 12 && month <= 12 && day !== month

function formOf(text: string, separator: string): DateForm {
  if (separator !== '/') return 'separator'
  return text.length === 10 ? 'padded' : 'unpadded'
}

function dateOf([year = 0, month = 0, day = 0]: readonly number[], form: DateForm, ambiguous: boolean): ReadDate {
  if (!isDate(year, month, day)) return { iso: null, fault: 'impossible' }
  return { iso: isoOf(year, month, day), form, ambiguous }
}

/** ٠–٩ and ۰–۹ written as 0–9. */
const asciiDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))

const isDate = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days of a month, 1 to 12. */
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (monthLengths[month - 1] ?? 0)

const isoOf = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`

const two = (part: number): string => (part < 10 ? `0${part}` : String(part))

/** True for a real day written YYYY-MM-DD. */
export function isIsoDate(text: string): boolean {
  const found = isoDate.exec(text)
  return found !== null && isDate(Number(found[1]), Number(found[2]), Number(found[3]))
}

/** YYYY-MM-DD as DD/MM/YYYY. */
export const formatDate = (iso: string): string => `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`

const partsOf = (iso: string): readonly [number, number, number] => [
  Number(iso.slice(0, 4)),
  Number(iso.slice(5, 7)),
  Number(iso.slice(8, 10)),
]

const yearsLater = new Map<string, string>()

/** One calendar year later; 29 February becomes 28 February. The day itself stays in every other case. */
export function addYear(iso: string): string {
  const known = yearsLater.get(iso)
  if (known !== undefined) return known
  if (yearsLater.size >= mostRemembered) yearsLater.clear()
  const later = addMonths(iso, 12)
  yearsLater.set(iso, later)
  return later
}

/** Months later, clamped to the end of the month. */
export function addMonths(iso: string, months: number): string {
  const [year, month, day] = partsOf(iso)
  const count = year * 12 + month - 1 + months
  const [toYear, toMonth] = [Math.floor(count / 12), (count % 12) + 1]
  return isoOf(toYear, toMonth, Math.min(day, daysIn(toYear, toMonth)))
}

export const addDays = (iso: string, days: number): string => fromDayNumber(dayNumber(iso) + days)

/** Days from `from` to `to`; a due date of today gives 0. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from)

/** Days since 1 March of year 0, counted by the calendar and never by a clock. */
export function dayNumber(iso: string): number {
  const [year, month, day] = partsOf(iso)
  const shifted = month > 2 ? year : year - 1
  const era = shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return era + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
}

/** The inverse of {@link dayNumber}: https://howardhinnant.github.io/date_algorithms.html#civil_from_days */
export function fromDayNumber(days: number): string {
  const era = Math.floor(days / 146_097)
  const inEra = days - era * 146_097
  const ofEra = inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)
  const year = Math.floor(ofEra / 365)
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const shifted = Math.floor((5 * inYear + 2) / 153)
  const day = inYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return isoOf(year + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

export type QuarterStep = 'P3M' | 'P90D'

/** The four quarter dates of a new device, each computed from the first so that a clamped month end does not spread. */
export function quarterDates(first: string, step: QuarterStep = 'P3M'): readonly [string, string, string, string] {
  const later = (count: number): string => (step === 'P3M' ? addMonths(first, 3 * count) : addDays(first, 90 * count))
  return [first, later(1), later(2), later(3)]
}
