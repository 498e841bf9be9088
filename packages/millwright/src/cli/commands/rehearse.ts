import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'
import { watched } from '../watched.ts'

export const rehearse: Command = {
  about:
    'Does what `up` would do, by the same code, on a copy of the database, and throws the copy away. The report stays: durations, rows, rejects, checks.',
  args: [{ name: 'target', optional: true, about: 'head (default), heads, +N, or an id, a name or a file' }],
  examples: [
    ['millwright rehearse', 'rehearse everything that is pending'],
    ['millwright rehearse +1 --json', 'rehearse the next migration; the report as JSON'],
  ],
  exits: [
    [0, 'the rehearsal was proved'],
    exits.usage,
    [3, 'a check did not hold on the copy'],
    [4, 'refused or stopped; the database was not touched'],
    [5, 'stopped by Ctrl-C; nothing is left of the copy'],
  ],
  run: runRehearse,
}

async function runRehearse(call: Call): Promise<Answer> {
  const project = await call.project()
  const { rehearse: onCopy } = await import('../../actions/rehearse.ts')
  const flags = given({ target: call.args[0] })
  const result = await watched(call, (watch) => onCopy(project, { ...flags, ...watch }))
  return (await import('../run-answer.ts')).runAnswer(call, result)
}
