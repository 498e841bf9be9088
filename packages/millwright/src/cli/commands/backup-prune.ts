import type { Pruned } from '../../backup/retention.ts'
import { left } from '../../report/layout.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { exits } from '../exits.ts'

export const backupPrune: Command = {
  about:
    'Removes old backups and what killed runs left of others. The newest ones stay, the young ones, the last one that was proved, and every one that a run needs for its way back.',
  flags: [
    { long: 'keep', value: 'N', atLeast: 1, about: 'how many of the newest stay (default: as configured, 10)' },
    { long: 'days', value: 'N', atLeast: 0, about: 'how many days every backup stays (default: as configured, 30)' },
    { long: 'dry-run', about: 'only say what would stay and what would go' },
    { long: 'yes', about: 'go on without asking' },
  ],
  examples: [
    ['millwright backup prune --dry-run', 'what would go, and why the others stay'],
    ['millwright backup prune --keep 3 --days 7 --yes', 'tidy up in a script'],
  ],
  exits: [[0, 'done, or nothing had to go'], exits.usage, exits.refused],
  run: runPrune,
}

async function runPrune(call: Call): Promise<Answer> {
  const project = await call.project()
  const { backupPrune: prune } = await import('../../actions/backup.ts')
  const policy = { ...given({ keep: call.count('keep'), days: call.count('days') }), dryRun: call.has('dry-run') }
  const result = await confirmed(call, (yes) => prune(project, { ...policy, yes }))
  return { exit: 0, document: () => result, text: () => prunedText(result, call.has('dry-run')) }
}

function prunedText({ decisions, removed, leftovers }: Pruned, isDry: boolean): string {
  const gone = new Set(removed)
  const lines = decisions.map(
    ({ id, keep, because }) => `${left(wordFor(keep, gone.has(id), isDry), 10)} ${id}: ${because}`,
  )
  const rests = leftovers.map((id) => `${left('removed', 10)} what a killed run left of ${id}`)
  return `${[...lines, ...rests, ...(lines.length + rests.length === 0 ? ['There is nothing to prune.'] : [])].join('\n')}\n`
}

function wordFor(isKept: boolean, isGone: boolean, isDry: boolean): string {
  if (isKept) return 'stays'
  if (isGone) return 'removed'
  return isDry ? 'would go' : 'in use'
}
