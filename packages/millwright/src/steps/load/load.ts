import type { Transaction } from '../../kernel/connection.ts'
import type { Events } from '../../ledger/events.ts'
import { holdFence } from '../../ledger/lock.ts'
import { newPart, type Part, readPart, setStepState } from '../../ledger/parts.ts'
import { notLoaded } from '../../ledger/rejects.ts'
import { type BatchEnd, type BatchWork, commitBatch } from '../batch.ts'
import { spendBudget } from '../budget.ts'
import { firstBatchRows, nextBatchRows, type StepContext, type StepEnd } from '../context.ts'
import { newEffects } from '../effects.ts'
import { measureTable } from '../measure.ts'
import { noColumn, noProgress } from '../problems.ts'
import { beginLoad, type Detail, type Loading } from './begin.ts'
import { makePreparer, type Prepared, type Preparer } from './prepare.ts'
import { type Open, pickFirsts, readTwinKeys, settleTwins } from './settle.ts'
import { targetOf } from './target.ts'
import { inFittingPace, writeBatch } from './write.ts'
import type { Writing } from './writing.ts'

type Pending = { prepared: Prepared[]; bytes: number; record: number; mark: unknown }

/** A load under way. */
type Run = {
  readonly context: StepContext
  readonly loading: Loading
  readonly detail: Detail
  readonly preparer: Preparer
  part: Part
  /** How many records the next batch should have. */
  rows: number
  pending: Pending
}

/** Runs a load from wherever it stands to its end, or to the batch boundary at which a pause was asked for. */
export async function* runLoad(context: StepContext, loading: Loading): Events<StepEnd> {
  const { migration, step } = context.key
  const detail = await beginLoad(context, loading)
  const part = (await readPart(context.db, context.key)) ?? newPart
  const run: Run = {
    context,
    loading,
    detail,
    preparer: makePreparer(step, loading.spec),
    part,
    rows: firstBatchRows(context.batch),
    pending: pendingAt(part),
  }
  const total = { rows: detail.pin.records, certainty: 'exact' } as const
  yield { type: 'stepStarted', migration, step, kind: loading.kind, total, done: part.counters }
  const started = context.clock.ticks()
  const end = part.state === 'running' ? yield* readAll(run) : 'done'
  if (end === 'done' && run.part.state === 'settling') await settle(run)
  const ms = context.clock.ticks() - started
  await recordEnd(context, end, ms)
  if (end === 'done') yield { type: 'stepDone', migration, step, counters: run.part.counters, ms }
  return end
}

const pendingAt = ({ record, mark }: Part): Pending => ({ prepared: [], bytes: 0, record, mark })

async function* readAll(run: Run): Events<StepEnd> {
  for (;;) {
    const end = yield* readOn(run)
    if (end !== 'adopted') return end
    run.pending = pendingAt(run.part)
  }
}

async function* readOn(run: Run): Events<StepEnd | 'adopted'> {
  const { context, loading, part } = run
  const from = part.record === 0 ? undefined : { record: part.record, mark: part.mark }
  for await (const chunk of loading.source.read(from, Math.min(1000, context.batch.maxRows))) {
    await take(run, chunk)
    if (!isFull(run)) continue
    if ((yield* flush(run, 'running')) === 'adopted') return 'adopted'
    if (await context.isPauseWanted()) return 'paused'
  }
  const { twins = 'reject' } = loading.spec
  const last = yield* flush(run, twins === 'reject' ? 'settling' : 'done')
  return last === 'adopted' ? 'adopted' : 'done'
}

type Chunk = Parameters<Preparer['prepare']>[0]

async function take(
  { context, preparer, pending }: Run,
  chunk: { readonly records: Chunk; readonly position: { record: number; mark: unknown }; readonly bytes: number },
): Promise<void> {
  const { record, mark } = chunk.position
  if (chunk.records.length > 0 && record <= pending.record) throw noProgress(context.key.step, String(pending.record))
  for (const prepared of await preparer.prepare(chunk.records)) pending.prepared.push(prepared)
  pending.bytes += chunk.bytes
  pending.record = record
  pending.mark = mark
}

