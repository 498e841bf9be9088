import { addCounters, noCounters } from '../../kernel/counters.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import type { StepContext } from '../context.ts'
import type { Prepared } from './prepare.ts'
import { takeOut } from './rows.ts'
import { type Batch, keyPath, pushReject, type Writing } from './writing.ts'

/** Keys that more than one record of the source has, under the policy that then loads none of them. */
export async function readTwinKeys({ db, key }: StepContext): Promise<ReadonlySet<string>> {
  const { run, migration, step } = key
  const rows = await db.all(sql`select key from millwright_key
    where run = ${run} and migration = ${migration} and step = ${step} and twin = 1`)
  return new Set(rows.map((row) => row['key'] as string))
}

/**
 * Takes back the first record of each pair of twins: when it was written nobody knew that another one would follow.
 * One transaction for all of them, so the table never shows half of the decision.
 */
export async function settleTwins(batch: Batch, firsts: readonly Prepared[]): Promise<void> {
  for (const prepared of firsts) {
    for (const row of prepared.rows) await takeOut(batch, row)
    const message = 'a later record has the same key'
    pushReject(batch, prepared, { rule: 'twin', path: keyPath(batch), message, outcome: 'rejected' })
    batch.effects.counters = addCounters(batch.effects.counters, { ...noCounters, inserted: -1, rejected: 1 })
  }
  const { run, migration, step } = batch.key
  await batch.tx.run(sql`delete from millwright_key
    where run = ${run} and migration = ${migration} and step = ${step} and twin = 1`)
}

export type Open = {
  /** Keys whose first record was not met yet. */
  readonly keys: Set<string>
  /** Records that were rejected when they were written: they are not in the table. */
  readonly rejected: ReadonlySet<number>
}

/** Picks from a block of the source the first loaded record of every twin key that is still without one. */
export function pickFirsts(
  writing: Writing,
  prepared: readonly Prepared[],
  { keys: open, rejected }: Open,
): readonly Prepared[] {
  return prepared.filter(({ record, rows }) => {
    if (rejected.has(record.index)) return false
    const keys = rows.map((row) => packValues(writing.target.keyOf(row))).filter((key) => open.has(key))
    for (const key of keys) open.delete(key)
    return keys.length > 0
  })
}
