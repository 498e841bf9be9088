import type { Transaction } from '../kernel/connection.ts'
import { writeUndo } from '../ledger/journal.ts'
import { writeLineage } from '../ledger/lineage.ts'
import { holdFence } from '../ledger/lock.ts'
import { advancePart, type Part, readPart } from '../ledger/parts.ts'
import { writeRejects } from '../ledger/rejects.ts'
import type { StepContext } from './context.ts'
import { type Effects, partAfter, undoOf } from './effects.ts'

export type BatchWork = {
  readonly from: Part
  readonly to: { readonly record: number; readonly mark: unknown; readonly state?: Part['state'] }
  readonly key: readonly string[]
  readonly source?: string
  /** False for a step that is undone without a journal. */
  readonly isJournaled?: boolean
  /** Measures the table before the step's first row, unless that was done, in the transaction of the row's own batch. */
  measure?(tx: Transaction): Promise<void>
  work(tx: Transaction): Promise<Effects>
}

/** `adopted` is set when the database is already somewhere else than this process believed: go on from there. */
export type BatchEnd = { readonly part: Part; readonly adopted: boolean; readonly effects?: Effects }

/**
 * One batch, one transaction: fence, position, effects, books, commit. Nothing of it can be seen without the rest.
 * @throws RUN102 when another process took the run over
 */
export const commitBatch = (context: StepContext, batch: BatchWork): Promise<BatchEnd> =>
  context.db.transaction((tx) => writeBatch(tx, context, batch), { oneState: true })

async function writeBatch(tx: Transaction, context: StepContext, batch: BatchWork): Promise<BatchEnd> {
  await holdFence(tx, context.fence)
  const stored = await readPart(tx, context.key)
  if (stored !== undefined && stored.record !== batch.from.record) return { part: stored, adopted: true }
  await batch.measure?.(tx)
  const effects = await batch.work(tx)
  const part = partAfter(batch.from, effects, batch.to)
  await writeBooks(tx, context, { batch, effects })
  await advancePart(tx, context.key, { from: batch.from.record, to: part })
  return { part, adopted: false, effects }
}

async function writeBooks(
  tx: Transaction,
  context: StepContext,
  { batch, effects }: { batch: BatchWork; effects: Effects },
): Promise<void> {
  await writeRejects(tx, context.key, effects.rejects)
  await writeLineage(tx, context.key, { source: batch.source ?? '', target: effects.table, rows: effects.lineage })
  if (batch.isJournaled !== false) await writeUndo(tx, context.key, undoOf(effects, batch.key))
}
