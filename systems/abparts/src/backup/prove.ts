import { type Connection, type Project, type Queries, sql } from 'millwright'
import { notRestorable } from './problems.ts'
import { linesOf, type ReadBackup, readBackup } from './read.ts'
import { type ColumnHead, fromJson, newPrint, quoted, rowLines } from './tables.ts'

/**
 * Restores a backup into a database that is thrown away, and compares every table with the fingerprint that was taken while
 * it was written.
 *
 * @throws ABP213, ABP214
 */
export async function proveBackup(project: Project, path: string): Promise<void> {
  const backup = await readBackup(project, path)
  const scratch = await project.dialect.scratch(project.url)
  try {
    for (const table of backup.tables) await proveTable(scratch, backup, table)
  } finally {
    await scratch.close()
  }
}

type Table = ReadBackup['tables'][number]

async function proveTable(db: Connection, backup: ReadBackup, table: Table): Promise<void> {
  const columns = await knownTypes(db, table.columns)
  const list = columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ')
  await db.run(sql.raw(`create table ${quoted(table.name)} (${list})`))
  await db.transaction((tx) => insertLines(tx, { table: { ...table, columns }, lines: linesOf(backup, table) }))
  const print = newPrint()
  for await (const line of rowLines(db, { ...table, columns })) print.add(line)
  const { row_count: rows, fingerprint } = print.end()
  if (rows !== table.row_count || fingerprint !== table.fingerprint)
    throw notRestorable(backup.path, table.name, `${rows} of ${table.row_count} rows, or others`)
}

/** A type that only the database itself knows is taken as text. */
async function knownTypes(db: Queries, columns: readonly ColumnHead[]): Promise<readonly ColumnHead[]> {
  const known: ColumnHead[] = []
  for (const { name, type } of columns) {
    const found = await db.get(sql`select to_regtype(${type}::text) is not null as is_known`)
    known.push({ name, type: found?.['is_known'] === true ? type : 'text' })
  }
  return known
}

const batchLines = 2_000

type Inserting = { readonly table: Pick<Table, 'name' | 'columns'>; readonly lines: AsyncIterable<string> }

/** Puts rows back that stand as lists in JSON. */
async function insertLines(db: Queries, { table, lines }: Inserting): Promise<void> {
  let batch: string[] = []
  for await (const line of lines) {
    batch.push(line)
    if (batch.length < batchLines) continue
    await insertBatch(db, table, batch)
    batch = []
  }
  if (batch.length > 0) await insertBatch(db, table, batch)
}

async function insertBatch(
  db: Queries,
  { name, columns }: Inserting['table'],
  batch: readonly string[],
): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map(fromJson).join(', ')
  await db.run(
    sql`${sql.raw(`insert into ${quoted(name)} (${names}) select ${values} from jsonb_array_elements(`)}${`[${batch.join(',')}]`}${sql.raw('::jsonb) as given (r)')}`,
  )
}
