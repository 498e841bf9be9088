import type { CheckResult, Events } from '../ledger/events.ts'
import { readPart, readStep, type StepKey } from '../ledger/parts.ts'
import { declaredOf } from '../plan/make-plan.ts'
import type { Step } from '../steps/declared.ts'
import { inFence } from '../steps/in-fence.ts'
import { dropCreated } from '../steps/load/drop-created.ts'
import { undoTidy } from '../steps/tidy.ts'
import { undoStep } from '../steps/undo.ts'
import { isFailed, proofLevel, resultOf } from './checks.ts'
import type { RunContext } from './context.ts'
import type { MoveItem } from './move-item.ts'
import { proveUndone } from './proof.ts'
import { stepContextOf } from './steps.ts'
import { bookUndone } from './undone.ts'

/** Takes a move back, step by step from the last, and compares each table with what it was before the step. */
export async function* undoMove(context: RunContext, { item, body }: MoveItem): Events<readonly CheckResult[]> {
  const declared = declaredOf(body.declaration, context.plan.params)
  const results: CheckResult[] = []
  for (const step of declared.steps.toReversed()) {
    const key: StepKey = { run: item.appliedBy ?? context.run, migration: item.migration, step: step.name }
    const row = await readStep(context.db, key)
    if (row === undefined) continue
    if (row.state !== 'undone') yield* undoOne(context, { key, step, declared })
    results.push(...(yield* prove(context, key)))
  }
  const failed = results.filter(isFailed)
  await inFence(context, async (tx) => {
    await bookUndone(tx, context, { migration: item.migration, failed })
    await context.recorder.flushIn(tx)
  })
  return failed
}

type Undoing = {
  readonly key: StepKey
  readonly step: Step
  readonly declared: Parameters<typeof stepContextOf>[2]['declared']
}

async function* undoOne(context: RunContext, { key, step, declared }: Undoing): Events<void> {
  const at = { ...(await stepContextOf(context, key.migration, { step: step.name, declared })), key }
  if (step.kind === 'tidy') return undoTidy(at, step.spec)
  const { onConflict } = context
  if (step.kind === 'build' && step.spec.undo === 'derived')
    return dropCreated(at, { onConflict, derivedFrom: step.spec.select })
  if ('undo' in step.spec && step.spec.undo === 'drop-created') return dropCreated(at, { onConflict })
  const { conflicts, conflictRows } = await undoStep(at, onConflict)
  if (conflictRows === 0) return
  const message = `${conflictRows} rows were changed after the move and were kept as they are now`
  yield {
    type: 'finding',
    migration: key.migration,
    step: step.name,
    finding: {
      code: 'UNDO101',
      severity: 'warning',
      subject: step.name,
      message,
      rows: conflictRows,
      samples: conflicts,
    },
  }
}

async function* prove(context: RunContext, key: StepKey): Events<readonly CheckResult[]> {
  const part = await readPart(context.db, key)
  const outcome = await proveUndone(context, { ...key, sums: part?.sums ?? {} })
  if (outcome === undefined) return []
  const result = resultOf(
    {
      migration: key.migration,
      step: key.step,
      name: `${key.step}: the table is what it was before`,
      kind: 'undone',
      level: proofLevel,
    },
    outcome,
  )
  yield { type: 'check', result }
  return [result]
}
