import { Patience } from '../dialects/until-free.ts'
import { compareContent } from '../backup/compare.ts'
import { contentLike, type OwnContent, ownContentOf } from '../backup/content.ts'
import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { readBaseline, writeBaseline } from '../ledger/baseline.ts'
import type { Transaction } from '../kernel/connection.ts'
import type { CheckResult, RunEvent, RunNews } from '../ledger/events.ts'
import { markEnvironment } from '../ledger/environment.ts'
import { ensureLedger, markMeta, schemaMeta, writeMeta } from '../ledger/ledger.ts'
import { releaseLock, takeLock } from '../ledger/lock.ts'
import { closeShare } from '../ledger/share.ts'
import { clearRequest, endRun, insertRun, moveRun, readRun, readRuns, setBackup } from '../ledger/runs.ts'
import { isUnfinished, type Verdict, verdicts } from '../ledger/states.ts'
import { hashSchema } from '../schema/hash-schema.ts'
import { inFence } from '../steps/in-fence.ts'
import type { RunContext, RunOrder, RunStream } from './context.ts'
import { runItems } from './items.ts'
import { internalError, notResumable, planStale } from './problems.ts'
import { makeRecorder } from './recorder.ts'
import { isRefusal } from './refusal.ts'
import { plural } from '../kernel/text.ts'
import { storedJson } from '../kernel/json.ts'

/**
 * Executes a plan, from the lock to the verdict, as one stream of events that ends with the verdict.
 * A problem on the way is an event too; only a lock held by somebody else is thrown, because then nothing has begun.
 *
 * @throws RUN101 when another run holds the lock, RUN117 when one came between the plan and the lock
 */
export async function* execute(order: RunOrder): RunStream {
  await ensureLedger(order.dialect, order.db)
  const run = order.resume ?? order.clock.id()
  const fence = await takeLock(order.db, run, order.clock)
  try {
    await refuseStale(order)
    if (order.environment !== undefined) await markEnvironment(order.db, order.environment)
    const recorder = await makeRecorder(order.db, fence, order.clock)
    const context: RunContext = { ...order, ...(await storedOrder(order.db, run)), run, fence, recorder }
    await enter(context) // until this is committed there is no run that could be called failed
    return yield* guarded(context)
  } finally {
    await releaseLock(order.db, fence)
  }
}

// The plan was made before the lock was taken: somebody else may have done its work in between.
async function refuseStale(order: RunOrder): Promise<void> {
  await refuseFinished(order)
  if (order.seen === undefined) return
  const [newest] = await readRuns(order.db)
  const id = newest?.id ?? ''
  if (id !== order.seen) throw planStale(id)
}

async function refuseFinished({ db, resume }: RunOrder): Promise<void> {
  if (resume === undefined) return
  const { id, state } = await readRun(db, resume)
  if (!isUnfinished(state) && state !== 'applied') throw notResumable(id, state)
}

type KeptOrder = Pick<RunOrder, 'reverts' | 'onConflict' | 'acceptedDrift'>

const orderKey = (run: string) => ({ run, migration: '', name: 'order' })

/** What a resumed run was once asked for; the words are not typed again when it is taken up. */
const storedOrder = async (db: RunOrder['db'], run: string): Promise<KeptOrder | undefined> =>
  (await readBaseline(db, orderKey(run))) as KeptOrder | undefined

async function* guarded(first: RunContext): RunStream {
  const started = first.clock.ticks()
  const patience = new Patience(first)
  const msOf = () => first.clock.ticks() - started
  for (let context = first; ; context = { ...first, resume: first.run }) {
    try {
      yield* begin(context)
      const end = yield* work(context, () => patience.renew())
      return yield* conclude(context, { ...end, ms: msOf() })
    } catch (error) {
      const problem = isProblem(error) ? error : causedBy(internalError(wordsOf(error)), error)
      if (!isCutOff(context, error)) return yield* fail(context, { problem, ms: msOf() })
      yield context.recorder.event({ type: 'waiting', reason: problem.text.what })
      if (!(await patience.bears(error))) return yield* fail(context, { problem, ms: msOf() })
    }
  }
}

/**
 * The connection broke, and what the ledger says is where the run goes on, as a resume of a killed one does. Not in the
 * middle of an author's function: what that did outside of the database would be done twice.
 */
function isCutOff({ dialect, plan, recorder }: RunContext, error: unknown): boolean {
  if (dialect.failure(error) !== 'lost') return false
  const { migration } = recorder.place()
  return plan.items.find((item) => item.migration === migration)?.kind !== 'code'
}

