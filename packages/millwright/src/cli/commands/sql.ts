import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'

export const sql: Command = {
  about:
    'Writes what `up` or `down` would execute as a script for a person who runs it by other means. The history is played first, so a statement that cannot work is found here. Migrations that are code or moves are refused: they are more than SQL. The script records nothing; `millwright stamp` does that afterwards, and compares.',
  args: [{ name: 'target', optional: true, about: 'head (default), heads, +N, or an id, a name or a file' }],
  flags: [
    { long: 'down', about: 'the way down; its target is -1 when none is named' },
    { long: 'from', value: 'ID', about: 'where it begins, or `base`; where the database stands unless said' },
  ],
  examples: [
    ['millwright sql > up.sql', 'what is pending'],
    ['millwright sql --from 0003 0007', 'from one migration to another, without a database'],
    ['millwright sql --down -1', 'the way back from where the database stands'],
  ],
  exits: [[0, 'written, also when there is nothing to do'], exits.usage, exits.refused],
  run: runSql,
}

async function runSql(call: Call): Promise<Answer> {
  const project = await call.project()
  const { script } = await import('../../actions/script.ts')
  const written = await script(project, {
    direction: call.has('down') ? 'down' : 'up',
    ...given({ target: call.args[0], from: call.value('from') }),
  })
  return { exit: 0, document: () => written, text: () => written.text }
}
