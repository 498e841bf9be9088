import { isBalanced } from '../kernel/counters.ts'
import type { RunView } from '../ledger/run-view.ts'
import { latestChecks } from './checks.ts'

/** What speaks against a verdict PROVED: a report repeats no word that its own facts contradict. */
export function doubtsOf(view: RunView): readonly string[] {
  if (view.verdict?.word !== 'PROVED') return []
  return [...openBooks(view), ...failedChecks(view), ...unfinishedWork(view), ...failures(view)]
}

const openBooks = ({ items }: RunView): string[] =>
  items.flatMap(({ migration, steps }) =>
    steps
      .filter(({ counters }) => !isBalanced(counters))
      .map(({ name }) => `The ledger of ${migration}/${name} does not balance.`),
  )

const failedChecks = ({ checks }: RunView): string[] =>
  latestChecks(checks)
    .filter(({ ok, level }) => !ok && (level === 'error' || level === 'critical'))
    .map(({ name, migration }) => `The check "${name}" of ${migration} does not hold.`)

const unfinishedWork = ({ items }: RunView): string[] =>
  items
    .flatMap(({ migration, direction, state, steps }) => [
      { name: migration, state },
      // The way back takes steps away, and tells of the whole migration alone.
      ...(direction === 'down' ? [] : steps.map((step) => ({ name: `${migration}/${step.name}`, state: step.state }))),
    ])
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state }) => `${name} is ${state}, not done.`)

const failures = ({ failure }: RunView): string[] =>
  failure === undefined ? [] : [`The run also records the failure ${failure.code}.`]
