import type { Queries } from '../kernel/connection.ts'
import type { Sql } from '../kernel/sql.ts'
import type { Outcome } from './check.ts'
import { describeRowSet, differenceOf, type RowSet, readRowSet } from './rows.ts'

/** Passes when a query returns the same rows after a move as it did before. */
export async function evaluateKeeps(db: Queries, baseline: RowSet, query: Sql): Promise<Outcome> {
  const after = await readRowSet(db, query)
  const found = differenceOf(baseline, after)
  return {
    ok: found.differences === 0,
    compared: 'one query before and after, every row',
    before: describeRowSet(baseline),
    after: describeRowSet(after),
    ...found,
  }
}
