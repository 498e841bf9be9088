import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { textIn } from '../catalogue/object.ts'
import { readObjects } from '../catalogue/objects.ts'
import { readTables, type TableFacts, tableObject } from '../catalogue/tables.ts'
import { cannotCover } from '../problems.ts'
import { quote, quoteTable } from '../syntax.ts'
import { commentStatements, rightStatements, sequenceStatements } from './extras.ts'
import { data, inOrder } from './order.ts'
import { uncovered } from './uncovered.ts'

/** The rows of one table as COPY names them. */
export type TableData = { readonly path: string; readonly target: string }

/** A table on the server, with what is asked of it while it is copied. */
export type LiveTable = TableData & { readonly columns: readonly string[] }

/** Everything that makes a database again: statements before the rows, the tables that have rows, statements after them. */
export type Contents = {
  /** The schemas in which names are looked up, as the statements are written for it. */
  readonly searchPath: readonly string[]
  /** Roles that own something or have a right to it. */
  readonly roles: readonly string[]
  readonly before: readonly string[]
  readonly tables: readonly TableData[]
  readonly after: readonly string[]
}

/** Reads what a database consists of, Millwright's own tables included. @throws DB226 for what cannot be copied */
export async function readContents(
  db: Queries,
  place: string,
): Promise<Contents & { readonly tables: readonly LiveTable[] }> {
  const missing = await uncovered(db)
  if (missing.length > 0) throw cannotCover(place, missing)
  const tables = await readTables(db)
  const order = await inOrder(db, [...(await readObjects(db)), ...tables.map(tableObject)])
  if (order === undefined) throw cannotCover(place, ['objects that need each other in a ring'])
  const at = order.indexOf(data)
  const statementsOf = (from: number, to: number) => order.slice(from, to).flatMap((object) => object.statements)
  const searchPath = await searchPathIn(db)
  return {
    searchPath,
    roles: await rolesIn(db),
    before: [...preamble(searchPath), ...statementsOf(0, at)],
    tables: tables.filter(hasRows).map(tableData),
    after: [
      ...(await sequenceStatements(db)),
      ...statementsOf(at + 1, order.length),
      ...(await commentStatements(db)),
      ...(await rightStatements(db)),
    ],
  }
}

/** The tables that have rows of their own. */
export const liveTables = async (db: Queries): Promise<readonly LiveTable[]> =>
  (await readTables(db)).filter(hasRows).map(tableData)

const hasRows = ({ row }: TableFacts): boolean => row['kind'] === 'r'

/** The places of the tables in the list, that of the largest one first: nobody shall begin it when all others are done. */
export async function largestFirst(db: Queries, tables: readonly TableData[]): Promise<readonly number[]> {
  const names = JSON.stringify(tables.map(({ path }) => quoteTable(path)))
  const rows = await db.all(sql`select pg_catalog.pg_relation_size(name::regclass) as bytes
    from pg_catalog.json_array_elements_text(${names}::json) with ordinality as given (name, at) order by at`)
  const bytes = rows.map((row) => Number(row['bytes'] ?? 0))
  return tables.map((_, at) => at).toSorted((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0))
}

async function searchPathIn(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select name from pg_catalog.unnest(pg_catalog.current_schemas(false)) name`)
  return rows.map((row) => textIn(row, 'name'))
}

/** https://www.postgresql.org/docs/current/catalog-pg-shdepend.html */
async function rolesIn(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select distinct r.rolname as name from pg_catalog.pg_shdepend d
    join pg_catalog.pg_roles r on r.oid = d.refobjid where d.refclassid = 'pg_catalog.pg_authid'::regclass
      and d.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
    union select current_user order by 1`)
  return rows.map((row) => textIn(row, 'name'))
}

/** Bodies are not looked at before what they name is there. */
const preamble = (searchPath: readonly string[]): readonly string[] => [
  'set check_function_bodies = off',
  ...searchPath.map((name) => `create schema if not exists ${quote(name)}`),
  `set search_path = ${searchPath.map(quote).join(', ')}`,
]

/** Generated columns make themselves again. */
function tableData({ path, columns }: TableFacts): LiveTable {
  const names = columns.filter((column) => column['generated'] === '').map((column) => quote(textIn(column, 'name')))
  return {
    path,
    target: `${quoteTable(path)} (${names.join(', ')})`,
    columns: columns.map((column) => textIn(column, 'name')),
  }
}
