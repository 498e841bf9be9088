import { rowDigest } from '../../backup/fingerprint.ts'
import type { InsertException } from '../../kernel/connection.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import { type Arrival, type Batch, pushReject, type Why } from './writing.ts'

export const insertRows = async (
  { tx, target }: Batch,
  rows: readonly (readonly Value[])[],
): Promise<readonly InsertException[]> =>
  rows.length === 0 ? [] : tx.insert({ table: target.table, columns: target.columns, key: target.key }, rows)

/** Books a row that stands in the table now. Waits for the database only when it alone knows what it stored. */
export function acceptRow(batch: Batch, arrival: Arrival, row: readonly Value[]): void | Promise<void> {
  noteWritten(arrival, [row])
  const settled = batch.target.settled(row)
  if (settled === undefined || !batch.startedEmpty) return acceptSlowly(batch, row, settled)
  bookSettled(batch, row, settled)
}

export function noteWritten(arrival: Arrival, rows: readonly (readonly Value[])[]): void {
  arrival.written = arrival.written.length === 0 ? rows : [...arrival.written, ...rows]
  arrival.outcome ??= 'inserted'
}

/** Books many rows at once, where the database can be asked for all of them together. */
export async function acceptTogether(batch: Batch, rows: readonly (readonly Value[])[]): Promise<void> {
  const stored = await batch.target.settleAll(batch.tx, rows)
  for (const [at, row] of rows.entries()) bookSettled(batch, row, stored[at] as readonly Value[])
  if (!batch.startedEmpty) await rememberKeys(batch, rows)
}

/** A key that was seen before stays what it was. */
async function rememberKeys({ tx, key, target }: Batch, rows: readonly (readonly Value[])[]): Promise<void> {
  const { run, migration, step } = key
  const names = ['run', 'migration', 'step', 'key']
  const keys = rows.map((row) => [run, migration, step, packValues(target.keyOf(row)), BigInt(keyMarks.seen)])
  await tx.insert({ table: 'millwright_key', columns: [...names, 'twin'], key: names }, keys)
}

async function acceptSlowly(batch: Batch, row: readonly Value[], settled: readonly Value[] | undefined): Promise<void> {
  const key = batch.target.keyOf(row)
  bookSettled(batch, row, settled ?? ((await batch.target.read(batch.tx, key)) as readonly Value[]))
  if (!batch.startedEmpty) await rememberKey(batch, key, keyMarks.seen)
}

/** Books a row that reads back like this. */
export function bookSettled({ target, effects, spec }: Batch, row: readonly Value[], stored: readonly Value[]): void {
  const digest = rowDigest(stored)
  effects.sum.add(digest)
  effects.rows++
  if (spec.undo !== 'drop-created') effects.created.push([target.keyOf(row), digest])
}

/** What is known of a key, as bits: more than one record has it; it was a row's that stood there before the step. */
export const keyMarks = { seen: 0, twin: 1, replaced: 2 } as const

/** Notes that this step has seen a key, and what is known of it. */
export const rememberKey = async ({ tx, key }: Batch, values: readonly Value[], twin: number): Promise<void> => {
  await tx.run(sql`insert into millwright_key (run, migration, step, key, twin)
    values (${key.run}, ${key.migration}, ${key.step}, ${packValues(values)}, ${twin})
    on conflict (run, migration, step, key) do update set twin = millwright_key.twin | excluded.twin`)
}

/** Rejects a record as a whole: rows of it that were already written are taken back. */
export async function refuse(batch: Batch, arrival: Arrival, why: Why): Promise<void> {
  for (const row of arrival.written) await takeBack(batch, row)
  arrival.written = []
  arrival.outcome = 'rejected'
  pushReject(batch, arrival.prepared, { ...why, outcome: 'rejected' })
}

async function takeBack(batch: Batch, row: readonly Value[]): Promise<void> {
  const { effects, target } = batch
  await takeOut(batch, row)
  const packed = packValues(target.keyOf(row))
  const at = effects.created.findIndex(([created]) => packValues(created) === packed)
  if (at >= 0) effects.created.splice(at, 1)
}

/** Deletes a row that the step wrote, in the table and in the sum. */
export async function takeOut({ tx, target, effects }: Batch, row: readonly Value[]): Promise<void> {
  const key = target.keyOf(row)
  const stored = await target.read(tx, key)
  if (stored === undefined) return
  await tx.run(sql`delete from ${sql.table(target.table)} where ${target.where(key)}`)
  effects.sum.subtract(rowDigest(stored))
  effects.rows--
}
