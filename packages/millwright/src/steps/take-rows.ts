import type { Queries } from '../kernel/connection.ts'
import type { Sql } from '../kernel/sql.ts'
import { type Row, rowOf, type Value } from '../kernel/value.ts'
import type { Block } from './walk.ts'

/** The rows of a block, and whether they were enough before there were as many as were asked for. */
export type Taken = { readonly rows: readonly Row[]; readonly isCut: boolean }

/** Reads the rows of a block until they are as large as a batch may be. */
export async function takeRows(tx: Queries, query: Sql, { rows: most, bytes }: Block): Promise<Taken> {
  const rows: Row[] = []
  let size = 0
  for await (const block of tx.read(query)) {
    for (const values of block.rows) {
      rows.push(rowOf(block.columns, values))
      size += sizeOf(values)
      if (size >= bytes && rows.length < most) return { rows, isCut: true }
    }
  }
  return { rows, isCut: false }
}

const sizeOf = (values: readonly Value[]): number => values.reduce<number>((sum, value) => sum + bytesOf(value), 0)

/** What is neither text nor bytes is small. */
const bytesOf = (value: Value): number =>
  typeof value === 'string' ? Buffer.byteLength(value) : value instanceof Uint8Array ? value.length : 8
