import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { type Counters, noCounters } from '../kernel/counters.ts'
import { formatCount } from '../kernel/text.ts'
import type { Events, RunNews } from '../ledger/events.ts'
import { type Part, readParts, wholeOf } from '../ledger/parts.ts'
import { closeShare } from '../ledger/share.ts'
import type { StepContext, StepEnd } from '../steps/context.ts'
import { inFence } from '../steps/in-fence.ts'
import type { ChunkExecutor, ChunkStatus, DeadChunk } from './executor/executor.ts'
import { partsFailed } from './problems.ts'

/** How often the ledger is asked what was done, in milliseconds, and how often it is told that this runner lives. */
const lookMs = 100
const beatMs = 3000

/** So long the queue may give no answer: the workers go on meanwhile, and what they do stands in the ledger. */
const silenceMs = 120_000

/** When nobody took a part for so long, that is said. */
const idleMs = 5000

const idleWords = 'no worker takes the parts; start `millwright worker` on as many machines as there should be'

/** Parts under way, as far as they were told of. */
type Watching = {
  readonly at: StepContext
  readonly executor: ChunkExecutor
  told: Counters
  toldAt: number
  beatAt: number
  /** Since when the queue gave no answer, and since when nobody works. */
  silentAt?: number
  idleAt?: number
  words?: string
}

/** Tells what is done of a step's parts, until all of them are, or a pause was asked for. @throws RUN129 */
export async function* watchParts(at: StepContext, executor: ChunkExecutor, news: RunNews[]): Events<StepEnd> {
  const now = at.clock.ticks()
  const watching: Watching = { at, executor, told: await countersOf(at), toldAt: now, beatAt: now }
  for (;;) {
    await at.clock.sleep(lookMs)
    yield* news.splice(0)
    const parts = [...(await readParts(at.db, at.key)).values()]
    const status = await statusOf(watching)
    yield* told(watching, parts, status)
    if (parts.every(({ state }) => state === 'done')) return 'done'
    if (status !== undefined) await stopDead(watching, status, parts.length - 1)
    if (await at.isPauseWanted()) return await paused(watching)
    await beat(watching)
  }
}

export const countersOf = async ({ db, key }: StepContext): Promise<Counters> =>
  wholeOf([...(await readParts(db, key)).values()])?.counters ?? noCounters

/** What the queue knows; undefined while it gives no answer. */
async function statusOf(watching: Watching): Promise<ChunkStatus | undefined> {
  const { at, executor } = watching
  try {
    const status = await executor.status(at.key.run)
    delete watching.silentAt
    return status
  } catch (error) {
    watching.silentAt ??= at.clock.ticks()
    if (at.clock.ticks() - watching.silentAt > silenceMs) throw error
    return undefined
  }
}

async function* told(watching: Watching, parts: readonly Part[], status: ChunkStatus | undefined): Events<void> {
  const { at, told: before } = watching
  const { migration, step } = at.key
  const counters = wholeOf(parts)?.counters ?? noCounters
  const now = at.clock.ticks()
  if (counters.read > before.read) {
    const batch = { batchRows: counters.read - before.read, batchMs: now - watching.toldAt }
    yield { type: 'progress', migration, step, counters, ...batch, position: positionOf(parts, status) }
    watching.told = counters
    watching.toldAt = now
    delete watching.words
  }
  const words = whyIdle(watching, status)
  if (words !== undefined && words !== watching.words) yield { type: 'waiting', reason: words }
  if (words !== undefined) watching.words = words
}

function whyIdle(watching: Watching, status: ChunkStatus | undefined): string | undefined {
  if (status === undefined) return 'the queue of the parts gives no answer'
  const now = watching.at.clock.ticks()
  if (status.active > 0 || status.waiting === 0) delete watching.idleAt
  else watching.idleAt ??= now
  return watching.idleAt !== undefined && now - watching.idleAt > idleMs ? idleWords : undefined
}

function positionOf(parts: readonly Part[], status: ChunkStatus | undefined): string {
  const done = parts.filter(({ state }) => state === 'done').length - 1 // the first stands for what concerns no part alone
  const { active = 0, dead = [] } = status ?? {}
  const failed = dead.length === 0 ? '' : `, ${formatCount(dead.length)} failed`
  return `${formatCount(done)} of ${formatCount(parts.length - 1)} parts, ${formatCount(active)} at work${failed}`
}

async function paused(watching: Watching): Promise<StepEnd> {
  await watching.executor.pause(watching.at.key.run)
  await untilIdle(watching)
  return 'paused'
}

/** Nobody writes a part any more: who is at work ends with the batch, and one who does not hear of it is refused. */
async function untilIdle({ executor, at }: Watching): Promise<void> {
  while ((await executor.status(at.key.run)).active > 0) await at.clock.sleep(lookMs)
  await inFence(at, (tx) => closeShare(tx, at.key.run))
}

/** Parts that failed for good do not keep the others from being done, unless the whole run has to stop. */
async function stopDead(watching: Watching, { dead, waiting, active }: ChunkStatus, parts: number): Promise<void> {
  const { at, executor } = watching
  const [first] = dead
  if (first === undefined) return
  const fatal = dead.find(isFatal)
  if (fatal === undefined && waiting + active > 0) return
  await executor.cancel(at.key.run)
  await untilIdle(watching)
  throw whyDead(at, fatal ?? first, `${formatCount(dead.length)} of ${formatCount(parts)}`)
}

/** The budget of rejects is used up, or somebody took the run over. */
const isFatal = (dead: DeadChunk): boolean => ['MOVE107', 'RUN102'].includes(codeOf(dead))

const codeOf = ({ error, code }: DeadChunk): string => (isProblem(error) ? error.code : (code ?? ''))

function whyDead({ dialect, key }: StepContext, dead: DeadChunk, failed: string): Problem | Error {
  const { error, order, reason } = dead
  if (error instanceof Error && (isFatal(dead) || dialect.failure(error) === 'lost')) return error
  return causedBy(partsFailed(key.step, failed, `part ${order.part}: ${reason}`), error ?? wordsOf(reason))
}

async function beat(watching: Watching): Promise<void> {
  const { at } = watching
  if (at.clock.ticks() - watching.beatAt < beatMs) return
  await inFence(at, async () => undefined)
  watching.beatAt = at.clock.ticks()
}
