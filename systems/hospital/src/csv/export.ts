import { stringify } from 'csv-stringify/sync'
import { type Queries, type Row, sql, type Value } from 'millwright'
import { formatDate } from '../domain/dates.ts'
import type { Register } from '../domain/fields.ts'
import { current, storedOf, viewOf } from '../registers/device.ts'
import { listTrainings } from '../training/store.ts'
import { guardCell } from './excel.ts'
import { type CsvColumn, type CsvType, exportColumns } from './layout.ts'

export type ExportOptions = {
  /** Written so that a spreadsheet leaves every cell as it is: with a BOM, and with guards. */
  readonly excel: boolean
  /** The ISO day for which statuses hold. */
  readonly asOf: string
}

/** One type as CSV (RFC 4180), piece by piece; the first piece is the header. No value is an empty cell. */
export async function* exportCsv(db: Queries, type: CsvType, options: ExportOptions): AsyncGenerator<CsvPiece> {
  const columns = exportColumns[type]
  const header = columns.map((column) => column.header)
  yield { text: `${options.excel ? '\ufeff' : ''}${linesOf([header])}`, rows: 0 }
  for await (const records of recordsOf(db, type, options.asOf)) {
    const lines = records.map((record) => columns.map((column) => cellOf(record, column, options)))
    yield { text: linesOf(lines), rows: lines.length }
  }
}

export type CsvPiece = { readonly text: string; readonly rows: number }

type Cells = readonly (readonly string[])[]

/** A line break of any kind calls for quotes, not only the one that ends a row. */
const linesOf = (lines: Cells): string =>
  stringify(lines as string[][], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ })

type Shown = Readonly<Record<string, string | number | null>>

async function* recordsOf(db: Queries, type: CsvType, asOf: string): AsyncGenerator<readonly Shown[]> {
  if (type === 'training') yield await trainingRecords(db)
  else yield* devices(db, type, asOf)
}

async function* devices(db: Queries, type: Register, asOf: string): AsyncGenerator<readonly Shown[]> {
  for await (const { columns, rows } of db.read(sql`select * from ${sql.id(viewOf[type])} order by no`))
    yield rows.map((values) => current(storedOf(rowOf(columns, values)), asOf))
}

function rowOf(columns: readonly string[], values: readonly Value[]): Row {
  return Object.fromEntries(columns.map((name, at) => [name, values[at] ?? null]))
}

async function trainingRecords(db: Queries): Promise<readonly Shown[]> {
  const all = await listTrainings(db, 'iso')
  return all.map((one) => ({ ...one, machine_trainer_assignments: JSON.stringify(one.machine_trainer_assignments) }))
}

function cellOf(record: Shown, { column, isDate }: CsvColumn, { excel }: ExportOptions): string {
  const value = record[column] ?? ''
  const text = isDate && value !== '' ? formatDate(String(value)) : String(value)
  return excel && typeof value === 'string' ? guardCell(text) : text
}