const enter = (context: RunContext): Promise<void> =>
  inFence(context, async (tx) => {
    const { run, resume } = context
    if (context.reverts !== undefined) await closeShare(tx, context.reverts)
    if (resume === undefined) await insertNew(context, tx)
    else if ((await readRun(tx, run)).state === 'applied') await moveRun(tx, run, 'verifying')
    await clearRequest(tx, run)
    await moveRun(tx, run, 'running')
  })

async function* begin(context: RunContext): AsyncGenerator<RunEvent, void> {
  const { plan } = context
  const items = plan.items.map(({ migration, direction, kind, steps }) => ({
    migration,
    direction,
    kind,
    steps: steps.map((step) => ({ name: step.name, kind: step.kind })),
  }))
  yield context.recorder.event({
    type: 'runStarted',
    plan: plan.hash,
    items,
    epoch: context.fence.epoch,
    resumed: context.resume !== undefined,
    target: context.target,
    rehearsal: context.rehearsal,
  })
  for (const finding of plan.findings) yield context.recorder.event({ type: 'finding', finding })
  yield* protect(context)
}

async function insertNew(context: RunContext, tx: Transaction): Promise<void> {
  const { run, plan, command, actor, version, reverts, onConflict, acceptedDrift } = context
  const startedAt = context.clock.now().toISOString()
  await insertRun(tx, { id: run, plan: plan.hash, document: storedJson(plan), command, actor, startedAt, version })
  await writeBaseline(tx, orderKey(run), { reverts, onConflict, acceptedDrift })
}

/** The backup and the measure of everything, both before the first change. */
async function* protect(context: RunContext): AsyncGenerator<RunEvent, void> {
  const { run, db } = context
  if ((await readBaseline(db, runBaseline(run))) !== undefined) return // a resumed run did this before it was stopped
  const made = await context.backup(run)
  if ('skipped' in made) yield context.recorder.event({ type: 'backupSkipped', reason: made.skipped })
  else yield context.recorder.event({ type: 'backupProved', backup: made })
  const measure = async (tx: Transaction): Promise<void> => {
    if ('id' in made) await setBackup(tx, run, made.id)
    await context.recorder.flushIn(tx)
    await writeBaseline(tx, runBaseline(run), await ownContentOf(context.dialect, tx))
  }
  await inFence(context, measure, true)
}

const runBaseline = (run: string) => ({ run, migration: '', name: 'content' })

type WorkEnd = { readonly verdict: Verdict; readonly why: string }

async function* work(context: RunContext, progressed: () => void): AsyncGenerator<RunEvent, WorkEnd> {
  const end = yield* heard(runItems(context), progressed)
  if (end.end === 'paused') return { verdict: 'PAUSED', why: 'paused at a batch boundary, as asked' }
  await inFence(context, (tx) => moveRun(tx, context.run, 'verifying'))
  const failed = [...end.failed, ...(yield* verifySchema(context)), ...(yield* verifyReverted(context))]
  if (context.acceptedDrift !== undefined)
    return { verdict: 'APPLIED, NOT PROVED', why: `the schema had drifted before: ${context.acceptedDrift.join(', ')}` }
  if (failed.length > 0)
    return {
      verdict: 'APPLIED, NOT PROVED',
      why: `${plural(failed.length, 'check')} failed: ${failed.map(({ name }) => name).join('; ')}`,
    }
  if (context.reverts !== undefined) return yield* reverted(context, context.reverts)
  return { verdict: 'PROVED', why: provedWords(context) }
}

/** The same news, with a word to somebody at each of it. */
async function* heard<T>(news: AsyncGenerator<RunEvent, T>, hear: () => void): AsyncGenerator<RunEvent, T> {
  for (;;) {
    const next = await news.next()
    if (next.done === true) return next.value
    if (next.value.type === 'progress') hear()
    yield next.value
  }
}

async function* reverted(context: RunContext, run: string): AsyncGenerator<RunEvent, WorkEnd> {
  await inFence(context, async (tx) => {
    if ((await readRun(tx, run)).state === 'reverted') return // before this process took the undoing up
    await moveRun(tx, run, 'reverting')
    await moveRun(tx, run, 'reverted')
  })
  yield context.recorder.event({
    type: 'finding',
    finding: { code: 'UNDO100', severity: 'info', subject: run, message: `run ${run} is undone` },
  })
  return { verdict: 'REVERTED', why: `run ${run} is undone, and the database is what it was before it` }
}

