import { type Answer, type Call, type Command, given } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { exits } from '../exits.ts'
import { watched } from '../watched.ts'

export const up: Command = {
  about:
    'Applies the migrations that are pending, in the order of the history, after a proved backup, and proves the result. A run that was killed or paused is taken up first.',
  args: [{ name: 'target', optional: true, about: 'head (default), heads, +N, or an id, a name or a file' }],
  flags: [
    { long: 'dry-run', about: 'do it on a copy only, and keep nothing' },
    { long: 'rehearse', about: 'do it on a copy first, and on the database only when the copy was proved' },
    { long: 'yes', about: 'go on without asking where a migration destroys data' },
    { long: 'max-rejects', value: 'N', atLeast: 0, about: 'how many records may be left out before a load stops' },
    { long: 'accept-drift', about: 'go on although the schema was changed by hand; the result is called not proved' },
    { long: 'no-backup', about: 'make no backup first' },
  ],
  examples: [
    ['millwright up', 'apply everything that is pending'],
    ['millwright up --dry-run', 'find out what it would do to the data'],
    ['millwright up +1 --json', 'apply the next migration; the report as JSON'],
  ],
  exits: [exits.proved, exits.usage, exits.notProved, exits.stopped, exits.paused],
  run: runUp,
}

async function runUp(call: Call): Promise<Answer> {
  const project = await call.project()
  const { up: apply } = await import('../../actions/up.ts')
  const flags = {
    ...given({ target: call.args[0], maxRejects: call.count('max-rejects') }),
    dryRun: call.has('dry-run'),
    rehearse: call.has('rehearse'),
    acceptDrift: call.has('accept-drift'),
    backup: !call.has('no-backup'),
  }
  const result = await confirmed(call, (yes) => watched(call, (watch) => apply(project, { ...flags, ...watch, yes })))
  if ('upToDate' in result) return nothingToDo(result, result.current)
  return (await import('../run-answer.ts')).runAnswer(call, result)
}

const nothingToDo = (document: { readonly exit: number }, current: readonly string[]): Answer => ({
  exit: document.exit,
  document: () => document,
  text: () => `Nothing to do: the database is at ${current.length === 0 ? 'the beginning' : current.join(', ')}.\n`,
})
