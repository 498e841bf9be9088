import type { Problem } from '../kernel/problem.ts'
import type { RunContext } from './context.ts'
import { checkFailedBefore, refusedByRule } from './problems.ts'

/** A check that ended a run before its first migration began: nothing was done, and nothing went wrong. */
export const isRefusal = ({ plan, recorder, resume }: RunContext, { code }: Problem): boolean =>
  (code === checkFailedBefore.code || code === refusedByRule.code) &&
  resume === undefined &&
  recorder.place().migration === plan.items[0]?.migration
