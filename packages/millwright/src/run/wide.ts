import { noCounters } from '../kernel/counters.ts'
import type { Events, RunNews } from '../ledger/events.ts'
import { type Part, readParts, setStepState, wholeOf } from '../ledger/parts.ts'
import { queueNameOf } from '../ledger/queue-name.ts'
import { openShare } from '../ledger/share.ts'
import type { StepContext, StepEnd } from '../steps/context.ts'
import { tableNameOf } from '../steps/describe.ts'
import { inFence } from '../steps/in-fence.ts'
import type { WideStep } from '../steps/independent.ts'
import { advanceKeys } from '../steps/load/load.ts'
import { beginParts } from '../steps/parts.ts'
import type { RunContext, Workers } from './context.ts'
import type { ChunkExecutor, ChunkOrder } from './executor/executor.ts'
import { InProcessExecutor } from './executor/in-process.ts'
import type { PartWork } from './part-work.ts'
import { handlerOf, Sessions } from './sessions.ts'
import { findTable } from './steps.ts'
import { countersOf, watchParts } from './watch.ts'

type WideContext = RunContext & { readonly workers: Workers }

/** Does a step in parts, side by side, and watches them in the ledger. */
export async function* runWide(context: WideContext, at: StepContext, step: WideStep): Events<StepEnd> {
  const { migration } = at.key
  const { table } = await findTable(context, step.name, tableNameOf(step))
  const { total } = await beginParts(at, { step, table })
  await inFence(at, (tx) => openShare(tx, context.fence))
  const done = (await readParts(at.db, at.key)).values()
  const rows = { rows: total, certainty: 'exact' } as const
  const counters = wholeOf([...done])?.counters ?? noCounters
  yield { type: 'stepStarted', migration, step: step.name, kind: step.kind, total: rows, done: counters }
  const started = at.clock.ticks()
  const end = yield* handOut(context, at, { context, step, table, budget: at.budget })
  const ms = at.clock.ticks() - started
  if (end === 'done' && step.kind === 'build') await advanceKeys(at, { table })
  await inFence(at, (tx) => setStepState(tx, at.key, { state: end === 'done' ? 'done' : 'running', ms }))
  if (end === 'done') yield { type: 'stepDone', migration, step: step.name, counters: await countersOf(at), ms }
  return end
}

async function* handOut(context: WideContext, at: StepContext, work: PartWork): Events<StepEnd> {
  const { workers } = context
  const news: RunNews[] = []
  await using sessions = new Sessions(workers)
  const executor = await executorOf(context, at)
  await using _closing = { [Symbol.asyncDispose]: () => executor.close() }
  await executor.submit(ordersOf(context, at, await readParts(at.db, at.key)))
  const handler = handlerOf(
    async () => work,
    sessions,
    (one) => void news.push(one),
  )
  await (workers.queue === undefined ? executor.start(handler) : executor.start())
  return yield* watchParts(at, executor, news)
}

async function executorOf({ dialect, workers, clock }: WideContext, at: StepContext): Promise<ChunkExecutor> {
  if (workers.queue !== undefined) return workers.queue(await inFence(at, (tx) => queueNameOf(tx, () => clock.id())))
  const mayPass = (error: unknown): boolean => ['busy', 'lost'].includes(dialect.failure(error))
  return new InProcessExecutor({ atOnce: workers.atOnce, mayPass })
}

function ordersOf(
  { fence }: WideContext,
  { key }: StepContext,
  parts: ReadonlyMap<number, Part>,
): readonly ChunkOrder[] {
  const { run, migration, step } = key
  return [...parts].flatMap(([part, { state }]) =>
    state === 'done' ? [] : [{ run, migration, step, part, epoch: fence.epoch }],
  )
}
