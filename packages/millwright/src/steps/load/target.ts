import type { Dialect } from '../../dialects/dialect.ts'
import type { Queries } from '../../kernel/connection.ts'
import { sql, type Sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'
import type { Table } from '../../schema/schema.ts'

/** The table a step writes, as seen through its key and the columns it sets. */
export type Target = {
  readonly table: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** The key's values of a row given in the order of `columns`. */
  keyOf(values: readonly Value[]): readonly Value[]
  /** The row as it reads back, or undefined when only the database can tell. */
  settled(values: readonly Value[]): readonly Value[] | undefined
  /** Rows as they read back, where only the database can tell and it can be asked; else they are as given. */
  settleAll(db: Queries, rows: readonly (readonly Value[])[]): Promise<readonly (readonly Value[])[]>
  /** Whether the database can be asked how a row would read back. */
  readonly asks: boolean
  /** Reads a row's columns by key. */
  read(db: Queries, key: readonly Value[]): Promise<readonly Value[] | undefined>
  /** Rows with these columns set, by key. */
  where(key: readonly Value[]): Sql
}

export function targetOf(
  dialect: Dialect,
  about: { table: Table; key: readonly string[]; columns: readonly string[] },
): Target {
  const { table, key, columns } = about
  const places = key.map((name) => columns.indexOf(name))
  const types = columns.map((name) => table.columns.find((column) => column.name === name)?.type ?? '')
  const settlers = types.map((type) => dialect.stored(type))
  const where = (values: readonly Value[]): Sql =>
    sql.join(
      key.map((name, at) => sql`${sql.id(name)} = ${values[at] as Value}`),
      ' and ',
    )
  return {
    table: table.name,
    key,
    columns,
    where,
    keyOf: (values) => places.map((place) => values[place] as Value),
    settled: (values) => settledBy(settlers, values),
    asks: dialect.readBack !== undefined,
    settleAll: async (db, rows) => {
      const settled = rows.map((row) => settledBy(settlers, row))
      const open = rows.filter((_, at) => settled[at] === undefined)
      const told = open.length === 0 ? [] : await dialect.readBack?.(db, types, open)
      let next = 0
      return rows.map((row, at) => settled[at] ?? told?.[next++] ?? row)
    },
    async read(db, values) {
      const row = await db.get(sql`select ${sql.ids(columns)} from ${sql.table(table.name)} where ${where(values)}`)
      return row === undefined ? undefined : columns.map((name) => row[name] as Value)
    },
  }
}

type Settlers = readonly ((value: Value) => Value | undefined)[]

function settledBy(settlers: Settlers, values: readonly Value[]): readonly Value[] | undefined {
  let settled: Value[] | undefined
  for (let at = 0; at < values.length; at++) {
    const given = values[at] as Value
    const value = settlers[at]?.(given)
    if (value === undefined) return undefined
    if (!Object.is(value, given)) (settled ??= [...values])[at] = value
  }
  return settled ?? values // most rows read back as they were written
}

/** A row as a record by column name, for an author's function. */
export const asRow = (target: Target, values: readonly Value[]): Row =>
  Object.fromEntries(target.columns.map((name, at) => [name, values[at] as Value]))
