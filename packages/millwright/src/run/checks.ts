import type { Check, Outcome } from '../checks/check.ts'
import { evaluateBalanced } from '../checks/balanced.ts'
import { evaluateKeeps } from '../checks/keeps.ts'
import { packRowSet, readRowSet, unpackRowSet } from '../checks/rows.ts'
import { evaluateSame } from '../checks/same.ts'
import { evaluateZero } from '../checks/zero.ts'
import type { Queries } from '../kernel/connection.ts'
import { noCounters } from '../kernel/counters.ts'
import { isBlocking, type Severity } from '../kernel/finding.ts'
import { readBaseline, writeBaseline } from '../ledger/baseline.ts'
import type { CheckResult } from '../ledger/events.ts'
import { readPart, readStep } from '../ledger/parts.ts'
import type { Declared, Step } from '../steps/declared.ts'
import { evaluateEqual } from '../steps/equal.ts'
import type { RunContext } from './context.ts'
import { openLoading, stepContextOf } from './steps.ts'

/** A check in the place where it is evaluated. */
export type Evaluation = {
  readonly migration: string
  readonly declared: Declared
  readonly check: Check
  readonly step?: string
}

/** Evaluates one check now. */
export async function evaluate(context: RunContext, at: Evaluation): Promise<CheckResult> {
  const { migration, check, step } = at
  return resultOf(
    { migration, ...(step === undefined ? {} : { step }), name: check.name, kind: check.kind, level: check.level },
    await outcomeOf(context, at),
  )
}

export const resultOf = (
  about: Pick<CheckResult, 'migration' | 'step' | 'name' | 'kind' | 'level'>,
  outcome: Outcome,
): CheckResult => ({ ...about, ...outcome })

async function outcomeOf(context: RunContext, { migration, declared, check, step }: Evaluation): Promise<Outcome> {
  switch (check.kind) {
    case 'zero':
      return evaluateZero(context.db, check.query)
    case 'same':
      return evaluateSame(context.db, check.left, check.right)
    case 'keeps':
      return evaluateKeeps(
        context.db,
        unpackRowSet(await readBaseline(context.db, { run: context.run, migration, name: `keeps ${check.name}` })),
        check.after,
      )
    case 'balanced':
      return evaluateStepBalance(context, migration, step ?? '')
    case 'equal': {
      const target = declared.steps.find(({ name }) => name === check.step) as Step
      const loading = await openLoading(context, migration, target)
      try {
        return await evaluateEqual(
          await stepContextOf(context, migration, { step: check.step, declared }),
          loading,
          check,
        )
      } finally {
        await loading.source.close()
      }
    }
  }
}

async function evaluateStepBalance(context: RunContext, migration: string, step: string): Promise<Outcome> {
  const key = { run: context.run, migration, step }
  const [row, part] = [await readStep(context.db, key), await readPart(context.db, key)]
  return evaluateBalanced(part?.counters ?? noCounters, row?.total)
}

/** Measures what must be the same afterwards; a resumed run keeps its first measure. */
export async function measureKeeps(
  tx: Queries,
  run: string,
  { migration, declared }: { migration: string; declared: Declared },
): Promise<void> {
  for (const check of declared.keeps) {
    const name = `keeps ${check.name}`
    if ((await readBaseline(tx, { run, migration, name })) !== undefined) continue
    await writeBaseline(tx, { run, migration, name }, packRowSet(await readRowSet(tx, check.before)))
  }
}

export const isFailed = (result: CheckResult): boolean =>
  !result.ok && isBlocking({ code: '', severity: result.level, subject: '', message: '' })

export const proofLevel: Severity = 'critical'
