import type { UnlockResult } from '../../actions/unlock.ts'
import type { Answer, Call, Command } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { exits } from '../exits.ts'

export const unlock: Command = {
  about:
    'Takes the lock from whoever holds it. A process that still runs is refused at its next batch; what it committed stands. A lock whose process is gone needs no unlock: the next run takes it over by itself.',
  flags: [{ long: 'yes', about: 'go on without asking' }],
  examples: [
    ['millwright unlock', 'see who holds the lock, and take it away'],
    ['millwright unlock --yes --json', 'the same in a script'],
  ],
  exits: [[0, 'the lock is free'], exits.usage, [4, 'not confirmed; nothing was changed']],
  run: runUnlock,
}

async function runUnlock(call: Call): Promise<Answer> {
  const project = await call.project()
  const { unlock: take } = await import('../../actions/unlock.ts')
  const result = await confirmed(call, (yes) => take(project, { yes }))
  return { exit: 0, document: () => result, text: () => unlockText(result) }
}

const unlockText = ({ held, run, holder }: UnlockResult): string =>
  held
    ? `Run ${run ?? ''} (${holder ?? ''}) has lost the lock. \`millwright resume\` goes on with it.\n`
    : 'Nobody holds the lock.\n'
