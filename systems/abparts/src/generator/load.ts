import type { Session } from '../database/database.ts'
import { arrayText, type Cell, type TableRows } from './table-rows.ts'

const blockRows = 5_000

/** Inserts the rows in blocks of some thousand; each block is one statement. */
export async function loadTables(session: Session, tables: readonly TableRows[]): Promise<void> {
  for (const table of tables) {
    for (const block of blocksOf(table.rows())) await insertBlock(session, table, block)
  }
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

// Every column travels as a list of texts, and the database casts: one statement serves every type, arrays of texts included.
async function insertBlock(
  session: Session,
  { table, columns, types }: TableRows,
  block: readonly (readonly Cell[])[],
) {
  const lists = columns.map((_, at) => block.map((row) => textOf(row[at] as Cell)))
  const names = columns.map((_, at) => `c${at}`)
  const given = columns.map((_, at) => `$${at + 1}::text[]`)
  const cast = names.map((name, at) => `${name}::${types[at] as string}`)
  await session.run(
    `insert into ${table} (${columns.join(', ')}) select ${cast.join(', ')} from unnest(${given.join(', ')}) as given (${names.join(', ')})`,
    lists,
  )
}

function textOf(value: Cell): string | null {
  if (value === null || typeof value === 'string') return value
  return typeof value === 'object' ? arrayText(value) : String(value)
}
