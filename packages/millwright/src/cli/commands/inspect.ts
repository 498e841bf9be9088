import type { Inspected } from '../../actions/inspect.ts'
import { printable } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'

export const inspect: Command = {
  about:
    'Prints a schema as the database itself tells it: of the database in the configuration, or of a .sql file, another database, or `migrations`.',
  args: [{ name: 'place', about: 'a .sql file, the URL of a database, or `migrations`', optional: true }],
  flags: [
    { long: 'format', value: 'FORMAT', choices: ['sql', 'json', 'mermaid'], about: 'default: sql' },
    { long: 'dialect', value: 'NAME', choices: ['sqlite', 'postgres'], about: 'what a .sql file is written for' },
  ],
  examples: [
    ['millwright inspect > schema.sql', 'begin with what is there'],
    ['millwright inspect migrations --format mermaid', 'a diagram of tables and references'],
    ['millwright inspect sqlite:app.db --format json', 'every object with what it is compared by'],
  ],
  exits: [exits.shown, exits.usage],
  run: runInspect,
}

async function runInspect(call: Call): Promise<Answer> {
  const [place] = call.args
  const from = place ?? (await call.project()).url
  const { inspectPlace } = await import('../../actions/inspect.ts')
  const dialect = given({ dialect: call.value('dialect') })
  const found = await inspectPlace({ from, where: call.where(), ...dialect })
  return { exit: 0, document: () => found.catalogue, text: () => inspectText(found, call) }
}

function inspectText({ catalogue, statements, diagram }: Inspected, call: Call): string {
  const isScreen = call.io.out.isTTY === true
  const safe = (text: string): string => (isScreen ? printable(text) : text)
  const format = call.value('format') ?? 'sql'
  if (format === 'json') return `${JSON.stringify(catalogue, undefined, 2)}\n`
  return format === 'mermaid' ? safe(diagram) : statements.map((text) => `${safe(text)};\n`).join('\n')
}