/** Compares the whole database with what it was before the run that is being undone. */
async function* verifyReverted(context: RunContext): AsyncGenerator<RunEvent, readonly CheckResult[]> {
  if (context.reverts === undefined) return []
  const differences = await differencesSince(context, context.reverts)
  const result = revertedResult(context, differences)
  yield context.recorder.event({ type: 'check', result })
  return result.ok ? [] : [result]
}

function revertedResult({ plan }: RunContext, differences: readonly string[] | undefined): CheckResult {
  const none = 'nothing: the run had stored no fingerprints'
  return {
    name: 'the database is what it was before the run',
    kind: 'undone',
    level: 'critical',
    migration: plan.items.at(-1)?.migration ?? '',
    ok: differences?.length === 0,
    compared:
      differences === undefined ? none : 'schema and fingerprint of every table with those taken before the run',
    differences: differences?.length ?? 1,
    samples: differences?.slice(0, 10) ?? [],
  }
}

const provedWords = ({ plan }: RunContext): string =>
  plan.items.some(({ kind }) => kind === 'move')
    ? 'every check passed, the books balance, and nothing else changed'
    : 'the schema is what the history gives'

/** Compares the live schema with the one the history gave on a scratch database, then remembers it. */
async function* verifySchema(context: RunContext): AsyncGenerator<RunEvent, readonly CheckResult[]> {
  const mark = await context.dialect.schemaMark?.(context.db) // before the look: a change in between shows later
  const live = hashSchema(await context.dialect.inspect(context.db))
  const wanted = context.plan.schema.after
  await inFence(context, async (tx) => {
    // A drift that was accepted stays one: the next command compares with the history again.
    await writeMeta(tx, schemaMeta, context.acceptedDrift === undefined ? live : (wanted ?? live))
    await writeMeta(tx, markMeta, context.acceptedDrift === undefined ? (mark ?? '') : '')
  })
  if (wanted === undefined || context.plan.items.length === 0) return []
  const ok = live === wanted || context.acceptedDrift !== undefined
  const result: CheckResult = {
    name: 'the schema is what the history gives',
    kind: 'schema',
    level: 'critical',
    migration: context.plan.items.at(-1)?.migration ?? '',
    ok,
    compared: 'every table, index, view and trigger with those of a scratch database on which the history was played',
    before: wanted.slice(0, 12),
    after: live.slice(0, 12),
    differences: ok ? 0 : 1,
    samples: [],
  }
  yield context.recorder.event({ type: 'check', result })
  return ok ? [] : [result]
}

type Conclusion = WorkEnd & { readonly ms: number; readonly exit?: number }

async function* conclude(context: RunContext, { verdict, why, ms, exit }: Conclusion): RunStream {
  const event = context.recorder.event({ type: 'verdict', verdict, why, ms })
  const states = {
    PROVED: 'proved',
    'APPLIED, NOT PROVED': 'applied',
    PAUSED: 'paused',
    FAILED: 'failed',
    REFUSED: 'failed',
    REVERTED: 'proved',
  } as const // the undoing run itself is proved; the run it undid is 'reverted'
  await inFence(context, async (tx) => {
    await moveRun(tx, context.run, states[verdict])
    await endRun(tx, context.run, { verdict, why, at: context.clock.now().toISOString() })
    await context.recorder.flushIn(tx)
  })
  yield event
  return { run: context.run, verdict, exit: exit ?? (verdict === 'REVERTED' ? 0 : verdicts[verdict]), why }
}

async function* fail(context: RunContext, { problem, ms }: { problem: Problem; ms: number }): RunStream {
  const driver = problem.cause === undefined ? {} : { driver: wordsOf(problem.cause) }
  const verdict = isRefusal(context, problem) ? 'REFUSED' : 'FAILED'
  const news: RunNews = {
    type: 'failed',
    code: problem.code,
    text: problem.text,
    ...context.recorder.place(),
    ...driver,
  }
  yield context.recorder.event(news)
  try {
    return yield* conclude(context, { verdict, why: problem.text.what, ms, exit: problem.exit })
  } catch {
    // The lock is lost, the disk is full or the database is gone: what is in the ledger is the truth, and it says "running".
    const event = context.recorder.event({ type: 'verdict', verdict, why: problem.text.what, ms })
    yield event
    return { run: context.run, verdict, exit: problem.exit, why: problem.text.what }
  }
}

/** What differs between the database now and what it was when the run began. */
async function differencesSince(context: RunContext, run: string): Promise<readonly string[] | undefined> {
  const before = (await readBaseline(context.db, runBaseline(run))) as OwnContent | undefined
  if (before === undefined) return undefined
  return compareContent(before, await contentLike(before, context.dialect, context.db)).map(
    ({ message, subject }) => `${subject}: ${message}`,
  )
}
