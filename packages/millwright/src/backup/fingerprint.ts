import { hash } from 'node:crypto'
import type { Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import type { Schema } from '../schema/schema.ts'
import { plainForm } from './plain-form.ts'

/** How many rows a table has, and the order-free sum over their digests: 32 hexadecimal digits. */
export type Fingerprint = { readonly rows: number; readonly sum: string }

/**
 * Reads a table once and returns its fingerprint over these columns: equal exactly when the content is equal.
 *
 * @example const { rows, sum } = await fingerprint(db, 'parts', ['id', 'name'])
 */
export async function fingerprint(db: Queries, table: string, columns: readonly string[]): Promise<Fingerprint> {
  const known = await db.fingerprint?.(table, columns)
  if (known !== undefined) return known
  const list = columns.length === 0 ? sql`null` : sql.ids(columns)
  const sum = new RowSum()
  let rows = 0
  for await (const block of db.read(sql`select ${list} from ${sql.table(table)}`)) {
    for (const row of block.rows) sum.add(rowDigest(row))
    rows += block.rows.length
  }
  return { rows, sum: sum.toHex() }
}

/** A fingerprint that may be of the database's own digests: comparable only with one that was taken in the same way. */
export type OwnFingerprint = Fingerprint & { readonly own?: true }

/** As {@link fingerprint}, in the way that is quickest for the database, to be compared with what the same database says later. */
export async function ownFingerprint(db: Queries, table: string, columns: readonly string[]): Promise<OwnFingerprint> {
  const known = await db.ownFingerprint?.(table, columns)
  return known === undefined ? fingerprint(db, table, columns) : { ...known, own: true }
}

/** The fingerprint of a table over some columns, taken in the way of another one. */
export const fingerprintLike = (
  { own, columns }: { readonly own?: true | undefined; readonly columns: readonly string[] },
  db: Queries,
  table: string,
): Promise<OwnFingerprint> => (own === true ? ownFingerprint : fingerprint)(db, table, columns)

/** The fingerprints of all tables of a schema, over all their columns in the schema's order. */
export async function fingerprints(db: Queries, { tables }: Schema): Promise<ReadonlyMap<string, Fingerprint>> {
  const all = new Map<string, Fingerprint>()
  for (const { name, columns } of tables) {
    all.set(
      name,
      await fingerprint(
        db,
        name,
        columns.map((column) => column.name),
      ),
    )
  }
  return all
}

/** The first 16 bytes, in hexadecimal, of the SHA-256 of a row's canonical form. */
export const rowDigest = (values: readonly Value[]): string =>
  hash('sha256', plainForm(values) ?? canonicalRow(values), 'hex').slice(0, 32)

/**
 * Every value is a letter for its type, its length in bytes where that is not fixed, and itself: no two different
 * rows have the same form. Text keeps every code point; no two texts are taken for the same that differ in a byte.
 */
export function canonicalRow(values: readonly Value[]): string {
  let form = ''
  for (const value of values) {
    if (typeof value === 'string') form += `t${Buffer.byteLength(value)}:${value}`
    else if (typeof value === 'bigint') form += `i${value};`
    else form += canonicalRare(value)
  }
  return form
}

function canonicalRare(value: null | boolean | number | Uint8Array): string {
  if (value === null) return 'n'
  if (typeof value === 'number') return `f${ieee(value)}`
  if (typeof value === 'boolean') return value ? 'o1' : 'o0'
  return `b${value.length}:${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}`
}

const eight = Buffer.alloc(8)

/** The eight bytes of a float: 0 and -0 differ, and so do no two spellings of the same number. */
function ieee(value: number): string {
  eight.writeDoubleBE(value)
  return eight.toString('hex')
}

/**
 * A sum of row digests modulo 2^128. A sum, not an exclusive or, so that a row that stands twice is seen; what was
 * added can be taken away again, so a table's fingerprint follows from the one before and from what changed.
 */
export class RowSum {
  static readonly zero = '0'.repeat(32)

  /** Four digits to the base 2^32, the highest first. */
  readonly #lanes: [number, number, number, number] = [0, 0, 0, 0]

  static fromHex(hex: string): RowSum {
    const sum = new RowSum()
    sum.add(hex)
    return sum
  }

  add(digest: string): void {
    const lanes = this.#lanes
    let carry = 0
    for (let at = 3; at >= 0; at--) {
      const lane = (lanes[at] as number) + laneOf(digest, at) + carry
      carry = lane > mostInLane ? 1 : 0
      lanes[at] = lane >>> 0
    }
  }

  subtract(digest: string): void {
    const lanes = this.#lanes
    let borrow = 0
    for (let at = 3; at >= 0; at--) {
      const lane = (lanes[at] as number) - laneOf(digest, at) - borrow
      borrow = lane < 0 ? 1 : 0
      lanes[at] = lane >>> 0
    }
  }

  addSum(other: RowSum): void {
    this.add(other.toHex())
  }

  subtractSum(other: RowSum): void {
    this.subtract(other.toHex())
  }

  toHex(): string {
    return this.#lanes.map((lane) => lane.toString(16).padStart(8, '0')).join('')
  }
}

const mostInLane = 0xffffffff

// Reading digit by digit is faster than parseInt() on a piece of the text.
function laneOf(digest: string, lane: number): number {
  let bits = 0
  for (let at = lane * 8; at < lane * 8 + 8; at++) bits = (bits << 4) | (digits[digest.charCodeAt(at)] as number)
  return bits >>> 0
}

const digits = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) digits[digit.toString(16).charCodeAt(0)] = digit
