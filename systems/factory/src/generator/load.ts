import type { Connection } from 'millwright'
import type { Cell, TableRows } from './table.ts'

const blockRows = 10_000

/** Copies the rows into their tables, block by block, and returns how many there were. */
export async function loadTables(db: Connection, tables: readonly TableRows[]): Promise<number> {
  let rows = 0
  for (const table of tables) {
    for (const block of blocksOf(table.rows())) rows += await insertBlock(db, table, block)
  }
  return rows
}

function* blocksOf(rows: Iterable<readonly Cell[]>): Generator<readonly (readonly Cell[])[]> {
  let block: (readonly Cell[])[] = []
  for (const row of rows) {
    block.push(row)
    if (block.length < blockRows) continue
    yield block
    block = []
  }
  if (block.length > 0) yield block
}

/** What tells the rows of a table apart, where that is not the id. */
const keys: Readonly<Record<string, readonly string[]>> = {
  metrics: ['timestamp', 'equipmentId', 'metricType'],
  oee_data: ['timestamp', 'equipmentId'],
}

async function insertBlock(db: Connection, { table, columns }: TableRows, block: readonly (readonly Cell[])[]) {
  const left = await db.insert({ table, columns, key: keys[table] ?? ['id'] }, block)
  const first = left[0]
  if (first === undefined) return block.length
  throw new RangeError(
    `${left.length} rows do not fit into ${table}: ${first.kind === 'refused' ? first.words : 'it already has such rows'}.`,
  )
}
