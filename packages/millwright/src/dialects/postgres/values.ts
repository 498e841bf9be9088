import type { Value } from '../../kernel/value.ts'

// The numbers of the types stand in the catalogue for ever. https://www.postgresql.org/docs/current/catalog-pg-type.html
const readers: ReadonlyMap<number, (text: string) => Value> = new Map<number, (text: string) => Value>([
  [16, (text) => text === 't'], // boolean
  [17, readBytes], // bytea
  [20, BigInt], // bigint
  [21, BigInt], // smallint
  [23, BigInt], // integer
  [26, BigInt], // oid
  [700, Number], // real
  [701, Number], // double precision
])

const asItIs = (text: string): Value => text

/**
 * Reads values of a type from the text in which the server sends them. What JavaScript would lose digits or meaning of
 * stays the server's own text: numeric, dates and times, intervals, JSON, arrays, ranges, names of an enum.
 */
export const readerOf = (type: number): ((text: string) => Value) => readers.get(type) ?? asItIs

// https://www.postgresql.org/docs/current/datatype-binary.html
function readBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'))
}

/** A value as the input text of its type. */
export function textOf(value: Value): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return value instanceof Uint8Array ? `\\x${hexOf(value)}` : String(value)
}

const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** Why one of these values would not be stored as it is, or nothing. */
export function unstorable(values: readonly Value[]): string | undefined {
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    if (typeof value !== 'string') continue
    if (!value.isWellFormed()) return `value ${at + 1} is text with half of a surrogate pair`
    if (value.includes('\0')) return `value ${at + 1} is text with the character U+0000`
  }
  return undefined
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A row as COPY reads it in its text format, with its end of line. https://www.postgresql.org/docs/current/sql-copy.html */
export function copyLine(row: readonly Value[]): string {
  let line = ''
  for (let at = 0; at < row.length; at++) line += (at === 0 ? '' : '\t') + copyField(row[at] as Value)
  return `${line}\n`
}

/** A value as it stands in a line of COPY. */
export function copyField(value: Value): string {
  const text = textOf(value)
  if (text === null) return '\\N'
  return /[\\\n\r\t]/.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (char) => escapes[char] as string) : text
}
