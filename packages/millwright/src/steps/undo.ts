import { rowDigest } from '../backup/fingerprint.ts'
import { untilFree } from '../dialects/until-free.ts'
import type { Transaction } from '../kernel/connection.ts'
import { oneLine } from '../kernel/text.ts'
import { sql } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import { dropUndo, lastUndo, type Undo } from '../ledger/journal.ts'
import { holdFence } from '../ledger/lock.ts'
import { setStepState } from '../ledger/parts.ts'
import { changeRow } from './changes.ts'
import type { StepContext } from './context.ts'
import { inFence } from './in-fence.ts'
import { undoConflict } from './problems.ts'

/** What to do with a row that somebody changed after the step. */
export type OnConflict = 'keep-new' | 'keep-old' | 'stop'

export type UndoResult = {
  readonly undone: number
  readonly conflicts: readonly string[]
  readonly conflictRows: number
}

/**
 * Takes a step's batches back, the newest first, each in its own transaction together with its journal entry:
 * a killed undo goes on where it stood.
 * @throws MOVE111 at the first changed row when conflicts must stop
 */
export async function undoStep(context: StepContext, onConflict: OnConflict): Promise<UndoResult> {
  let [undone, conflictRows] = [0, 0]
  const conflicts: string[] = []
  for (;;) {
    const batch = await untilFree(context, () => undoBatch(context, onConflict))
    if (batch === undefined) break
    undone += batch.undone
    conflictRows += batch.conflicts.length
    conflicts.push(...batch.conflicts.slice(0, Math.max(0, 20 - conflicts.length)))
  }
  await inFence(context, async (tx) => {
    await setStepState(tx, context.key, { state: 'undone' })
  })
  return { undone, conflicts, conflictRows }
}

type BatchUndo = { undone: number; readonly conflicts: string[] }

const undoBatch = (context: StepContext, onConflict: OnConflict): Promise<BatchUndo | undefined> =>
  context.db.transaction((tx) => takeBackLast(tx, context, onConflict), { oneState: true })

async function takeBackLast(
  tx: Transaction,
  context: StepContext,
  onConflict: OnConflict,
): Promise<BatchUndo | undefined> {
  await holdFence(tx, context.fence)
  const last = await lastUndo(tx, context.key)
  if (last === undefined) return undefined
  const done: BatchUndo = { undone: 0, conflicts: [] }
  for (const [key, before, after] of last.undo.changed.toReversed())
    await takeBack(tx, { context, undo: last.undo, key, before, after, onConflict, done })
  for (const [key, after] of last.undo.created.toReversed())
    await takeBack(tx, { context, undo: last.undo, key, before: undefined, after, onConflict, done })
  await putBack(tx, { context, undo: last.undo, onConflict, done })
  await dropUndo(tx, last.id)
  return done
}

type Returning = Pick<Row, 'context' | 'undo' | 'onConflict' | 'done'>

/** Rows that the step deleted come back, unless somebody has put another one in their place, or what they point at is gone. */
async function putBack(tx: Transaction, returning: Returning): Promise<void> {
  const { undo, onConflict, done } = returning
  const deleted = undo.deleted ?? []
  const { table, columns, key } = undo
  const rows = deleted.map(([, before]) => before)
  const exceptions = rows.length === 0 ? [] : await tx.insert({ table, columns, key }, rows)
  done.undone += rows.length - exceptions.length
  for (const { at, kind } of exceptions) {
    const [values, before] = deleted[at] as (typeof deleted)[number]
    const row = { ...returning, key: values, before, after: '' }
    if (kind === 'refused' || onConflict !== 'keep-old') conflict(row)
    else await takeBack(tx, row)
  }
}

type Row = {
  readonly context: StepContext
  readonly undo: Undo
  readonly key: readonly Value[]
  readonly before: readonly Value[] | undefined
  readonly after: string
  readonly onConflict: OnConflict
  readonly done: BatchUndo
}

async function takeBack(tx: Transaction, row: Row): Promise<void> {
  const { undo, key, before, after, onConflict, done } = row
  const where = sql.join(
    undo.key.map((name, at) => sql`${sql.id(name)} = ${key[at] as Value}`),
    ' and ',
  )
  const found = await tx.get(sql`select ${sql.ids(undo.columns)} from ${sql.table(undo.table)} where ${where}`)
  if (found === undefined && before === undefined) return
  const now = found === undefined ? undefined : undo.columns.map((name) => found[name] as Value)
  if ((now === undefined || rowDigest(now) !== after) && onConflict !== 'keep-old') return conflict(row)
  if (before === undefined) await tx.run(sql`delete from ${sql.table(undo.table)} where ${where}`)
  // A row deleted since stays deleted: its other columns are gone.
  else if (now !== undefined)
    await changeRow(tx, { table: undo.table, columns: undo.columns, from: now, to: before, where })
  done.undone++
}

function conflict({ context, undo, key, onConflict, done }: Row): void {
  const text = oneLine(`${undo.table} ${undo.key.map((name, at) => `${name} = ${String(key[at])}`).join(', ')}`)
  if (onConflict === 'stop') throw undoConflict(context.key.step, text)
  done.conflicts.push(text)
}
