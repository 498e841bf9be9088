import { type Answer, type Call, type Command, given } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { exits } from '../exits.ts'
import { watched } from '../watched.ts'

export const down: Command = {
  about:
    'Undoes the newest migrations, in reverse order, after a proved backup. Moves are undone from their journal; rows that were changed since are kept as they are, or as --on-conflict says.',
  args: [{ name: 'target', optional: true, about: '-1 (default), -N, base, or the migration that stays the newest' }],
  flags: [
    { long: 'dry-run', about: 'do it on a copy only, and keep nothing' },
    { long: 'yes', about: 'go on without asking where data is destroyed' },
    {
      long: 'on-conflict',
      value: 'WORD',
      choices: ['keep-new', 'keep-old', 'stop'],
      about: 'what to do with a row that was changed since',
    },
    { long: 'no-backup', about: 'make no backup first' },
  ],
  examples: [
    ['millwright down', 'undo the last migration'],
    ['millwright down -3 --dry-run', 'try on a copy whether three can be undone'],
    ['millwright down 0007', 'undo everything after 0007'],
  ],
  exits: [exits.proved, exits.usage, exits.notProved, exits.stopped, exits.paused],
  run: runDown,
}

async function runDown(call: Call): Promise<Answer> {
  const project = await call.project()
  const { down: undo } = await import('../../actions/down.ts')
  const flags = {
    ...given({ target: call.args[0], onConflict: call.value('on-conflict') as 'keep-new' | undefined }),
    dryRun: call.has('dry-run'),
    backup: !call.has('no-backup'),
  }
  const result = await confirmed(call, (yes) => watched(call, (watch) => undo(project, { ...flags, ...watch, yes })))
  if ('upToDate' in result) return { exit: 0, document: () => result, text: () => 'Nothing to undo.\n' }
  return (await import('../run-answer.ts')).runAnswer(call, result)
}
