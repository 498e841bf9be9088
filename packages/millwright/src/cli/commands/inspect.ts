import type { Inspected } from '../../actions/inspect.ts'
import { printable } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'

export const inspect: Command = {
  about:
    'Prints a schema as the database itself tells it: of the database in the configuration, or of a .sql file, another database, or `migrations`.',
  args: [
    {
      name: 'place',
      about: 'a .sql file, a module with a schema, the URL of a database, or `migrations`',
      optional: true,
    },
  ],
  flags: [
    { long: 'format', value: 'FORMAT', choices: ['sql', 'json', 'mermaid', 'svg'], about: 'default: sql' },
    {
      long: 'like',
      value: 'NAMES',
      about: 'only tables and other objects of these names, with commas between them and `*` for any letters',
    },
    { long: 'dialect', value: 'NAME', choices: ['sqlite', 'postgres'], about: 'what a .sql file is written for' },
  ],
  examples: [
    ['millwright inspect > schema.sql', 'begin with what is there'],
    ['millwright inspect migrations --format mermaid', 'a diagram of tables and references'],
    ["millwright inspect --like 'maintenance*,protocol*'", 'some tables, with what belongs to them'],
    ['millwright inspect --format svg > schema.svg', 'the same as a picture'],
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
  const found = await inspectPlace({ from, where: call.where(), ...dialect, ...likeIn(call) })
  const text = await textOf(found, call)
  return { exit: 0, document: () => found.catalogue, text: () => text }
}

const likeIn = (call: Call): { readonly like?: readonly string[] } => {
  const like = call.value('like')?.split(',')
  return given({ like: like?.map((name) => name.trim()).filter((name) => name !== '') })
}

async function textOf({ catalogue, statements }: Inspected, call: Call): Promise<string> {
  const isScreen = call.io.out.isTTY === true
  const safe = (text: string): string => (isScreen ? printable(text) : text)
  const format = call.value('format') ?? 'sql'
  if (format === 'json') return `${JSON.stringify(catalogue, undefined, 2)}\n`
  if (format === 'sql') return statements.map((text) => `${safe(text)};\n`).join('\n')
  const { drawingOf } = await import('../../diff/diagram/read.ts')
  const drawing = drawingOf(catalogue)
  if (format === 'mermaid') return safe((await import('../../diff/diagram/mermaid.ts')).mermaidOf(drawing))
  return (await import('../../diff/diagram/svg.ts')).svgOf(drawing)
}
