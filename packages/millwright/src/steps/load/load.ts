import { Patience, untilFree } from '../../dialects/until-free.ts'
import type { Transaction } from '../../kernel/connection.ts'
import { wordsOf } from '../../kernel/problem.ts'
import type { Events } from '../../ledger/events.ts'
import { newPart, readPart, setStepState } from '../../ledger/parts.ts'
import { notLoaded } from '../../ledger/rejects.ts'
import { type BatchEnd, type BatchWork, commitBatch } from '../batch.ts'
import { spendBudget } from '../budget.ts'
import { nextBatchRows, smallerBatch, type StepContext, type StepEnd } from '../context.ts'
import { inFence } from '../in-fence.ts'
import { newEffects } from '../effects.ts'
import { measureTable } from '../measure.ts'
import { noColumn, noProgress } from '../problems.ts'
import type { Position, SourceChunk } from '../../sources/source.ts'
import { beginLoad, type Detail, type Loading } from './begin.ts'
import { Gait } from './gait.ts'
import { makePreparer, type Prepared } from './prepare.ts'
import { type Open, pickFirsts, readTwinKeys, settleTwins } from './settle.ts'
import { targetOf } from './target.ts'
import { pushBuild } from './push-down.ts'
import { chunkRows, firstRows, limitsOf, mayReadOn, type Run } from './running.ts'
import { type BatchWriter, notWhole, StreamWriter } from './stream.ts'
import { writeBatch } from './write.ts'
import { type Batch, takenLater, type Writing } from './writing.ts'

/** Where the source stands, and what of it is not yet in the batch under way. */
type Read = {
  readonly position: Position
  readonly prepared: readonly Prepared[]
  readonly bytes: number
  /** How long it took to check and map it. */
  readonly ms: number
}

/** Runs a load from wherever it stands to its end, or to the batch boundary at which a pause was asked for. */
export async function* runLoad(context: StepContext, loading: Loading): Events<StepEnd> {
  const { migration, step } = context.key
  const detail = detailOf(await beginLoad(context, loading), loading)
  const part = (await readPart(context.db, context.key)) ?? newPart
  const run: Run = {
    context,
    loading,
    detail,
    preparer: makePreparer(step, loading),
    part,
    rows: firstRows(context, loading),
    gait: new Gait(),
    patience: new Patience(context),
  }
  if (context.key.part !== undefined) return yield* takePart(run)
  const total = { rows: detail.pin.records, certainty: 'exact' } as const
  yield { type: 'stepStarted', migration, step, kind: loading.kind, total, done: part.counters }
  const started = context.clock.ticks()
  const end = part.state === 'running' ? yield* takeAll(run) : 'done'
  if (end === 'done' && run.part.state === 'settling') await settle(run)
  const ms = context.clock.ticks() - started
  if (end === 'done') await advanceKeys(context, loading)
  await recordEnd(context, end, ms)
  if (end === 'done') yield { type: 'stepDone', migration, step, counters: run.part.counters, ms }
  return end
}

const detailOf = (detail: Detail, { upToRecord }: Loading): Detail =>
  upToRecord === undefined ? detail : { ...detail, pin: { ...detail.pin, records: upToRecord } }

/** A part is read and written; what concerns the whole table is done when all of them are. */
async function* takePart(run: Run): Events<StepEnd> {
  return run.part.state === 'running' ? yield* takeAll(run) : 'done'
}

/** What the database cannot do by itself is read. */
async function* takeAll(run: Run): Events<StepEnd> {
  const end = yield* pushBuild(run)
  if (end === 'paused') return end
  run.rows = firstRows(run.context, run.loading)
  return yield* readAll(run)
}

async function* readAll(run: Run): Events<StepEnd> {
  for (;;) {
    const end = yield* readOn(run)
    if (end !== 'again') return end
  }
}

async function* readOn(run: Run): Events<StepEnd | 'again'> {
  const { context, loading, part } = run
  const from = part.record === 0 ? undefined : { record: part.record, mark: part.mark }
  await using reader = readerOf(run, loading.source.read(from, chunkRows(run)))
  for (let first = await reader.next(); first !== undefined; first = await reader.next()) {
    if ((yield* writeFrom(run, first, reader)) === 'again') return 'again'
    if (await context.isPauseWanted()) return 'paused'
    if (loading.compute !== undefined) return 'again' // the next chunk may have another size
  }
  const { twins = 'reject' } = loading.spec
  const { record, mark } = run.part
  const state = twins === 'reject' && context.key.part === undefined ? 'settling' : 'done'
  const end = await untilFree(context, () => commit(run, { record, mark, state }, async () => {}))
  return end.adopted ? 'again' : 'done'
}

