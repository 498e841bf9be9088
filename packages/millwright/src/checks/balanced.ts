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
    after: booksOf(counters),
    differences: Math.max(missing, Math.abs(counters.read - sum)),
    samples: [],
  }
}

/** `612 read = 610 inserted + 2 rejected`: what there was none of is left out. */
function booksOf(counters: Counters): string {
  const parts = outcomes.filter((outcome) => counters[outcome] !== 0)
  const words = parts.map((outcome) => `${formatCount(counters[outcome])} ${outcome}`)
  return words.length === 0 ? 'nothing read' : `${formatCount(counters.read)} read = ${words.join(' + ')}`
}
