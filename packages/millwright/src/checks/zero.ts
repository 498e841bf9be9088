import type { Queries } from '../kernel/connection.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import { formatCount, plural } from '../kernel/text.ts'
import { countOf } from '../kernel/value.ts'
import { type Outcome, sampleSize } from './check.ts'
import { showRow } from './show.ts'

/** Passes when a query returns no row. */
export async function evaluateZero(db: Queries, query: Sql): Promise<Outcome> {
  const rows = sql`(${query}\n) as found` // on a new line: the query may end with a comment
  const found = countOf((await db.get(sql`select count(*) as n from ${rows}`))?.['n'])
  const samples = found === 0 ? [] : await db.all(sql`select * from ${rows} limit ${sampleSize}`)
  return {
    ok: found === 0,
    compared: 'a query that must return nothing',
    after: plural(found, 'row'),
    differences: found,
    samples: [...samples.map(showRow), ...(found > sampleSize ? [`… ${formatCount(found - sampleSize)} more`] : [])],
  }
}
