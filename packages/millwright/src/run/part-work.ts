import type { Connection } from '../kernel/connection.ts'
import type { Events } from '../ledger/events.ts'
import type { Budget, StepContext, StepEnd } from '../steps/context.ts'
import { runFill } from '../steps/fill.ts'
import type { WideStep } from '../steps/independent.ts'
import { runLoad } from '../steps/load/load.ts'
import { endOf, partOfBuild, readCut } from '../steps/parts.ts'
import type { Table } from '../schema/schema.ts'
import type { StepsContext } from './context.ts'
import type { ChunkOrder } from './executor/executor.ts'
import { openSource, stepContextOf } from './steps.ts'
import { throttled } from './throttle.ts'

/** What it takes to do a part of a step. */
export type PartWork = {
  readonly context: StepsContext
  readonly step: WideStep
  readonly table: Table
  /** The budget of rejects that all parts of this process use up together; each has its own without it. */
  readonly budget?: Budget
}

/** Does a part on a session of its own, from wherever it stands; whoever else does the same finds each batch done. */
export async function* runPart(
  work: PartWork,
  order: ChunkOrder,
  at: { db: Connection; signal: AbortSignal },
): Events<StepEnd> {
  const { run, migration, step, part, epoch } = order
  const context: StepsContext = { ...work.context, db: at.db, fence: { run, epoch, isShared: true } }
  const whole = await stepContextOf(context, migration, { step })
  const own: StepContext = {
    ...whole,
    key: { run, migration, step, part },
    budget: work.budget ?? whole.budget,
    isPauseWanted: async () => at.signal.aborted || (await whole.isPauseWanted()),
  }
  return yield* throttled(own, workOf(context, own, work))
}

async function* workOf(context: StepsContext, own: StepContext, { step, table }: PartWork): Events<StepEnd> {
  const one = await readCut(own)
  if (step.kind === 'fill') return yield* runFill(own, { spec: step.spec, table, upTo: endOf(one) })
  const spec = partOfBuild(step.spec, one)
  const loading = await openSource(context, own.key.migration, { step: { ...step, spec }, table })
  try {
    return yield* runLoad(own, { ...loading, upToRecord: one.before + one.rows })
  } finally {
    await loading.source.close()
  }
}
