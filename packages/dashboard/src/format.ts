import { zoneNow } from './settings.ts'

const counts = new Intl.NumberFormat()

/** A number in the reader's own way of writing. */
export const count = (value: number): string => counts.format(value)

const times = {
  local: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }),
  utc: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }),
}

/** An instant in the chosen zone; UTC says so. */
export function instant(at: string | null | undefined): string {
  if (at === null || at === undefined || at === '') return '–'
  const zone = zoneNow()
  const words = times[zone].format(new Date(at))
  return zone === 'utc' ? `${words} UTC` : words
}

const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
const clocks = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** A day of the calendar, `YYYY-MM-DD` with or without more behind it: it belongs to no zone. */
export const day = (iso: string | null | undefined): string =>
  iso === null || iso === undefined || iso === '' ? '–' : calendar.format(new Date(`${iso.slice(0, 10)}T00:00Z`))

/** What a clock somewhere showed, `YYYY-MM-DD HH:MM…`: shown as it was read there, whatever the zone of the reader. */
export const clock = (text: string | null | undefined): string =>
  text === null || text === undefined || text === ''
    ? '–'
    : clocks.format(new Date(`${text.slice(0, 16).replace(' ', 'T')}Z`))

/** A measured number with so many places. */
export const decimal = (value: number, places = 1): string =>
  new Intl.NumberFormat(undefined, { minimumFractionDigits: places, maximumFractionDigits: places }).format(value)

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** How long ago something was, in one unit. */
export function ago(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000
  const unit = units.find(([, size]) => Math.abs(seconds) >= size)
  return unit === undefined
    ? relative.format(Math.round(seconds), 'second')
    : relative.format(Math.round(seconds / unit[1]), unit[0])
}

export const rows = (value: number): string => `${count(value)} ${value === 1 ? 'row' : 'rows'}`
