import type { Queries } from '../kernel/connection.ts'
import { packValues } from '../kernel/json.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'

/** A row that becomes another one. */
export type Change = {
  readonly table: string
  readonly columns: readonly string[]
  readonly from: readonly Value[]
  readonly to: readonly Value[]
  readonly where: Sql
}

/** Sets the columns that differ, and only those: some may be read but never written, such as a key that the database makes. */
export async function changeRow(db: Queries, { table, columns, from, to, where }: Change): Promise<void> {
  const sets = columns.flatMap((name, at) =>
    packValues([from[at]]) === packValues([to[at]]) ? [] : [sql`${sql.id(name)} = ${to[at] as Value}`],
  )
  if (sets.length > 0) await db.run(sql`update ${sql.table(table)} set ${sql.join(sets)} where ${where}`)
}
