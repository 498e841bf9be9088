import { rowDigest } from '../../backup/fingerprint.ts'
import type { Transaction } from '../../kernel/connection.ts'
import { addCounters, noCounters } from '../../kernel/counters.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import type { StepKey } from '../../ledger/parts.ts'
import type { StepContext } from '../context.ts'
import type { Prepared } from './prepare.ts'
import { pushReject, type Writing } from './write.ts'

/** Keys that more than one record of the source has, under the policy that then loads none of them. */
export async function readTwinKeys(context: StepContext): Promise<ReadonlySet<string>> {
  const { run, migration, step } = context.key
  const rows = await context.db.all(sql`select key from millwright_key where run = ${run} and migration = ${migration} and step = ${step} and twin = 1`)
  return new Set(rows.map((row) => row['key'] as string))
}

/**
 * Takes back the first record of each pair of twins: when it was written nobody knew that another one would follow.
 * One transaction for all of them, so the table never shows half of the decision.
 */
export async function settleTwins(tx: Transaction, writing: Writing, firsts: readonly Prepared[]): Promise<void> {
  for (const prepared of firsts) {
    for (const row of prepared.rows) await takeOut(tx, writing, row)
    pushReject(writing, prepared, { rule: 'twin', path: writing.target.key.join(', '), message: 'a later record has the same key', outcome: 'rejected' })
    writing.effects.counters = addCounters(writing.effects.counters, { ...noCounters, inserted: -1, rejected: 1 })
  }
  await forgetTwins(tx, writing.key)
}

async function takeOut(tx: Transaction, { target, effects }: Writing, row: readonly Value[]): Promise<void> {
  const key = target.keyOf(row)
  const stored = await target.read(tx, key)
  if (stored === undefined) return
  effects.sum.subtract(rowDigest(stored))
  effects.rows--
  await tx.run(sql`delete from ${sql.id(target.table)} where ${target.where(key)}`)
}

const forgetTwins = async (tx: Transaction, { run, migration, step }: StepKey): Promise<void> => {
  await tx.run(sql`delete from millwright_key where run = ${run} and migration = ${migration} and step = ${step} and twin = 1`)
}

/** Picks from a block of the source the first record of every twin key that is still without one. */
export function pickFirsts(writing: Writing, prepared: readonly Prepared[], open: Set<string>): readonly Prepared[] {
  return prepared.filter(({ rows }) => {
    const keys = rows.map((row) => packValues(writing.target.keyOf(row))).filter((key) => open.has(key))
    for (const key of keys) open.delete(key)
    return keys.length > 0
  })
}

