import type { Connection } from '../kernel/connection.ts'
import { readJson } from '../kernel/json.ts'
import { markProved } from '../ledger/ledger.ts'
import { releaseLock, takeLock } from '../ledger/lock.ts'
import { readRejects, type StoredReject } from '../ledger/rejects.ts'
import { findRun } from '../ledger/runs.ts'
import type { CheckResult } from '../ledger/events.ts'
import type { Plan } from '../plan/plan.ts'
import { declaredOf } from '../plan/make-plan.ts'
import type { RunContext } from '../run/context.ts'
import { isFailed } from '../run/checks.ts'
import { proveAgain } from '../run/move-item.ts'
import { makeRecorder } from '../run/recorder.ts'
import { openLoading, stepContextOf } from '../run/steps.ts'
import { retryRejected, type Retried } from '../steps/load/retry.ts'
import { runOrderOf } from './execute.ts'
import { planOf } from './plan.ts'
import { noReject } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { readState } from './state.ts'

export type RetryResult = Retried & {
  readonly run: string
  readonly checks: readonly CheckResult[]
  readonly exit: 0 | 3
}

/** Tries the open rejects of a run once more, with the migration as it is now, and proves its steps again. @throws REJ101, RUN101 */
export async function retryRejects(
  project: Project,
  { run: id }: { readonly run?: string } = {},
): Promise<RetryResult> {
  const db = await openDatabase(project)
  try {
    const run = await findRun(db, id)
    const open = (await readAll(db, run.id)).filter(({ state, outcome }) => state === 'open' && outcome === 'rejected')
    if (open.length === 0) throw noReject(run.id)
    const context = await contextFor(project, db, { run: run.id, plan: readJson(run.document) as Plan })
    try {
      return { run: run.id, ...(await retryAll(context, open)) }
    } finally {
      await releaseLock(db, context.fence)
    }
  } finally {
    await db.close()
  }
}

async function readAll(db: Connection, run: string): Promise<readonly StoredReject[]> {
  const all: StoredReject[] = []
  for (;;) {
    const some = await readRejects(db, run, all.at(-1)?.id ?? 0)
    if (some.length === 0) return all
    all.push(...some)
  }
}

async function contextFor(
  project: Project,
  db: Connection,
  { run, plan }: { run: string; plan: Plan },
): Promise<RunContext> {
  const again: Project = { ...project, params: { ...plan.params } }
  const state = await readState(again, db)
  const ids = new Set(plan.items.map(({ migration }) => migration))
  const planned = await planOf(
    again,
    { ...state, applied: state.applied.filter((one) => !ids.has(one.id)) },
    { direction: 'up', ids: [...ids] },
  )
  const fence = await takeLock(db, run, project.clock)
  const order = runOrderOf({ project: again, db, graph: state.graph, planned, command: 'rejects retry' })
  return { ...order, run, fence, recorder: await makeRecorder(db, fence, project.clock) }
}

async function retryAll(context: RunContext, open: readonly StoredReject[]): Promise<Omit<RetryResult, 'run'>> {
  const sum = { tried: 0, loaded: 0, stillRejected: 0 }
  const checks: CheckResult[] = []
  for (const [migration, rejects] of Map.groupBy(open, (reject) => reject.migration)) {
    for (const [step, some] of Map.groupBy(rejects, (reject) => reject.step)) {
      const retried = await retryStep(context, { migration, step, some })
      sum.tried += retried.tried
      sum.loaded += retried.loaded
      sum.stillRejected += retried.stillRejected
    }
    checks.push(...(await proveMove(context, migration)))
  }
  return { ...sum, checks, exit: checks.some(isFailed) ? 3 : 0 }
}

async function retryStep(
  context: RunContext,
  { migration, step: name, some }: { migration: string; step: string; some: readonly StoredReject[] },
): Promise<Retried> {
  const declared = declaredFor(context, migration)
  const step = declared.steps.find((one) => one.name === name)
  if (step === undefined) return { tried: 0, loaded: 0, stillRejected: some.length }
  const loading = await openLoading(context, migration, step)
  try {
    return await retryRejected(await stepContextOf(context, migration, { step: name, declared }), loading, some)
  } finally {
    await loading.source.close()
  }
}

const declaredFor = (context: RunContext, migration: string) => {
  const body = context.bodies.get(migration)
  if (body?.kind !== 'move') throw new TypeError(`${migration} is not a move`)
  return declaredOf(body.declaration, context.plan.params)
}

async function proveMove(context: RunContext, migration: string): Promise<readonly CheckResult[]> {
  const results = await proveAgain(context, { migration, declared: declaredFor(context, migration) })
  await markProved(context.db, migration, !results.some(isFailed))
  return results
}
