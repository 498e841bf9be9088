import type { Dialect } from '../dialects/dialect.ts'
import type { Connection } from '../kernel/connection.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import type { Column, Schema, Table } from '../schema/schema.ts'

const rowsEach = 5
const mostTries = 24

/** Puts a few rows into every table that takes some, parents first. What a table refuses is left out. */
export async function makeSampleRows(dialect: Dialect, db: Connection): Promise<void> {
  const schema = await dialect.inspect(db)
  for (const table of parentsFirst(schema)) await fillTable(db, table)
}

function parentsFirst({ tables }: Schema): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const done = new Set<Table>()
  const visit = (table: Table, path: readonly Table[]): void => {
    if (done.has(table) || path.includes(table)) return
    for (const key of table.foreignKeys) {
      const parent = byName.get(key.table)
      if (parent !== undefined) visit(parent, [...path, table])
    }
    done.add(table)
  }
  for (const table of tables) if (table.isPart !== true) visit(table, [])
  return [...done]
}

async function fillTable(db: Connection, table: Table): Promise<void> {
  const parents = await parentValues(db, table)
  let made = 0
  for (let at = 0; at < mostTries && made < rowsEach; at++) if (await tryRow(db, table, { at, parents })) made++
}

type Parents = ReadonlyMap<string, readonly Value[]>

/** What a column that points elsewhere may hold. */
async function parentValues(db: Connection, { foreignKeys }: Table): Promise<Parents> {
  const found = new Map<string, readonly Value[]>()
  for (const { columns, table, references } of foreignKeys) {
    if (references.length !== columns.length) continue
    const list = sql.join(references.map((name) => sql.id(name)))
    const rows = await db.all(sql`select ${list} from ${sql.table(table)} limit ${rowsEach}`)
    columns.forEach((column, at) =>
      found.set(
        column,
        rows.map((row) => row[references[at] ?? ''] ?? null),
      ),
    )
  }
  return found
}

type Try = { readonly at: number; readonly parents: Parents }

async function tryRow(db: Connection, table: Table, trying: Try): Promise<boolean> {
  const columns = table.columns.filter((column) => isGiven(column, trying.at))
  if (columns.length === 0) return false
  const names = sql.join(columns.map(({ name }) => sql.id(name)))
  const values = sql.join(columns.map((column) => valueFor(column, table, trying)))
  try {
    await db.transaction(async (tx) => tx.run(sql`insert into ${sql.table(table.name)} (${names}) values (${values})`))
    return true
  } catch {
    return false // another try has other values
  }
}

/** What the database makes by itself is given every other time only. */
const isGiven = (column: Column, at: number): boolean =>
  column.generated === undefined && (column.default === undefined || at % 2 === 1)

function valueFor(column: Column, table: Table, { at, parents }: Try): Sql {
  const pointed = parents.get(column.name)
  if (pointed !== undefined) return pointed.length === 0 ? sql`null` : sql`${pointed[at % pointed.length] ?? null}`
  if (column.nullable && at % 4 === 3) return sql`null`
  const known = [...valuesOf(column.type, at), ...literalsIn(table.text)]
  return sql.raw(known[Math.floor(at / 2) % known.length] ?? 'null')
}

/** Texts that the checks of the table name: most likely what it takes. */
const literalsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/'(?:[^']|'')*'/g)].map(([literal]) => literal)),
]

const kinds: readonly (readonly [type: RegExp, values: (at: number) => readonly string[]])[] = [
  [/\[\]$/, () => [`'{}'`]],
  [/bool/i, (at) => [at % 2 === 0 ? 'true' : 'false']],
  [/int|serial/i, (at) => [String(at + 1), '1', '0']],
  [/real|floa|doub|numeric|decimal|money/i, (at) => [`${at}.5`, '1', '0.25']],
  [/timestamp|datetime/i, (at) => [`'2026-01-${two(at)} 08:30:00'`]],
  [/date/i, (at) => [`'2026-01-${two(at)}'`]],
  [/^time/i, (at) => [`'08:${two(at)}:00'`]],
  [/interval/i, (at) => [`'${at} hours'`]],
  [/uuid/i, (at) => [`'00000000-0000-4000-8000-${String(at).padStart(12, '0')}'`]],
  [/json/i, (at) => [`'{"at": ${at}}'`]],
  [/bytea/i, (at) => [`'\\x${two(at)}'`]],
  [/blob/i, (at) => [`x'${two(at)}'`]],
  [/inet|cidr/i, (at) => [`'10.0.0.${at}'`]],
]

const two = (at: number): string => String(at + 1).padStart(2, '0')

const valuesOf = (type: string, at: number): readonly string[] =>
  kinds.find(([pattern]) => pattern.test(type))?.[1](at) ?? [`'t${at}'`, `'${at}'`, String(at)]
