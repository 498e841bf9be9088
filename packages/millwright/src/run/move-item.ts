import { noCounters } from '../kernel/counters.ts'
import { markProved, readAppliedOne, recordApplied } from '../ledger/ledger.ts'
import { readBaseline, replaceBaseline, writeBaseline } from '../ledger/baseline.ts'
import type { CheckResult, Events, Total } from '../ledger/events.ts'
import { readPart, readStep, type StepRow } from '../ledger/parts.ts'
import type { Transaction } from '../kernel/connection.ts'
import type { PlanItem } from '../plan/plan.ts'
import { declaredOf } from '../plan/make-plan.ts'
import type { Body } from '../history/migration.ts'
import type { StepEnd } from '../steps/context.ts'
import type { Declared, Step } from '../steps/declared.ts'
import { noteNameIn } from '../steps/effects.ts'
import { inFence } from '../steps/in-fence.ts'
import { evaluate, isFailed, measureKeeps, proofLevel, resultOf } from './checks.ts'
import type { RunContext } from './context.ts'
import { checkFailedBefore } from './problems.ts'
import { measureUndeclared, proveMadeKeys, proveStepTable, proveUndeclared } from './proof.ts'
import { runStep } from './run-step.ts'
import { evaluateBudget } from './steps.ts'

export type MoveItem = { readonly item: PlanItem; readonly body: Extract<Body, { kind: 'move' }> }

export type MoveEnd = { readonly end: StepEnd; readonly failed: readonly CheckResult[] }

/** Runs a move's steps in order; it counts as applied when its last check has spoken. */
export async function* runMove(context: RunContext, { item, body }: MoveItem): Events<MoveEnd> {
  const started = context.clock.ticks()
  const declared = declaredOf(body.declaration, context.plan.params)
  const about = { migration: item.migration, declared }
  yield* before(context, about)
  const failed: CheckResult[] = []
  for (const step of declared.steps) {
    if ((yield* stepWithProof(context, about, step)) === 'paused') return { end: 'paused', failed: [] }
    failed.push(...((await storedResults(context, about.migration, step.name)) ?? []).filter(isFailed))
    if (failed.length > 0) break
  }
  if (failed.length === 0) failed.push(...(yield* after(context, about)).filter(isFailed))
  await book(context, item, { ms: context.clock.ticks() - started, proved: failed.length === 0 })
  return { end: 'done', failed }
}

/** A move in the place where it is proved. */
export type About = { readonly migration: string; readonly declared: Declared }

async function* before(context: RunContext, about: About): Events<void> {
  const begun =
    (await readBaseline(context.db, { run: context.run, migration: about.migration, name: 'begun' })) !== undefined
  if (begun) return
  const results: CheckResult[] = []
  for (const check of about.declared.before) {
    const result = await evaluate(context, { ...about, check })
    results.push(result)
    yield { type: 'check', result }
  }
  const failed = results.filter(isFailed)
  if (failed.length > 0)
    throw checkFailedBefore(
      about.migration,
      failed.map((result) => `${result.name} (${result.differences}: ${result.samples[0] ?? ''})`),
    )
  const measure = async (tx: Transaction): Promise<void> => {
    await measureKeeps(tx, context.run, about)
    await measureUndeclared(context, tx, about)
    await writeBaseline(tx, { run: context.run, migration: about.migration, name: 'begun' }, true)
  }
  await inFence(context, measure, true)
}

async function* stepWithProof(context: RunContext, about: About, step: Step): Events<StepEnd> {
  const key = { run: context.run, migration: about.migration, step: step.name }
  const row = await readStep(context.db, key)
  const known = await storedResults(context, about.migration, step.name)
  if (row?.state !== 'done') {
    if ((yield* runStep(context, about.migration, { step, declared: about.declared })) === 'paused') return 'paused'
  } else if (known === undefined) yield* retell(context, row)
  if (known !== undefined && !known.some(isFailed)) return 'done'
  if (known === undefined) yield* noteFindings(context, key)
  yield* proveStep(context, about, step)
  return 'done'
}

/** News of a step that ended just before its process was killed: they were not written down. */
async function* retell(context: RunContext, { run, migration, step, kind, total, ms }: StepRow): Events<void> {
  const counters = (await readPart(context.db, { run, migration, step }))?.counters ?? noCounters
  const rows: Total = total === undefined ? undefined : { rows: total, certainty: 'exact' }
  yield { type: 'stepStarted', migration, step, kind, total: rows, done: counters }
  yield { type: 'stepDone', migration, step, counters, ms }
}

