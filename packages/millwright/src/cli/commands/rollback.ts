import { type Answer, type Call, type Command, given } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { exits } from '../exits.ts'
import { watched } from '../watched.ts'

export const rollback: Command = {
  about:
    'Undoes everything one run did, the newest first, and compares the whole database with what it was before that run.',
  args: [{ name: 'run', about: 'the run, or the beginning of its name: `millwright runs` lists them' }],
  flags: [
    { long: 'yes', about: 'go on without asking' },
    {
      long: 'on-conflict',
      value: 'WORD',
      choices: ['keep-new', 'keep-old', 'stop'],
      about: 'what to do with a row that was changed since',
    },
    { long: 'no-backup', about: 'make no backup first' },
  ],
  examples: [
    ['millwright rollback 01m7z8', 'go back to the state before that run'],
    ['millwright rollback 01m7z8 --yes --json', 'the same in a script'],
  ],
  exits: [
    [0, 'undone, and proved equal to the state before'],
    exits.usage,
    [3, 'undone, but not equal; the differences are listed'],
    exits.stopped,
    exits.paused,
  ],
  run: runRollback,
}

async function runRollback(call: Call): Promise<Answer> {
  const project = await call.project()
  const { rollback: undo } = await import('../../actions/rollback.ts')
  const flags = {
    ...given({ run: call.args[0], onConflict: call.value('on-conflict') as 'keep-new' | undefined }),
    backup: !call.has('no-backup'),
  }
  const result = await confirmed(call, (yes) => watched(call, (watch) => undo(project, { ...flags, ...watch, yes })))
  return (await import('../run-answer.ts')).runAnswer(call, result)
}
