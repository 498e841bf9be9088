/** Days since 1970-01-01 of an ISO date, in UTC, so that no time zone can move them. */
export const dayOf = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000

const isoOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** A day as DD/MM/YYYY. */
export function dmy(day: number): string {
  const iso = isoOf(day)
  return `${iso.slice(8)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`
}

/** The same day of the next year; 29 February becomes 28 February. */
export function nextYear(day: number): number {
  const iso = isoOf(day)
  const later = `${Number(iso.slice(0, 4)) + 1}${iso.slice(4)}`
  return dayOf(later.endsWith('-02-29') ? later.replace('-02-29', '-02-28') : later)
}

/** D/M/YYYY, as a spreadsheet writes it. */
export const unpadded = (text: string): string => text.split('/').map(Number).join('/')

/** The day of a text DD/MM/YYYY. */
export const dayIn = (text: string): number => dayOf(text.split('/').reverse().join('-'))