async function* proveStep(context: RunContext, about: About, step: Step): Events<void> {
  const results: CheckResult[] = []
  for await (const result of proofsOf(context, about, step)) {
    results.push(result)
    yield { type: 'check', result }
  }
  await inFence(context, async (tx) => {
    await replaceBaseline(tx, { run: context.run, migration: about.migration, name: resultsName(step.name) }, results)
    await context.recorder.flushIn(tx)
  })
}

const resultsName = (step: string): string => `checks after ${step}`

const storedResults = async (
  context: RunContext,
  migration: string,
  step: string,
): Promise<readonly CheckResult[] | undefined> =>
  (await readBaseline(context.db, { run: context.run, migration, name: resultsName(step) })) as
    | readonly CheckResult[]
    | undefined

async function* noteFindings(context: RunContext, key: { run: string; migration: string; step: string }): Events<void> {
  const notes = (await readPart(context.db, key))?.notes ?? {}
  for (const [name, note] of Object.entries(notes)) {
    const { code, field } = noteNameIn(name)
    const { severity, message, rows, samples } = note
    yield {
      type: 'finding',
      migration: key.migration,
      step: key.step,
      finding: { code, severity: severity as 'info', subject: field, message, rows, samples },
    }
  }
}

/** The proofs every step has without asking, then those its author declared. */
async function* proofsOf(context: RunContext, about: About, step: Step): AsyncGenerator<CheckResult> {
  const place = { migration: about.migration, step: step.name }
  if (step.kind !== 'tidy') {
    yield await evaluate(context, {
      ...about,
      step: step.name,
      check: { kind: 'balanced', name: `${step.name}: every record accounted for`, level: proofLevel },
    })
    const table = await proveStepTable(context, about.migration, step.name)
    if (table !== undefined)
      yield resultOf(
        { ...place, name: `${step.name}: nothing else changed in its table`, kind: 'touches', level: proofLevel },
        table,
      )
  }
  if (step.kind === 'load' || step.kind === 'build' || step.kind === 'each') {
    const keys = await proveMadeKeys(context, step.spec.to)
    if (keys !== undefined)
      yield resultOf(
        { ...place, name: `${step.name}: the next row gets a key of its own`, kind: 'keys', level: proofLevel },
        keys,
      )
  }
  for (const { after, check } of about.declared.checks) {
    if (after === step.name) yield await evaluate(context, { ...about, step: step.name, check })
  }
}

/** Evaluates the proofs and checks of a move's steps once more, on the data as it is now. */
export async function proveAgain(context: RunContext, about: About): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = []
  for (const step of about.declared.steps)
    for await (const result of proofsOf(context, about, step)) results.push(result)
  for (const { after: step, check } of about.declared.checks)
    if (step === undefined) results.push(await evaluate(context, { ...about, check }))
  return results
}

async function* after(context: RunContext, about: About): Events<readonly CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of about.declared.keeps) results.push(await evaluate(context, { ...about, check }))
  for (const { after: step, check } of about.declared.checks)
    if (step === undefined) results.push(await evaluate(context, { ...about, check }))
  const { migration } = about
  const budget = await evaluateBudget(context, migration)
  results.push(resultOf({ migration, name: 'rejects within the budget', kind: 'budget', level: proofLevel }, budget))
  const undeclared = await proveUndeclared(context, about)
  results.push(
    resultOf(
      {
        migration: about.migration,
        name: 'nothing changed that the move does not declare',
        kind: 'touches',
        level: proofLevel,
      },
      undeclared,
    ),
  )
  for (const result of results) yield { type: 'check', result }
  return results
}

async function book(
  context: RunContext,
  item: PlanItem,
  { ms, proved }: { ms: number; proved: boolean },
): Promise<void> {
  const { migration: id, name, checksum, parents } = item
  const content = context.contentOf(id)
  const appliedAt = context.clock.now().toISOString()
  const applied = { id, name, kind: 'move', checksum, parents, content, appliedAt, run: context.run, proved } as const
  await inFence(context, async (tx) => {
    if ((await readAppliedOne(tx, id)) === undefined) await recordApplied(tx, { ...applied, ms: Math.round(ms) })
    else await markProved(tx, id, proved)
    await context.recorder.flushIn(tx)
  })
}
