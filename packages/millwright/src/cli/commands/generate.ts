import type { Generated } from '../../actions/generate.ts'
import { labelOf } from '../../diff/walk.ts'
import { printable } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { answerFlags, typedAnswers } from '../diff-flags.ts'
import { exits } from '../exits.ts'
import { near } from '../near.ts'
import { findingLines } from '../show-findings.ts'

export const generate: Command = {
  about:
    'Compares what the migrations give with the wanted schema, and writes the migration that leads there, with the way back. Both were played in a scratch database before. What cannot be known is asked, and then nothing is written.',
  args: [{ name: 'title', about: 'what it does, in a few words; becomes the name' }],
  flags: [
    { long: 'schema', value: 'FILE', about: 'the wanted schema (default: schema.sql beside the configuration)' },
    ...answerFlags,
  ],
  examples: [
    ['millwright generate "add warehouse"', 'what schema.sql has and the migrations have not'],
    ['millwright generate "call it number" --rename column:part.sku=number', 'with an answer'],
  ],
  exits: [[0, 'written, or there is nothing to write'], exits.usage, [4, 'a question is open; nothing was written']],
  run: runGenerate,
}

async function runGenerate(call: Call): Promise<Answer> {
  const project = await call.project()
  const { generate: write } = await import('../../actions/generate.ts')
  const schema = given({ schema: schemaFile(call) })
  const made = await write(project, { title: call.args[0] ?? '', ...schema, ...typedAnswers(call) })
  return { exit: made.exit, document: () => documentOf(made), text: () => generateText(call, made) }
}

function schemaFile(call: Call): string | undefined {
  const file = call.value('schema')
  return file === undefined || file.startsWith('/') ? file : `${call.io.cwd}/${file}`
}

const documentOf = ({ difference, id, file }: Generated) => ({
  ...given({ id, file }),
  changes: difference.changes.map(labelOf),
  destructive: difference.destructive,
  reversible: difference.reversible,
  findings: difference.findings,
})

function generateText(call: Call, { difference, file }: Generated): string {
  const { changes, findings, reversible } = difference
  if (changes.length === 0) return 'The migrations give the wanted schema; there is nothing to write.\n'
  const lines = [...changes.map((change) => printable(labelOf(change))), ...findingLines(findings, widthOf(call.io))]
  if (file === undefined) return `${[...lines, '', 'Nothing was written.'].join('\n')}\n`
  const back = reversible ? [] : ['The down brings the schema back, but not every value.']
  const next = 'Next: read it, look at `millwright plan`, then `millwright up`.'
  return `${[...lines, '', `wrote ${near(call, file)}`, ...back, next].join('\n')}\n`
}
