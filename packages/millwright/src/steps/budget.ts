import { oneLine } from '../kernel/text.ts'
import type { Reject } from '../ledger/rejects.ts'
import type { StepContext } from './context.ts'
import { tooManyRejects } from './problems.ts'

/**
 * Counts rejects against the run's budget, after their batch was committed: the records are kept, the run stops.
 * @throws MOVE107 when the budget is used up
 */
export function spendBudget(context: StepContext, rejects: readonly Reject[]): void {
  const { budget } = context
  const counted = rejects.filter(({ outcome, accepted }) => outcome === 'rejected' && !accepted)
  const first = counted[0]
  if (first === undefined) return
  budget.first ??= oneLine(
    `record ${first.record} of ${first.source}, ${first.path === '' ? '' : `${first.path}: `}${first.message} (${first.rule})`,
    160,
  )
  budget.used += new Set(counted.map(({ record }) => record)).size
  if (budget.used > budget.max)
    throw tooManyRejects(context.key.step, { rejected: budget.used, max: budget.max }, budget.first)
}
