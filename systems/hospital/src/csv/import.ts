import type { Queries } from 'millwright'
import type { Act } from '../audit/record.ts'
import type { Issue } from '../domain/issue.ts'
import { type Detail, Refusal } from 'millwright/http'
import { deviceShelf } from './device-shelf.ts'
import { tellBatch, tellUndone } from './events.ts'
import { bareCell } from './excel.ts'
import { detectType, type Header, readHeader } from './header.ts'
import { type CsvType, headerOfField } from './layout.ts'
import { emptyFile, unreadableHeader } from './problems.ts'
import { type ImportReport, type Outcome, type RowDetail, Tally } from './report.ts'
import { type CsvRow, csvRows } from './rows.ts'
import type { ImportOptions, Shelf, ShelfPlace } from './shelf.ts'
import { trainingShelf } from './training-shelf.ts'

/** One write transaction. */
export type Write = <T>(work: (db: Queries, act: Act) => Promise<T>) => Promise<T>

/** A CSV file that is about to be imported: its header is read, its rows are not. */
export type OpenCsv = { readonly header: Header; readonly rows: AsyncIterator<CsvRow, undefined> }

/**
 * Reads the header; without a type, the columns tell it.
 *
 * @throws Refusal 400 for a file that is empty, not UTF-8, or of other columns
 */
export async function openCsv(bytes: AsyncIterable<Uint8Array>, type?: CsvType): Promise<OpenCsv> {
  const rows = csvRows(bytes)
  const first = await rows.next()
  if (first.done === true) throw emptyFile()
  if ('fault' in first.value) throw unreadableHeader(first.value.fault.code, first.value.fault.message)
  const { cells } = first.value
  if (cells.every((cell) => cell.trim() === '')) throw emptyFile()
  return { header: readHeader(type ?? detectType(cells), cells), rows }
}

/**
 * Stores the rows of a file: an atomic import in one transaction, any other in a transaction for some hundred rows each, so
 * that nobody waits for long. Each transaction writes its own event.
 */
export async function importRows(file: OpenCsv, options: ImportOptions, write: Write): Promise<ImportReport> {
  const work: Work = { file, options, seen: new Map() }
  return options.atomic ? await importAtOnce(work, write) : await importInBatches(work, write)
}

type Work = {
  readonly file: OpenCsv
  readonly options: ImportOptions
  /** Where in the file a key was met first. */
  readonly seen: Map<string, number>
}

async function importInBatches(work: Work, write: Write): Promise<ImportReport> {
  const tally = new Tally()
  for await (const batch of batchesOf(work.file)) {
    try {
      tally.addAll(await write((db, act) => importBatch(work, batch, { db, act })))
    } catch (error) {
      if (tally.stored === 0) throw error
      tally.addAll(batch.map(({ row }) => interrupted(row)))
      break
    }
  }
  return tally.report()
}

const interrupted = (row: number): Outcome =>
  refused(row, [
    { field: '', code: 'interrupted', message: 'the database could not store this row; nothing after it was read' },
  ])

/** Thrown to undo an atomic import of which a row was refused. */
class Undo extends Error {}

async function importAtOnce(work: Work, write: Write): Promise<ImportReport> {
  const tally = new Tally()
  try {
    await write(async (db, act) => {
      for await (const batch of batchesOf(work.file)) tally.addAll(await importBatch(work, batch, { db, act }))
      if (tally.errors > 0) throw new Undo()
    })
    return tally.report()
  } catch (error) {
    if (!(error instanceof Undo)) throw error
    await write((db, act) => tellUndone({ db, act }, { type: work.file.header.type, options: work.options, tally }))
    return tally.undone()
  }
}

/** Some rows at a time; an empty line is none. */
async function* batchesOf({ rows }: OpenCsv): AsyncGenerator<readonly CsvRow[]> {
  let batch: CsvRow[] = []
  for await (const row of { [Symbol.asyncIterator]: () => rows }) {
    if (!isBlank(row)) batch.push(row)
    if (batch.length < rowsInBatch) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

const rowsInBatch = 500

const isBlank = (row: CsvRow): boolean => 'cells' in row && row.cells.length === 1 && row.cells[0]?.trim() === ''

type Place = Pick<ShelfPlace, 'db' | 'act'>

async function importBatch(work: Work, batch: readonly CsvRow[], place: Place): Promise<readonly Outcome[]> {
  const { file, options } = work
  const shelf = await openShelf({ ...place, header: file.header, options })
  const outcomes: Outcome[] = []
  for (const row of batch) outcomes.push(await importRow(work, row, shelf))
  await shelf.flush()
  await tellBatch(place, { type: file.header.type, options, outcomes })
  return outcomes
}

async function openShelf(place: ShelfPlace): Promise<Shelf> {
  const { type } = place.header
  return type === 'training' ? trainingShelf(place) : await deviceShelf(place, type)
}

async function importRow(work: Work, row: CsvRow, shelf: Shelf): Promise<Outcome> {
  const { header } = work.file
  if ('fault' in row) return refused(row.row, [{ field: '', ...row.fault }])
  if (row.cells.length !== header.names.length) return refused(row.row, [wrongWidth(row.cells.length, header)])
  const cells = work.options.excel ? row.cells.map(bareCell) : row.cells
  const key = shelf.keyOf(cells)
  const first = work.seen.get(key)
  if (first !== undefined) return refused(row.row, [{ ...shelf.taken(key), message: `row ${first} has it already` }])
  const outcome = await storeRow({ ...row, cells, key }, shelf, work)
  if (key !== '' && outcome.fate !== 'errors') work.seen.set(key, row.row)
  return outcome
}

const wrongWidth = (cells: number, { names }: Header): Detail => ({
  field: '',
  code: 'column_count',
  message: `the row has ${cells} cells, the header has ${names.length}`,
})

type ReadRow = { readonly row: number; readonly cells: readonly string[]; readonly key: string }

async function storeRow({ row, cells, key }: ReadRow, shelf: Shelf, { file, options }: Work): Promise<Outcome> {
  const about = (issues: readonly (Detail | Issue)[]): readonly RowDetail[] => detailsOf(row, issues, file.header)
  try {
    if (key === '' || !(await shelf.has(key)))
      return { row, key, fate: 'imported', details: [], warnings: about(await shelf.add(cells)) }
    if (options.mode === 'update') {
      const { fate, warnings } = await shelf.change(key, cells)
      return { row, key, fate, details: [], warnings: about(warnings) }
    }
    const fate = options.mode === 'fail' ? 'errors' : 'skipped'
    return { row, key, fate, details: about([shelf.taken(key)]), warnings: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { row, key, fate: 'errors', details: about(error.details), warnings: [] }
  }
}

/** What is said of a row, from its first column to its last, under the names that the file gives them. */
function detailsOf(
  row: number,
  issues: readonly (Detail | Issue)[],
  { names, meanings }: Header,
): readonly RowDetail[] {
  const told = issues.map(({ field, code, message }) => {
    const meaning = headerOfField(field)
    const at = meanings.indexOf(meaning)
    return { at, detail: { row, field: names[at] ?? meaning, code, message } }
  })
  return told.toSorted((one, other) => one.at - other.at).map(({ detail }) => detail)
}

const refused = (row: number, details: readonly Detail[]): Outcome => ({
  row,
  key: '',
  fate: 'errors',
  details: details.map(({ field, code, message }) => ({ row, field, code, message })),
  warnings: [],
})
