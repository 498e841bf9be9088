import type { Events } from '../../ledger/events.ts'
import { insertPart, insertStep, newPart, type Part, readPart, readStep, setStepState } from '../../ledger/parts.ts'
import { holdFence } from '../../ledger/lock.ts'
import { sql } from '../../kernel/sql.ts'
import type { Transaction } from '../../kernel/connection.ts'
import type { Table } from '../../schema/schema.ts'
import type { Source, SourcePin } from '../../sources/source.ts'
import { commitBatch } from '../batch.ts'
import { nextBatchRows, type StepContext, type StepEnd } from '../context.ts'
import type { LoadSpec } from '../declared.ts'
import { newEffects } from '../effects.ts'
import { measureTable } from '../measure.ts'
import { noColumn, noProgress, sourceChanged } from '../problems.ts'
import { spendBudget } from '../budget.ts'
import { makePreparer, type Prepared, type Preparer } from './prepare.ts'
import { pickFirsts, readTwinKeys, settleTwins } from './settle.ts'
import { targetOf } from './target.ts'
import { type Writing, writeBatch } from './write.ts'

/** What runs: a load, or a build dressed as one. */
export type Loading = { readonly spec: LoadSpec<unknown>; readonly source: Source; readonly table: Table; readonly kind: 'load' | 'build' }

/** What a load writes down when it begins, so that a resume continues the same work. */
type Detail = { readonly pin: SourcePin; readonly startedEmpty: boolean; readonly source: string; readonly table: string }

type Pending = { prepared: Prepared[]; bytes: number; record: number; mark: unknown }

/** Where a running load stands. */
type Progress = { part: Part; rows: number; readonly detail: Detail; readonly preparer: Preparer; pending: Pending }

/** Runs a load from wherever it stands to its end, or to the batch boundary at which a pause was asked for. */
export async function* runLoad(context: StepContext, loading: Loading): Events<StepEnd> {
  const detail = await begin(context, loading)
  const part = (await readPart(context.db, context.key)) ?? newPart
  const { migration, step } = context.key
  yield { type: 'stepStarted', migration, step, kind: loading.kind, total: { rows: detail.pin.records, certainty: 'exact' }, done: part.counters }
  const progress: Progress = { part, rows: 1000, detail, preparer: makePreparer(step, loading.spec), pending: pendingAt(part) }
  const started = context.clock.ticks()
  const end = part.state === 'running' ? yield* readAll(context, loading, progress) : 'done'
  if (end === 'done' && progress.part.state === 'settling') await settle(context, loading, progress)
  await recordEnd(context, end, context.clock.ticks() - started)
  if (end === 'paused') return end
  yield { type: 'stepDone', migration, step, counters: progress.part.counters, ms: context.clock.ticks() - started }
  return end
}

const pendingAt = ({ record, mark }: Part): Pending => ({ prepared: [], bytes: 0, record, mark })

async function begin(context: StepContext, loading: Loading): Promise<Detail> {
  const { source, kind } = loading
  const known = await readStep(context.db, context.key)
  const pin = await source.pin()
  if (known === undefined) return insertFresh(context, loading, pin)
  const detail = known.detail as unknown as Detail
  if (kind === 'load' && detail.pin.digest !== pin.digest) throw sourceChanged(context.key.step, source.name)
  return detail
}

async function insertFresh(context: StepContext, { spec, source, kind }: Loading, pin: SourcePin): Promise<Detail> {
  const first = await context.db.get(sql`select 1 as one from ${sql.id(spec.to)} limit 1`)
  const detail: Detail = { pin, startedEmpty: first === undefined, source: source.name, table: spec.to }
  await context.db.transaction(async (tx) => {
    await holdFence(tx, context.fence)
    await insertStep(tx, { ...context.key, seq: 0, kind, state: 'running', total: pin.records, detail, startedAt: context.clock.now().toISOString(), ms: 0 })
    await insertPart(tx, context.key)
  })
  return detail
}

async function* readAll(context: StepContext, loading: Loading, progress: Progress): Events<StepEnd> {
  for (;;) {
    const end = yield* readOn(context, loading, progress)
    if (end !== 'adopted') return end
    progress.pending = pendingAt(progress.part)
  }
}

