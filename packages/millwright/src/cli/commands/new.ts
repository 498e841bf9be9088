import { type Answer, type Call, type Command, given } from '../command.ts'
import { flagsDisagree } from '../problems.ts'
import { near } from '../near.ts'

export const newCommand: Command = {
  about: 'Writes the file of a new migration that follows the head of the history. Nothing is run.',
  args: [{ name: 'title', about: 'what it does, in a few words; becomes the name' }],
  flags: [
    { long: 'ts', about: 'a migration in TypeScript instead of SQL' },
    { long: 'move', about: 'a move: data from files or tables, in steps with checks' },
    { long: 'parent', value: 'ID', repeat: true, about: 'the migration that it follows, where that is not the head' },
  ],
  examples: [
    ['millwright new "add warehouse"', 'an empty SQL migration'],
    ['millwright new "load parts" --move', 'an empty move'],
    ['millwright new hotfix --parent 0007', 'a branch from 0007'],
  ],
  exits: [
    [0, 'written'],
    [2, 'the command line is not right'],
    [4, 'refused; nothing was written'],
  ],
  run: runNew,
}

async function runNew(call: Call): Promise<Answer> {
  if (call.has('ts') && call.has('move')) throw flagsDisagree('--ts', '--move')
  const project = await call.project()
  const { newFile } = await import('../../actions/new.ts')
  const kind = call.has('move') ? 'move' : call.has('ts') ? 'ts' : 'sql'
  const parents = call.values('parent')
  const made = await newFile(project, {
    title: call.args[0] ?? '',
    kind,
    ...given({ parents: parents.length === 0 ? undefined : parents }),
  })
  const text = () => `wrote ${near(call, made.file)}
It follows ${made.parents.length === 0 ? 'nothing: it is the first' : made.parents.join(' and ')}.
Next: write what it does, look at \`millwright plan\`, then \`millwright up\`.
`
  return { exit: 0, document: () => made, text }
}
