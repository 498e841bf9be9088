import { type Counters, isBalanced, outcomes } from '../kernel/counters.ts'
import { formatCount } from '../kernel/text.ts'
import type { Outcome } from './check.ts'

/** Passes when every record read is accounted for and the independent count of the source agrees. */
export function evaluateBalanced(counters: Counters, counted: number | undefined): Outcome {
  const missing = counted === undefined ? 0 : Math.abs(counted - counters.read)
  const sum = outcomes.reduce((total, outcome) => total + counters[outcome], 0)
  return {
    ok: isBalanced(counters) && missing === 0,
    compared:
      counted === undefined
        ? 'records read with what became of them'
        : 'records read with what became of them, and with an independent count of the source',
    before: counted === undefined ? `${formatCount(counters.read)} read` : `${formatCount(counted)} counted`,
    after: `${formatCount(counters.read)} read = ${outcomes.map((o) => `${formatCount(counters[o])} ${o}`).join(' + ')}`,
    differences: Math.max(missing, Math.abs(counters.read - sum)),
    samples: [],
  }
}
