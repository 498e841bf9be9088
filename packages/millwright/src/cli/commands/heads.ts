import type { Head } from '../../actions/heads.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'

export const heads: Command = {
  about: 'Lists the migrations that no other follows. More than one means that the history has branches.',
  examples: [
    ['millwright heads', 'the newest migrations'],
    ['millwright heads --json', 'the same for a program'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runHeads,
}

async function runHeads(call: Call): Promise<Answer> {
  const project = await call.project()
  const { heads: look } = await import('../../actions/heads.ts')
  const found = await look(project)
  return { exit: 0, document: () => ({ heads: found }), text: () => headsText(found) }
}

function headsText(found: readonly Head[]): string {
  if (found.length === 0) return 'There is no migration yet: `millwright new "add customers"` writes the first.\n'
  const lines = found.map(({ id, name }) => `${id} ${name}`)
  const advice = `Several heads: \`millwright merge ${found.map(({ id }) => id).join(' ')}\` joins them.`
  return `${[...lines, ...(found.length > 1 ? [advice] : [])].join('\n')}\n`
}