async function* readOn(context: StepContext, loading: Loading, progress: Progress): Events<StepEnd | 'adopted'> {
  const { part, pending } = progress
  const from = part.record === 0 ? undefined : { record: part.record, mark: part.mark }
  for await (const chunk of loading.source.read(from, 1000)) {
    if (chunk.records.length > 0 && chunk.position.record <= pending.record) throw noProgress(context.key.step, String(pending.record))
    for (const prepared of await progress.preparer.prepare(chunk.records)) pending.prepared.push(prepared)
    pending.bytes += chunk.bytes
    pending.record = chunk.position.record
    pending.mark = chunk.position.mark
    if (pending.prepared.length < progress.rows && pending.bytes < context.batch.maxBytes) continue
    if ((yield* flush(context, loading, progress)) === 'adopted') return 'adopted'
    if (await context.isPauseWanted()) return 'paused'
  }
  return (yield* flush(context, loading, progress, true)) === 'adopted' ? 'adopted' : 'done'
}

async function* flush(context: StepContext, loading: Loading, progress: Progress, last = false): Events<'adopted' | 'committed'> {
  const { pending } = progress
  const started = context.clock.ticks()
  const writing = writingOf(context, loading, progress)
  const state = last ? (loading.spec.twins === undefined || loading.spec.twins === 'reject' ? 'settling' : 'done') : 'running'
  const work = async (tx: Transaction) => {
    await writeBatch(tx, writing, pending.prepared)
    return writing.effects
  }
  const end = await commitBatch(context, { from: progress.part, to: { record: pending.record, mark: pending.mark, state }, key: loading.spec.key, source: loading.source.name, measure: measureOf(context, writing), work })
  progress.part = end.part
  if (end.adopted) return 'adopted'
  const [batchRows, batchMs] = [pending.prepared.length, context.clock.ticks() - started]
  progress.rows = nextBatchRows(progress.rows, batchMs, context.batch)
  progress.pending = Object.assign(pending, { prepared: [], bytes: 0 })
  const { migration, step } = context.key
  yield { type: 'progress', migration, step, counters: progress.part.counters, batchRows, batchMs, position: `record ${progress.part.record}` }
  spendBudget(context, writing.effects.rejects)
  return 'committed'
}

const measureOf = (context: StepContext, { target, startedEmpty }: Writing) => (tx: Transaction) =>
  startedEmpty ? Promise.resolve() : measureTable(tx, context.key, target)

function writingOf(context: StepContext, loading: Loading, progress: Progress): Writing {
  const { spec, table, source } = loading
  const columns = progress.preparer.columns ?? spec.key
  for (const column of [...columns, ...spec.key]) {
    if (!columns.includes(column) || !table.columns.some(({ name }) => name === column)) throw noColumn(context.key.step, table.name, column)
  }
  const target = targetOf(context.dialect, { table, key: spec.key, columns })
  const { startedEmpty } = progress.detail
  return { key: context.key, spec, source: source.name, target, budget: context.budget, startedEmpty, effects: newEffects(table.name, columns) }
}

async function settle(context: StepContext, loading: Loading, progress: Progress): Promise<void> {
  const open = new Set(await readTwinKeys(context))
  const writing = writingOf(context, loading, progress)
  const firsts = await findFirsts(loading, progress, { writing, open })
  const { record, mark } = progress.part
  const work = async (tx: Transaction) => {
    await settleTwins(tx, writing, firsts)
    return writing.effects
  }
  const end = await commitBatch(context, { from: progress.part, to: { record, mark, state: 'done' }, key: loading.spec.key, work })
  progress.part = end.part
  spendBudget(context, writing.effects.rejects)
}

async function findFirsts(loading: Loading, progress: Progress, { writing, open }: { writing: Writing; open: Set<string> }): Promise<readonly Prepared[]> {
  const firsts: Prepared[] = []
  if (open.size === 0) return firsts
  for await (const chunk of loading.source.read(undefined, 1000)) {
    firsts.push(...pickFirsts(writing, await progress.preparer.prepare(chunk.records), open))
    if (open.size === 0) break
  }
  return firsts
}

const recordEnd = (context: StepContext, end: StepEnd, ms: number): Promise<void> =>
  context.db.transaction(async (tx) => {
    await holdFence(tx, context.fence)
    await setStepState(tx, context.key, end === 'done' ? 'done' : 'running', ms)
  })
