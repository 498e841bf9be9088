import type { Queries } from '../kernel/connection.ts'
import { packValues } from '../kernel/json.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import { countOf, type Value } from '../kernel/value.ts'

/** A part of a step's rows: those behind the one before it, up to this key. Both are packed values. */
export type Cut = {
  readonly after?: string
  readonly upTo: string
  /** How many rows come before it, and how many are its own. */
  readonly before: number
  readonly rows: number
}

export type CutOrder = {
  /** The rows, with a condition where they have one: what stands behind `from`. */
  readonly from: Sql
  readonly key: readonly string[]
  readonly total: number
  /** At most so many parts, none but the last smaller than `leastRows`. */
  readonly parts: number
  readonly leastRows: number
}

/** Cuts rows along their key into parts of the same size, in one walk along it. */
export async function cut(db: Queries, { from, key, total, parts, leastRows }: CutOrder): Promise<readonly Cut[]> {
  if (total === 0) return []
  const size = Math.max(Math.ceil(total / parts), leastRows)
  const names = sql.ids(key)
  const ends = await db.all(sql`select * from
    (select ${names}, row_number() over (order by ${names}) as millwright_at from ${from}) as numbered
    where millwright_at % ${size} = 0 or millwright_at = ${total} order by millwright_at`)
  let [before, after] = [0, undefined as string | undefined]
  return ends.map((row) => {
    const end = countOf(row['millwright_at'])
    const upTo = packValues(key.map((name) => row[name] as Value))
    const one = { ...(after === undefined ? {} : { after }), upTo, before, rows: end - before }
    before = end
    after = upTo
    return one
  })
}
