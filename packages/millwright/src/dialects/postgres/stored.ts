import type { Value } from '../../kernel/value.ts'
import { isMoment, isPlain, isScaled, startsWithDay } from './as-written.ts'

type Settle = (value: Exclude<Value, null>) => Value | undefined

/** What a column of this type gives back for a value; undefined when only the database can tell. */
export function stored(type: string): (value: Value) => Value | undefined {
  const settle = settlerOf(type)
  return (value) => (value === null ? null : settle(value))
}

const unknown: Settle = () => undefined

function settlerOf(type: string): Settle {
  const [, name = type, first, second] =
    /^([a-z ]+?)(?:\((\d+)(?:,(\d+))?\))?( with(?:out)? time zone)?$/.exec(type) ?? []
  if (name === 'character varying' && first !== undefined) return (value) => within(asText(value), Number(first))
  if (name === 'numeric' && first !== undefined) return scaled({ digits: Number(first), scale: Number(second ?? 0) })
  return settlers.get(type) ?? unknown
}

function integer(bits: bigint): Settle {
  const most = 2n ** (bits - 1n)
  return (value) => {
    const found = typeof value === 'bigint' ? value : integerOf(value)
    return found !== undefined && found >= -most && found < most ? found : undefined
  }
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
  return isPlain(text) || (text.isWellFormed() && !text.includes('\0')) ? text : undefined
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

type Scaled = { readonly digits: number; readonly scale: number }

const scaled =
  (type: Scaled): Settle =>
  (value) =>
    typeof value === 'string' && isScaled(value, type) ? value : asScaled(value, type)

/** What has fewer places is filled up; what has more is rounded, and that is left to the database. */
function asScaled(value: Exclude<Value, null>, { digits, scale }: Scaled): Value | undefined {
  const { sign = '', whole = '', fraction = '' } = decimalOf(value) ?? {}
  if (whole === '' || fraction.length > scale) return undefined
  if (whole !== '0' && whole.length > digits - scale) return undefined
  return `${sign}${whole}${scale === 0 ? '' : `.${fraction.padEnd(scale, '0')}`}`
}

/** Of dates from the year 1 to 9999 that exist. */
const asDate: Settle = (value) =>
  typeof value === 'string' && value.length === 10 && startsWithDay(value) ? value : undefined

const moment = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d)?)?)?$/

const timestamp =
  (zone: '' | '+00'): Settle =>
  (value) => {
    if (typeof value !== 'string') return undefined
    return isMoment(value, zone) ? value : asMoment(value, zone)
  }

function asMoment(text: string, zone: '' | '+00'): string | undefined {
  const found = moment.exec(text)
  if (found === null || !startsWithDay(text) || !isClock(found)) return undefined
  if (zone === '') return localOf(found) // a zone is read over where the type has none
  return isUtc(found[8] ?? 'Z') ? `${localOf(found)}${zone}` : undefined
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
  ['timestamp without time zone', timestamp('')],
  ['timestamp with time zone', timestamp('+00')],
])
