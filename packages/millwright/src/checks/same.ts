import type { Queries } from '../kernel/connection.ts'
import type { Sql } from '../kernel/sql.ts'
import type { Outcome } from './check.ts'
import { describeRowSet, differenceOf, readRowSet } from './rows.ts'

/** Passes when two queries return the same rows, in whatever order. */
export async function evaluateSame(db: Queries, left: Sql, right: Sql): Promise<Outcome> {
  const [before, after] = [await readRowSet(db, left), await readRowSet(db, right)]
  const found = differenceOf(before, after)
  return {
    ok: found.differences === 0,
    compared: 'two queries, every row',
    before: describeRowSet(before),
    after: describeRowSet(after),
    ...found,
  }
}
