import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { columns, readRows, serialAt } from './rows.ts'
import { ddl, type Order, peakMegabytes, type Sample, stopwatch } from './way.ts'

/**
 * What a script does that asks for every serial, inserts the row and commits. Only the first records are loaded in this
 * way, and the time is scaled: the rest would take longer still, because the table is small here.
 */
export async function loadInLoop({ db: path, rows }: Order): Promise<Sample> {
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; ${ddl}`)
  const statements = {
    find: db.prepare('select id from ocm_equipment where serial = ?'),
    insert: db.prepare(`insert into ocm_equipment (${columns.join()}) values (${'?, '.repeat(columns.length - 1)}?)`),
  }
  const { first, total } = await readRows(rows)
  const time = stopwatch()
  for (const row of first) insertOne(statements, row)
  const { wall, cpu } = time()
  db.close()
  const scale = total / first.length
  return { wall: wall * scale, cpu: cpu * scale, proved: Number.NaN, mb: peakMegabytes() }
}

type Statements = { readonly find: StatementSync; readonly insert: StatementSync }

function insertOne({ find, insert }: Statements, row: readonly (string | null)[]): void {
  if (find.get(row[serialAt] ?? '') === undefined) insert.run(...row)
}
