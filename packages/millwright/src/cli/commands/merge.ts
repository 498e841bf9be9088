import { type Answer, type Call, type Command, given } from '../command.ts'
import { near } from '../near.ts'

export const merge: Command = {
  about:
    'Writes a migration that joins branches of the history. It changes nothing in the database; it makes one head of several.',
  args: [{ name: 'migration', many: true, about: 'the heads to join: ids, names or files, at least two' }],
  flags: [{ long: 'title', value: 'TEXT', about: 'its name (default: merge, and the ids)' }],
  examples: [
    ['millwright merge 0008 0009', 'join two heads'],
    ['millwright merge 0008 0009 --title "join warehouse and billing"', 'the same under another name'],
  ],
  exits: [
    [0, 'written'],
    [2, 'the command line is not right'],
    [4, 'refused; nothing was written'],
  ],
  run: runMerge,
}

async function runMerge(call: Call): Promise<Answer> {
  const project = await call.project()
  const { merge: join } = await import('../../actions/merge.ts')
  const made = await join(project, { words: call.args, ...given({ title: call.value('title') }) })
  const text = () => `wrote ${near(call, made.file)}
It joins ${made.parents.join(' and ')}.
Next: \`millwright up\`.
`
  return { exit: 0, document: () => made, text }
}
