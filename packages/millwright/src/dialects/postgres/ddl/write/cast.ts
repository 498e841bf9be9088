/** How values of one type become values of another one when nobody says how. */
export type Cast = {
  /**
   * `by itself`: ALTER … TYPE does it; `written`: a cast says it, and either keeps a value or refuses it; `none`: there is no cast.
   */
  readonly way: 'by itself' | 'written' | 'none'
  /** A value may come back as another one: rows are compared before it is done. */
  readonly mayRound: boolean
}

/** What PostgreSQL can make of a type's values, by its own table of casts. */
export function castOf(from: string, to: string): Cast {
  const [a, b] = [familyOf(from), familyOf(to)]
  if (isArray(from) !== isArray(to)) return betweenArrays(isArray(from) ? '' : a, b === 'text' && !isArray(to))
  const way = isWritten(from, to) ? 'written' : wayOf(a, b)
  if (way !== 'none') return { way, mayRound: isOrdered(a) && isOrdered(b) && !isWider(from, to) }
  return { way: bareOf(from) === bareOf(to) ? 'by itself' : 'none', mayRound: false }
}

const isArray = (type: string): boolean => type.endsWith('[]')

function wayOf(a: string, b: string): Cast['way'] {
  if (b === 'text' || (a === b && a !== '') || (assignable[a] ?? []).includes(b)) return 'by itself'
  return a === 'text' ? 'written' : 'none'
}

const isWritten = (from: string, to: string): boolean => (castable[bareOf(from)] ?? []).includes(bareOf(to))

/** A list has a text, and a text may be one of a list. */
const betweenArrays = (family: string, isToText: boolean): Cast =>
  isToText ? { way: 'by itself', mayRound: false } : textOnly(family)

const textOnly = (family: string): Cast => ({ way: family === 'text' ? 'written' : 'none', mayRound: false })

/** The type without its length and without the brackets of an array. */
const bareOf = (type: string): string =>
  type
    .replaceAll(/\([^)]*\)/g, '')
    .replace(/(?:\[\])+$/, '')
    .trim()

const families: Readonly<Record<string, string>> = {
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  numeric: 'number',
  real: 'number',
  'double precision': 'number',
  text: 'text',
  'character varying': 'text',
  character: 'text',
  name: 'text',
  citext: 'text',
  date: 'moment',
  'timestamp without time zone': 'moment',
  'timestamp with time zone': 'moment',
  'time without time zone': 'time',
  'time with time zone': 'time',
  interval: 'interval',
  json: 'json',
  jsonb: 'json',
  bit: 'bits',
  'bit varying': 'bits',
  inet: 'net',
  cidr: 'net',
  boolean: 'boolean',
  money: 'money',
}

const familyOf = (type: string): string =>
  families[bareOf(type)] ?? families[bareOf(type).split('.').at(-1) ?? ''] ?? ''

const assignable: Readonly<Record<string, readonly string[]>> = {
  moment: ['time'],
  interval: ['time'],
  time: ['interval'],
  number: ['money'],
  money: ['number'],
}
/** Casts that somebody has to write, by the types themselves. */
const castable: Readonly<Record<string, readonly string[]>> = {
  integer: ['boolean', 'bit'],
  bigint: ['bit'],
  boolean: ['integer'],
  bit: ['integer', 'bigint'],
  jsonb: ['boolean', 'smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
}

const ordered = new Set(['number', 'moment', 'time', 'interval', 'money'])
const isOrdered = (family: string): boolean => ordered.has(family)

const widths: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['smallint', 'integer', 'double precision'],
  ['smallint', 'real', 'double precision'],
  ['date', 'timestamp without time zone', 'timestamp with time zone'],
]

/** Whether every value of the first has its equal among those of the second. */
function isWider(from: string, to: string): boolean {
  if (bareOf(from) === bareOf(to)) return hasRoom(from, to)
  const isInRow = widths.some(
    (row) => row.includes(bareOf(from)) && row.indexOf(bareOf(from)) < row.indexOf(bareOf(to)),
  )
  return isInRow && !to.includes('(')
}

/** Of numbers, digits before and after the point; of times, digits of a second. */
function hasRoom(from: string, to: string): boolean {
  const [before, after] = [digitsOf(from), digitsOf(to)]
  if (after === undefined) return true
  if (before === undefined) return false
  const [precision = 0, scale = 0] = before
  const [newPrecision = 0, newScale = 0] = after
  if (after.length === 1 && before.length === 1) return newPrecision >= precision
  return newScale >= scale && newPrecision - newScale >= precision - scale
}

const digitsOf = (type: string): readonly number[] | undefined =>
  /\(([-\d, ]+)\)/.exec(type)?.[1]?.split(',').map(Number)
