import { packValues, unpackValues } from '../kernel/json.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import type { Row, Value } from '../kernel/value.ts'
import { isOwn, type Schema, type Table, tableOf } from '../schema/schema.ts'
import { hidesOf, shownOf } from './hidden.ts'
import { hiddenColumn, noSuchTable } from './problems.ts'
import type { Project } from './project.ts'
import { withState } from './with-state.ts'

/** The catalogue as a page shows it; the ledger's own tables are left out. */
export const schemaOf = (project: Project): Promise<Schema> =>
  withState(project, async (_, db) => {
    if (db === undefined) return { tables: [], indexes: [], views: [], triggers: [] }
    const { tables, indexes, views, triggers } = await project.dialect.inspect(db)
    return { tables: tables.filter(({ name }) => !isOwn(name)), indexes, views, triggers }
  })

export type RowsFlags = {
  readonly table: string
  /** Where the page before ended, as its `next` says. */
  readonly after?: string
  readonly limit: number
  /** Rows whose column begins with this text. */
  readonly filter?: { readonly column: string; readonly text: string }
}

export type RowsPage = {
  readonly table: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  /** Given to `after`, it leads to the next page; missing on the last one, and for a table without a key that may be shown. */
  readonly next?: string
}

/** Some rows of a table in the order of its key, each page from where the one before ended. Changes nothing. @throws ROWS101 */
export const rowsOf = (project: Project, flags: RowsFlags): Promise<RowsPage> =>
  withState(project, async (_, db) => {
    const table = db === undefined ? undefined : tableOf(await project.dialect.inspect(db), flags.table)
    if (db === undefined || table === undefined || isOwn(flags.table)) throw noSuchTable(flags.table)
    const shown = refuseHidden(flags, { ...table, hides: (column) => hidesOf(project)(table.name, column) })
    const found = await db.all(queryOf(table, flags))
    return pageOf(found, shown, flags.limit)
  })

type Watched = Table & { readonly hides: (column: string) => boolean }

/** A filter tells by what it finds. @throws ROWS102 */
function refuseHidden({ filter }: RowsFlags, table: Watched): Watched {
  if (filter !== undefined && table.hides(filter.column)) throw hiddenColumn(`${table.name}.${filter.column}`)
  return table
}

function pageOf(found: readonly Row[], table: Watched, limit: number): RowsPage {
  const columns = table.columns.map(({ name }) => ({ name, isHidden: table.hides(name) }))
  const rows = found
    .slice(0, limit)
    .map((row) => columns.map(({ name, isHidden }) => shownOf(row[name] ?? null, isHidden)))
  const last = found.length > limit ? found[limit - 1] : undefined
  const canGoOn = table.primaryKey.length > 0 && !table.primaryKey.some(table.hides)
  const next = last === undefined || !canGoOn ? {} : { next: positionOf(table, last) }
  return { table: table.name, columns: columns.map(({ name }) => name), key: table.primaryKey, rows, ...next }
}

function queryOf(table: Table, { after, limit, filter }: RowsFlags): Sql {
  const wanted = [...afterKey(table, after), ...filtered(table, filter)]
  const where = wanted.length === 0 ? sql`` : sql` where ${sql.join(wanted, ' and ')}`
  const order = table.primaryKey.length === 0 ? sql`` : sql` order by ${sql.ids(table.primaryKey)}`
  const columns = sql.ids(table.columns.map(({ name }) => name))
  return sql`select ${columns} from ${sql.table(table.name)}${where}${order} limit ${limit + 1}`
}

function afterKey({ primaryKey }: Table, after: string | undefined): readonly Sql[] {
  if (after === undefined || primaryKey.length === 0) return []
  const values = positionIn(after)
  if (values.length !== primaryKey.length) return []
  return [sql`(${sql.ids(primaryKey)}) > (${sql.join(values)})`]
}

function filtered({ name, columns }: Table, filter: RowsFlags['filter']): readonly Sql[] {
  if (filter === undefined) return []
  if (!columns.some((column) => column.name === filter.column)) throw noSuchTable(`${name}.${filter.column}`)
  const pattern = `${filter.text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return [sql`lower(cast(${sql.id(filter.column)} as text)) like lower(${pattern}) escape '\\'`]
}

const positionOf = ({ primaryKey }: Table, row: Row): string =>
  Buffer.from(packValues(primaryKey.map((name) => row[name] ?? null))).toString('base64url')

function positionIn(text: string): readonly Value[] {
  try {
    const values = unpackValues(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(values) ? (values as Value[]) : []
  } catch {
    return []
  }
}
