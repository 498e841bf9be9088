import type { RunView } from '../ledger/run-view.ts'
import type { Verdict } from '../ledger/states.ts'
import type { NextCommand } from './document.ts'

/** The commands that make sense after this run, the most urgent first. */
export function nextCommands(view: RunView): readonly NextCommand[] {
  if (view.rehearsal) return afterRehearsal(view)
  const word = view.verdict?.word
  const commands = word === undefined ? [resume] : after[word](view.run)
  const canGoBack = view.items.some(({ direction }) => direction === 'up') // what a run only took away comes back by `up`
  return [...commands.filter(({ command }) => canGoBack || !command.includes(' rollback ')), ...aboutRejects(view)]
}

const resume: NextCommand = { command: 'millwright resume', purpose: 'go on where the run stopped' }
const goBack = (run: string): NextCommand => ({
  command: `millwright rollback ${run}`,
  purpose: 'go back to the state before the run, and prove it',
})
const look: NextCommand = { command: 'millwright doctor', purpose: 'find out what stands in the way' }
const again: NextCommand = { command: 'millwright up', purpose: 'try again when the cause is gone' }
const status: NextCommand = { command: 'millwright status', purpose: 'see where the database stands' }

const after: Readonly<Record<Verdict, (run: string) => readonly NextCommand[]>> = {
  PROVED: (run) => [status, goBack(run)],
  'APPLIED, NOT PROVED': (run) => [status, goBack(run)],
  REFUSED: () => [look, again],
  PAUSED: (run) => [resume, goBack(run)],
  FAILED: (run) => [look, resume, goBack(run)],
  REVERTED: () => [status, again],
}

function afterRehearsal({ verdict, items }: RunView): readonly NextCommand[] {
  const isDown = items[0]?.direction === 'down'
  if (verdict?.word === 'PROVED')
    return [{ command: `millwright ${isDown ? 'down' : 'up'}`, purpose: 'do on the database what was rehearsed' }]
  const again = isDown ? 'millwright down --dry-run' : 'millwright rehearse'
  return [{ command: again, purpose: 'rehearse again when the cause is gone' }]
}

function aboutRejects({ run, items }: RunView): readonly NextCommand[] {
  const isRejecting = items.some(({ steps }) => steps.some(({ counters }) => counters.rejected > 0))
  return isRejecting
    ? [{ command: `millwright rejects list ${run}`, purpose: 'see the records that were not loaded' }]
    : []
}
