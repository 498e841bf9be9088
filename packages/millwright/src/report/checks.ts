import type { CheckResult } from '../ledger/events.ts'

/** A check that was repeated, because the run was resumed or proved again, counts with its last answer. */
export function latestChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  const latest = new Map<string, CheckResult>()
  for (const check of checks) latest.set(JSON.stringify([check.migration, check.step, check.kind, check.name]), check)
  return [...latest.values()]
}
