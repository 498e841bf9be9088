import { rowDigest } from '../../backup/fingerprint.ts'
import { addCounters, noCounters, type Outcome } from '../../kernel/counters.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import { readUndos } from '../../ledger/journal.ts'
import { changeRow } from '../changes.ts'
import type { StepContext } from '../context.ts'
import type { Prepared } from './prepare.ts'
import { takeOut } from './rows.ts'
import { type Batch, keyPath, pushReject, type Writing } from './writing.ts'

/** Keys that more than one record of the source has; true when their row stood there before the step. */
export async function readTwinKeys({ db, key }: StepContext): Promise<ReadonlyMap<string, boolean>> {
  const { run, migration, step } = key
  const rows = await db.all(sql`select key, twin from millwright_key
    where run = ${run} and migration = ${migration} and step = ${step} and twin in (1, 3)`)
  return new Map(rows.map((row) => [row['key'] as string, row['twin'] === 3n]))
}

/**
 * Takes back the first record of each pair of twins: when it was written nobody knew that another one would follow.
 * One transaction for all of them, so the table never shows half of the decision.
 */
export async function settleTwins(
  batch: Batch,
  firsts: readonly Prepared[],
  keys: ReadonlyMap<string, boolean>,
): Promise<void> {
  const before = [...keys.values()].includes(true) ? await readBefore(batch, keys) : new Map<string, Values>()
  for (const prepared of firsts) {
    const outcomes: Outcome[] = []
    for (const row of prepared.rows) outcomes.push(await takeBack({ batch, keys, before }, row))
    const message = 'a later record has the same key'
    pushReject(batch, prepared, { rule: 'twin', path: keyPath(batch), message, outcome: 'rejected' })
    const was = outcomes.includes('inserted') ? 'inserted' : (outcomes[0] as Outcome)
    batch.effects.counters = addCounters(batch.effects.counters, { ...noCounters, [was]: -1, rejected: 1 })
  }
  const { run, migration, step } = batch.key
  await batch.tx.run(sql`delete from millwright_key
    where run = ${run} and migration = ${migration} and step = ${step} and twin in (1, 3)`)
}

type Values = readonly Value[]
type Taking = {
  readonly batch: Batch
  readonly keys: ReadonlyMap<string, boolean>
  readonly before: ReadonlyMap<string, Values>
}

/** Undoes what the step did with a row, and tells what that was. */
async function takeBack({ batch, keys, before }: Taking, row: Values): Promise<Outcome> {
  const key = batch.target.keyOf(row)
  const name = packValues(key)
  if (keys.get(name) !== true) {
    await takeOut(batch, row)
    return 'inserted'
  }
  const old = before.get(name)
  if (old === undefined) return 'unchanged'
  await putBack(batch, key, old)
  return 'updated'
}

async function putBack({ tx, target, effects }: Batch, key: Values, old: Values): Promise<void> {
  const now = (await target.read(tx, key)) as Values
  const { table, columns } = target
  await changeRow(tx, { table, columns, from: now, to: old, where: target.where(key) })
  effects.sum.subtract(rowDigest(now))
  effects.sum.add(rowDigest(old))
  effects.changed.push([key, now, rowDigest(old)])
}

/** The rows that the step replaced, as they were: the journal knows them. */
async function readBefore(
  { tx, key }: Batch,
  keys: ReadonlyMap<string, boolean>,
): Promise<ReadonlyMap<string, Values>> {
  const before = new Map<string, Values>()
  for await (const { changed } of readUndos(tx, key)) {
    for (const [values, old] of changed) {
      const name = packValues(values)
      if (keys.get(name) === true && !before.has(name)) before.set(name, old)
    }
  }
  return before
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
