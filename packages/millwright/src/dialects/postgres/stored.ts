import type { Value } from '../../kernel/value.ts'

/** The value as a column of this type gives it back, or undefined when only the database can tell. */
export function stored(type: string, value: Value): Value | undefined {
  if (value === null) return null
  const known = cache.get(type) ?? settlerOf(type)
  cache.set(type, known)
  return known(value)
}

type Settle = (value: Exclude<Value, null>) => Value | undefined

const cache = new Map<string, Settle>()

const unknown: Settle = () => undefined

function settlerOf(type: string): Settle {
  const [, name = type, first, second] =
    /^([a-z ]+?)(?:\((\d+)(?:,(\d+))?\))?( with(?:out)? time zone)?$/.exec(type) ?? []
  if (name === 'character varying' && first !== undefined) return (value) => within(asText(value), Number(first))
  if (name === 'numeric' && first !== undefined)
    return (value) => asScaled(value, { digits: Number(first), scale: Number(second ?? 0) })
  return settlers.get(type) ?? unknown
}

const integer =
  (bits: bigint): Settle =>
  (value) => {
    const found = typeof value === 'bigint' ? value : integerOf(value)
    return found !== undefined && found >= -(2n ** (bits - 1n)) && found < 2n ** (bits - 1n) ? found : undefined
  }

function integerOf(value: Exclude<Value, null | bigint>): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? BigInt(value) : undefined
}

/** Text is stored as the input text of the value, whatever it was. */
function asText(value: Exclude<Value, null>): string | undefined {
  if (value instanceof Uint8Array) return undefined
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  const text = String(value)
  return text.isWellFormed() && !text.includes('\0') ? text : undefined
}

/** Counted in characters; of what is too long, only trailing spaces could be cut off. */
function within(text: string | undefined, length: number): string | undefined {
  if (text === undefined || text.length <= length) return text
  return Array.from(text).length <= length ? text : undefined
}

const asFloat: Settle = (value) => {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : undefined
}

/** A number in digits, as the server writes them. */
type Decimal = { readonly sign: string; readonly whole: string; readonly fraction: string | undefined }

function decimalOf(value: Exclude<Value, null>): Decimal | undefined {
  const [, sign = '', whole, fraction] = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(asText(value) ?? '') ?? []
  if (whole === undefined) return undefined
  return { sign: /^0*$/.test(whole + (fraction ?? '')) ? '' : sign, whole, fraction }
}

const asNumeric: Settle = (value) => {
  const found = decimalOf(value)
  if (found === undefined) return undefined
  return `${found.sign}${found.whole}${found.fraction === undefined ? '' : `.${found.fraction}`}`
}

/** What has fewer places is filled up; what has more is rounded, and that is left to the database. */
function asScaled(
  value: Exclude<Value, null>,
  { digits, scale }: { digits: number; scale: number },
): Value | undefined {
  const { sign = '', whole = '', fraction = '' } = decimalOf(value) ?? {}
  if (whole === '' || fraction.length > scale) return undefined
  if (whole !== '0' && whole.length > digits - scale) return undefined
  return `${sign}${whole}${scale === 0 ? '' : `.${fraction.padEnd(scale, '0')}`}`
}

const moment = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d)?)?)?$/

/** Of dates from the year 1 to 9999 that exist. */
const asDate: Settle = (value) => {
  const found = typeof value === 'string' ? moment.exec(value) : null
  return found !== null && found[4] === undefined && isDay(found) ? found[0] : undefined
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDay([, yearText, monthText, dayText]: RegExpExecArray): boolean {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)]
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0)
  return year > 0 && day > 0 && day <= days
}

const timestamp =
  (hasZone: boolean): Settle =>
  (value) => {
    const found = typeof value === 'string' ? moment.exec(value) : null
    if (found === null || !isDay(found) || !isClock(found)) return undefined
    const local = localOf(found)
    if (!hasZone) return local // a zone is read over where the type has none
    return isUtc(found[8] ?? 'Z') ? `${local}+00` : undefined
  }

function localOf([text, , , , hour, , , fraction = '']: RegExpExecArray): string {
  const places = fraction.replace(/0+$/, '')
  return `${text.slice(0, 10)} ${hour === undefined ? '00:00:00' : text.slice(11, 19)}${places === '' ? '' : `.${places}`}`
}

const isUtc = (zone: string): boolean => /^(?:Z|[+-]00(?::?00)?)$/.test(zone)

const isClock = ([, , , , hour = '0', minute = '0', second = '0']: RegExpExecArray): boolean =>
  Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const settlers: ReadonlyMap<string, Settle> = new Map<string, Settle>([
  ['smallint', integer(16n)],
  ['integer', integer(32n)],
  ['bigint', integer(64n)],
  ['text', asText],
  ['character varying', asText],
  ['double precision', asFloat],
  ['numeric', asNumeric],
  ['boolean', (value) => (typeof value === 'boolean' ? value : undefined)],
  ['bytea', (value) => (value instanceof Uint8Array ? value : undefined)],
  ['json', (value) => (typeof value === 'string' ? asText(value) : undefined)],
  ['uuid', (value) => (typeof value === 'string' && uuid.test(value) ? value : undefined)],
  ['date', asDate],
  ['timestamp without time zone', timestamp(false)],
  ['timestamp with time zone', timestamp(true)],
])