type Reader = AsyncDisposable & { next(): Promise<Read | undefined> }

/** The source's records, read, checked and mapped block by block. */
function readerOf({ context, part, preparer, loading }: Run, chunks: AsyncIterable<SourceChunk>): Reader {
  const iterator = chunks[Symbol.asyncIterator]()
  let last = part.record
  return {
    next: async () => {
      const chunk = await iterator.next()
      if (chunk.done === true) return undefined
      const { records, position, bytes } = chunk.value
      if (records.length > 0 && position.record <= last) throw noProgress(context.key.step, String(last))
      last = position.record
      const started = context.clock.ticks()
      const prepared = await preparer.prepare(records)
      const ms = loading.compute === undefined ? 0 : context.clock.ticks() - started
      return { position, bytes, prepared, ms }
    },
    [Symbol.asyncDispose]: async () => {
      await iterator.return?.()
    },
  }
}

/** Writes one batch that begins with these records. `again` when reading must begin anew from where the part stands. */
async function* writeFrom(run: Run, first: Read, reader: Reader): Events<'again' | 'committed'> {
  const { context } = run
  const started = context.clock.ticks()
  const end = await commitFrom(run, first, reader)
  if (end === 'again') {
    yield* waitIfHindered(run)
    return 'again'
  }
  const batchMs = context.clock.ticks() - started + first.ms
  run.rows = nextBatchRows(run.rows, batchMs, limitsOf(run))
  const { migration, step } = context.key
  const { counters, record } = run.part
  const batchRows = end.effects?.counters.read ?? 0
  yield { type: 'progress', migration, step, counters, batchRows, batchMs, position: `record ${record}` }
  spendBudget(context, end.effects?.rejects ?? [])
  return 'committed'
}

/** Somebody in the way makes the next try a smaller one, so that it holds fewer locks for a shorter time. */
async function* waitIfHindered(run: Run): Events<void> {
  const { hindered } = run
  if (hindered === undefined) return
  delete run.hindered
  yield { type: 'waiting', reason: wordsOf(hindered) }
  if (!(await run.patience.bears(hindered))) throw hindered
  run.rows = smallerBatch(run.rows, limitsOf(run))
}

async function commitFrom(run: Run, first: Read, reader: Reader): Promise<BatchEnd | 'again'> {
  const to = { ...first.position, state: 'running' as const }
  try {
    const end = await commit(run, to, async (writing, tx) => {
      const writer = writerOf(run, { ...writing, tx })
      for await (const { prepared, position } of batchFrom(run, first, reader)) {
        await writer.add(prepared)
        Object.assign(to, position)
      }
      await writer.end()
    })
    run.gait.went()
    run.patience.renew()
    return end.adopted ? 'again' : end
  } catch (error) {
    if (error === takenLater) run.gait.singly()
    else if (error === notWhole) run.gait.stumbled()
    else if (run.patience.canBear(error)) run.hindered = error
    else throw error
    return 'again'
  }
}

function writerOf(run: Run, batch: Batch): BatchWriter {
  const { pace } = run.gait
  if (pace === 'streamed' && batch.tx.openInsertion !== undefined && mayReadOn(run)) return new StreamWriter(batch)
  const add = (records: readonly Prepared[]) => writeBatch(batch, records, pace === 'singly' ? pace : 'together')
  return { add, end: async () => undefined }
}

/**
 * The blocks of one batch. Each is written before the next one is read, so that its records die young: V8 copies what
 * lives through a batch several times.
 */
async function* batchFrom(run: Run, first: Read, reader: Reader): AsyncGenerator<Read> {
  const { context, rows } = run
  let [taken, bytes] = [0, 0]
  for (let read: Read | undefined = first; read !== undefined; read = await reader.next()) {
    yield read
    taken += read.prepared.length
    bytes += read.bytes
    if (taken >= rows || bytes >= context.batch.maxBytes || !mayReadOn(run)) return
  }
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
  const end = await untilFree(run.context, () =>
    commit(run, { record, mark, state: 'done' }, (writing, tx) => settleTwins({ ...writing, tx }, firsts, keys)),
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

/** The next row of somebody else gets a key that none of the loaded ones has. */
export async function advanceKeys(context: StepContext, { table }: Pick<Loading, 'table'>): Promise<void> {
  const { madeKeys } = context.dialect
  if (madeKeys !== undefined) await inFence(context, (tx) => madeKeys.advance(tx, table.name))
}

const recordEnd = (context: StepContext, end: StepEnd, ms: number): Promise<void> =>
  inFence(context, async (tx) => {
    await setStepState(tx, context.key, { state: end === 'done' ? 'done' : 'running', ms })
  })
