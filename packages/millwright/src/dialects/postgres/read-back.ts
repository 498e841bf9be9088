import type { Queries } from '../../kernel/connection.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'

/** A statement has at most 65,535 values. */
const mostValues = 20_000

/** Rows as columns of these types would give them back: each value is read by its type and written again. */
export async function readBack(
  db: Queries,
  types: readonly string[],
  rows: readonly (readonly Value[])[],
): Promise<readonly (readonly Value[])[]> {
  const most = Math.max(1, Math.floor(mostValues / Math.max(1, types.length)))
  const found: (readonly Value[])[] = []
  for (let from = 0; from < rows.length; from += most) {
    const some = rows.slice(from, from + most)
    const columns = types.map((_, at) => sql.raw(`c${at}`))
    const query = sql`select ${sql.join(columns)} from (values ${sql.join(some.map((row, at) => rowOf(types, row, from + at)))})
      as given (at, ${sql.join(columns)}) order by at`
    for await (const block of db.read(query)) found.push(...block.rows)
  }
  return found
}

const rowOf = (types: readonly string[], row: readonly Value[], at: number): Sql =>
  sql`(${sql.join([sql.raw(String(at)), ...row.map((value, place) => sql`cast(${value} as ${sql.raw(types[place] as string)})`)])})`
