import type { Events } from '../ledger/events.ts'
import type { StepContext, StepEnd } from '../steps/context.ts'
import type { Declared, Step } from '../steps/declared.ts'
import { runFill } from '../steps/fill.ts'
import { isWide } from '../steps/independent.ts'
import { runLoad } from '../steps/load/load.ts'
import { tooManyRejects } from '../steps/problems.ts'
import { runPrune } from '../steps/prune.ts'
import { runTidy } from '../steps/tidy.ts'
import type { RunContext } from './context.ts'
import { findTable, openLoading, stepContextOf } from './steps.ts'
import { throttled } from './throttle.ts'
import { runWide } from './wide.ts'

type Stepping = { readonly step: Step; readonly declared: Declared }

/** Runs one step, whatever its kind. */
export async function* runStep(context: RunContext, migration: string, stepping: Stepping): Events<StepEnd> {
  const { step, declared } = stepping
  const at = await stepContextOf(context, migration, { step: step.name, declared })
  if (at.budget.used > at.budget.max)
    throw tooManyRejects(step.name, { rejected: at.budget.used, max: at.budget.max }, 'see the list')
  if (isWide(context.dialect, step) && context.workers !== undefined)
    return yield* runWide({ ...context, workers: context.workers }, at, step)
  return yield* throttled(at, workOf(context, at, step))
}

async function* workOf(context: RunContext, at: StepContext, step: Step): Events<StepEnd> {
  const { migration } = at.key
  if (step.kind === 'tidy') return yield* runTidy(at, step.spec)
  if (step.kind === 'fill')
    return yield* runFill(at, { spec: step.spec, ...(await findTable(context, step.name, step.spec.table)) })
  if (step.kind === 'prune')
    return yield* runPrune(at, { spec: step.spec, ...(await findTable(context, step.name, step.spec.from)) })
  const loading = await openLoading(context, migration, step)
  try {
    return yield* runLoad(at, loading)
  } finally {
    await loading.source.close()
  }
}