const isFull = ({ context, pending, rows }: Run): boolean =>
  pending.prepared.length >= rows || pending.bytes >= context.batch.maxBytes

async function* flush(run: Run, state: Part['state']): Events<'adopted' | 'committed'> {
  const { context, pending } = run
  const started = context.clock.ticks()
  const { record, mark } = pending
  const end = await inFittingPace((pace) =>
    commit(run, { record, mark, state }, (writing, tx) => writeBatch({ ...writing, tx }, pending.prepared, pace)),
  )
  if (end.adopted) return 'adopted'
  const [batchRows, batchMs] = [pending.prepared.length, context.clock.ticks() - started]
  run.rows = nextBatchRows(run.rows, batchMs, context.batch)
  run.pending = pendingAt(run.part)
  const { migration, step } = context.key
  const { counters } = run.part
  yield { type: 'progress', migration, step, counters, batchRows, batchMs, position: `record ${run.part.record}` }
  spendBudget(context, end.effects?.rejects ?? [])
  return 'committed'
}

async function commit(
  run: Run,
  to: BatchWork['to'],
  write: (writing: Writing, tx: Transaction) => Promise<void>,
): Promise<BatchEnd> {
  const { context, loading, part } = run
  const writing = writingOf(run)
  const isMeasured = writing.startedEmpty || run.preparer.columns === undefined // without a row its columns are not known
  const end = await commitBatch(context, {
    from: part,
    to,
    key: loading.spec.key,
    source: loading.source.name,
    isJournaled: loading.spec.undo !== 'drop-created',
    measure: async (tx) => (isMeasured ? undefined : measureTable(tx, context.key, writing.target)),
    work: async (tx) => {
      await write(writing, tx)
      return writing.effects
    },
  })
  run.part = end.part
  return end
}

function writingOf({ context, loading, detail, preparer }: Run): Writing {
  const { spec, table, source } = loading
  const columns = preparer.columns ?? spec.key
  const known = new Set(table.columns.map(({ name }) => name))
  for (const column of [...columns, ...spec.key]) {
    if (!columns.includes(column) || !known.has(column)) throw noColumn(context.key.step, table.name, column)
  }
  const target = targetOf(context.dialect, { table, key: spec.key, columns })
  const { key, budget } = context
  const { startedEmpty } = detail
  return {
    key,
    spec,
    source: source.name,
    target,
    budget,
    startedEmpty,
    effects: newEffects(table.name, preparer.columns ?? []),
  }
}

async function settle(run: Run): Promise<void> {
  const { db, key } = run.context
  const keys = await readTwinKeys(run.context)
  const firsts = await findFirsts(run, { keys: new Set(keys.keys()), rejected: await notLoaded(db, key) })
  const { record, mark } = run.part
  const end = await commit(run, { record, mark, state: 'done' }, (writing, tx) =>
    settleTwins({ ...writing, tx }, firsts, keys),
  )
  spendBudget(run.context, end.effects?.rejects ?? [])
}

async function findFirsts(run: Run, open: Open): Promise<readonly Prepared[]> {
  const firsts: Prepared[] = []
  if (open.keys.size === 0) return firsts
  const { loading, preparer } = run
  for await (const chunk of loading.source.read(undefined, 1000)) {
    const prepared = await preparer.prepare(chunk.records)
    if (preparer.columns !== undefined) firsts.push(...pickFirsts(writingOf(run), prepared, open))
    if (open.keys.size === 0) break
  }
  return firsts
}

const recordEnd = (context: StepContext, end: StepEnd, ms: number): Promise<void> =>
  context.db.transaction(async (tx) => {
    await holdFence(tx, context.fence)
    await setStepState(tx, context.key, { state: end === 'done' ? 'done' : 'running', ms })
  })
