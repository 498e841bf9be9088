import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { ddl, type Order, peakMegabytes, type Sample, stopwatch } from './way.ts'

const tried = 10_000
const columns =
  'no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end, service_date, engineer, next_maintenance, status, created_at, updated_at'

/**
 * What a script does that asks for every serial, inserts the row and commits. Only the first records are loaded in this
 * way, and the time is scaled: the rest would take longer still, because the table is small here.
 */
export async function loadInLoop({ db: path, rows }: Order): Promise<Sample> {
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; ${ddl}`)
  const statements = {
    find: db.prepare('select id from ocm_equipment where serial = ?'),
    insert: db.prepare(`insert into ocm_equipment (${columns}) values (${'?, '.repeat(14)}?)`),
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

function insertOne({ find, insert }: Statements, cells: readonly string[]): void {
  if (find.get(cells[5] ?? '') === undefined) insert.run(...cells.slice(1).map((cell) => (cell === '' ? null : cell)))
}

async function readRows(file: string): Promise<{ readonly first: readonly string[][]; readonly total: number }> {
  const first: string[][] = []
  let total = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    total++
    const cells = line.split(',')
    if (first.length < tried && cells.length === 16) first.push(cells.map((cell) => cell.replaceAll('"', '')))
  }
  return { first, total }
}
