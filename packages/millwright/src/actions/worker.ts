import { isMove } from '../steps/move.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { readJson } from '../kernel/json.ts'
import { wordsOf } from '../kernel/problem.ts'
import type { Connection } from '../kernel/connection.ts'
import { hasLedger } from '../ledger/ledger.ts'
import { readQueueName } from '../ledger/queue-name.ts'
import { readRun } from '../ledger/runs.ts'
import { declaredOf } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import type { StepsContext } from '../run/context.ts'
import type { ChunkExecutor, ChunkHandler, ChunkOrder } from '../run/executor/executor.ts'
import type { PartWork } from '../run/part-work.ts'
import { planChanged } from '../run/problems.ts'
import { handlerOf, Sessions } from '../run/sessions.ts'
import { findTable } from '../run/steps.ts'
import { tableNameOf } from '../steps/describe.ts'
import { isWide } from '../steps/independent.ts'
import { limitsOf } from './execute.ts'
import { oneWriter } from './problems.ts'
import { openDatabase, type Project, readGraph, toolsOf } from './project.ts'
import { openQueue, silenceMsOf } from './queue.ts'

/** What a worker has to say while it works. */
export type WorkerNews =
  | { readonly type: 'ready'; readonly queue: string }
  | { readonly type: 'waiting'; readonly reason: string }
  | { readonly type: 'began' | 'done' | 'left'; readonly part: ChunkOrder }
  | { readonly type: 'failed'; readonly part: ChunkOrder; readonly reason: string }

export type WorkerFlags = {
  readonly isInterrupted: () => boolean
  readonly onNews?: (news: WorkerNews) => void
}

/** How many parts a worker did, and how many it gave back or could not do. */
export type WorkerEnd = { readonly done: number; readonly left: number; readonly failed: number }

/** Does parts of the steps of a database's runs, until it is interrupted. @throws CONF110, CONF111 */
export async function work(project: Project, flags: WorkerFlags): Promise<WorkerEnd> {
  if (!project.dialect.can.parallelWrites) throw oneWriter(project.target)
  const counts = { done: 0, left: 0, failed: 0 }
  const queue = await untilOpen(project, flags)
  if (queue === undefined) return counts
  // What a worker that stands still has open is undone, so that the one who takes its part over does not wait for it.
  await using sessions = new Sessions({ open: () => openDatabase(project, { idleMs: silenceMsOf(project) }) })
  await using _closing = { [Symbol.asyncDispose]: () => queue.close() }
  const works = new Map<string, Promise<PartWork>>()
  const handler = handlerOf(
    (order) => workFor(project, flags, { order, works }),
    sessions,
    (news) => {
      if (news.type === 'waiting') flags.onNews?.(news)
    },
  )
  await queue.start(counted(handler, counts, flags))
  while (!flags.isInterrupted()) await sleep(lookMs)
  return counts
}

const lookMs = 100

/** The queue is made by the first run that needs one: a worker may have been started before. */
async function untilOpen(project: Project, flags: WorkerFlags): Promise<ChunkExecutor | undefined> {
  for (let told = ''; !flags.isInterrupted(); await sleep(10 * lookMs)) {
    let reason = 'no run has handed out parts yet'
    try {
      const name = await queueNameIn(project)
      const onTrouble = (words: string): void => flags.onNews?.({ type: 'waiting', reason: words })
      if (name !== undefined)
        return await ready(await openQueue(project, { name, isSupervisor: false, onTrouble }), name, flags)
    } catch (error) {
      if ((error as { code?: unknown }).code === 'CONF110') throw error
      reason = wordsOf(error)
    }
    if (reason !== told) flags.onNews?.({ type: 'waiting', reason })
    told = reason
  }
  return undefined
}

async function ready(queue: ChunkExecutor, name: string, { onNews }: WorkerFlags): Promise<ChunkExecutor> {
  onNews?.({ type: 'ready', queue: name })
  return queue
}

async function queueNameIn(project: Project): Promise<string | undefined> {
  const db = await openDatabase(project)
  try {
    return (await hasLedger(project.dialect, db)) ? await readQueueName(db) : undefined
  } finally {
    await db.close()
  }
}

type Counts = { done: number; left: number; failed: number }

const counted =
  (handler: ChunkHandler, counts: Counts, { onNews }: WorkerFlags): ChunkHandler =>
  async (part, signal) => {
    onNews?.({ type: 'began', part })
    try {
      const isDone = await handler(part, signal)
      counts[isDone ? 'done' : 'left']++
      onNews?.({ type: isDone ? 'done' : 'left', part })
      return isDone
    } catch (error) {
      counts.failed++
      onNews?.({ type: 'failed', part, reason: wordsOf(error) })
      throw error
    }
  }

type Looking = { readonly order: ChunkOrder; readonly works: Map<string, Promise<PartWork>> }

/** What a worker knows of a step is looked up once. */
function workFor(project: Project, flags: WorkerFlags, { order, works }: Looking): Promise<PartWork> {
  const name = JSON.stringify([order.run, order.migration, order.step, order.epoch])
  const known = works.get(name)
  if (known !== undefined) return known
  const found = lookUp(project, flags, order)
  works.set(name, found)
  found.catch(() => works.delete(name))
  return found
}

async function lookUp(project: Project, flags: WorkerFlags, order: ChunkOrder): Promise<PartWork> {
  const db = await openDatabase(project)
  try {
    return await workIn(project, flags, { order, db })
  } finally {
    await db.close()
  }
}

/** The step as the worker's own files declare it; they must be those from which the plan was made. @throws RUN105, RUN113 */
async function workIn(
  project: Project,
  { isInterrupted }: WorkerFlags,
  { order, db }: { readonly order: ChunkOrder; readonly db: Connection },
): Promise<PartWork> {
  const { run, epoch, migration: id } = order
  const plan = readJson((await readRun(db, run)).document) as Plan
  const migration = (await readGraph(project)).migrations.get(id)
  const planned = plan.items.find((item) => item.migration === id)
  if (migration === undefined || migration.checksum !== planned?.checksum) throw planChanged(run, id)
  const body = await migration.load()
  const declaration = body.kind === 'move' && isMove(body.declaration) ? body.declaration : undefined
  const step = declaration && declaredOf(declaration, plan.params).steps.find(({ name }) => name === order.step)
  if (step === undefined || !isWide(project.dialect, step)) throw planChanged(run, id)
  const context: StepsContext = {
    dialect: project.dialect,
    db,
    clock: project.clock,
    fence: { run, epoch, isShared: true },
    run,
    tools: toolsOf(project, db),
    batch: limitsOf(project),
    rehearsal: false,
    bodies: new Map([[id, body]]),
    plan,
    isInterrupted,
  }
  const { table } = await findTable(context, step.name, tableNameOf(step))
  return { context, step, table }
}
