import type { Value } from '../../kernel/value.ts'

/**
 * What a column of this declared type gives back for a value; undefined when only the database can tell.
 * https://sqlite.org/datatype3.html#determination_of_column_affinity
 */
export function stored(type: string): (value: Value) => Value | undefined {
  const settle = byAffinity[affinityOf(type)]
  return (value) => {
    if (value === null || value instanceof Uint8Array) return value
    return settle(typeof value === 'boolean' ? BigInt(value) : value)
  }
}

type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric' | 'any'

const known = new Map<string, Affinity>()

export function affinityOf(type: string): Affinity {
  const found = known.get(type) ?? findAffinity(type.toUpperCase())
  known.set(type, found)
  return found
}

// The order matters: "CHARINT" is an integer and "FLOATING POINT" is one too, because of its "INT".
function findAffinity(type: string): Affinity {
  if (type === 'ANY') return 'any'
  if (type.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text'
  if (type === '' || type.includes('BLOB')) return 'blob'
  return /REAL|FLOA|DOUB/.test(type) ? 'real' : 'numeric'
}

type Plain = number | bigint | string
type Settle = (value: Plain) => Value | undefined

const byAffinity: Readonly<Record<Affinity, Settle>> = {
  integer: asNumeric,
  numeric: asNumeric,
  real: asReal,
  text: asText,
  blob: asItIs,
  // A STRICT table takes it as it is, any other one as numeric; a type alone does not tell which.
  any: (value) => (Object.is(asNumeric(value), asItIs(value)) ? asItIs(value) : undefined),
}

function asNumeric(value: Plain): Value | undefined {
  if (typeof value === 'string') return asUnlikeNumber(value)
  if (typeof value === 'bigint') return asItIs(value)
  if (Number.isNaN(value)) return undefined
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value) : value
}

function asReal(value: Plain): Value | undefined {
  if (typeof value === 'string') return asUnlikeNumber(value)
  if (typeof value === 'bigint') return isInt64(value) && BigInt(Number(value)) === value ? Number(value) : undefined
  // A whole number is kept as an integer on disk and loses the sign of -0 there. https://sqlite.org/datatype3.html#storage_classes_and_datatypes
  return Number.isNaN(value) ? undefined : value + 0
}

function asText(value: Plain): Value | undefined {
  if (typeof value === 'number') return undefined // SQLite's own way to print a float
  return typeof value === 'bigint' && isInt64(value) ? String(value) : asItIs(value)
}

function asItIs(value: Plain): Value | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? value : undefined
  if (typeof value === 'bigint') return isInt64(value) ? value : undefined
  return Number.isNaN(value) ? undefined : value
}

// SQLite stops reading a number at U+0000, so text with one in it is left to the database too.
const numeral = /^[\t-\r ]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[\t-\r ]*$|\0/i

const asUnlikeNumber = (value: string): Value | undefined => (numeral.test(value) ? undefined : asItIs(value))

const isInt64 = (value: bigint): boolean => value >= -(2n ** 63n) && value < 2n ** 63n
