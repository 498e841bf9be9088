import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'

export const types: Command = {
  about:
    'Writes the tables and views of the database as TypeScript types for Kysely: what is read from each column, what may be inserted and what may be set, as the connection of `millwright/kysely` gives and takes it. Columns that the database computes cannot be written, and what has a default may be left out.',
  flags: [
    { long: 'out', value: 'FILE', about: 'the file to write, over one that is there; standard output unless said' },
  ],
  examples: [
    ['millwright types --out src/database.ts', 'after every `millwright up`'],
    ['millwright types', 'to look at them'],
  ],
  exits: [[0, 'written'], exits.usage, exits.refused],
  run: runTypes,
}

async function runTypes(call: Call): Promise<Answer> {
  const project = await call.project()
  const { types: write } = await import('../../actions/types.ts')
  const written = await write(project, { cwd: call.io.cwd, ...given({ out: call.value('out') }) })
  const words = `Wrote ${written.file ?? ''}: ${written.tables.length} tables and views.\n`
  return { exit: 0, document: () => written, text: () => (written.file === undefined ? written.text : words) }
}
