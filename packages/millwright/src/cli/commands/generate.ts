import type { Generated } from '../../actions/generate.ts'
import { labelOf } from '../../diff/walk.ts'
import { plural, printable } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { answerFlags } from '../diff-flags.ts'
import { exits } from '../exits.ts'
import { near } from '../near.ts'
import { findingLines } from '../show-findings.ts'

export const generate: Command = {
  about:
    'Compares what the migrations give with the wanted schema, and writes the migration that leads there, with the way back. Both were played in a scratch database before. What cannot be known is asked in a terminal; elsewhere nothing is written, and the flag that answers it is named.',
  args: [{ name: 'title', about: 'what it does, in a few words; becomes the name' }],
  flags: [
    {
      long: 'schema',
      value: 'FILE',
      about: 'the wanted schema, SQL or a module (default: schema.sql beside the configuration)',
    },
    {
      long: 'prove',
      about: 'try it there, back and there again on a copy of the rows, or on rows made up; keep it only when it holds',
    },
    ...answerFlags,
  ],
  examples: [
    ['millwright generate "add warehouse"', 'what schema.sql has and the migrations have not'],
    ['millwright generate "add warehouse" --prove', 'the same, tried with the rows of the database'],
    ['millwright generate "call it number" --rename column:part.sku=number', 'with an answer'],
  ],
  exits: [
    [0, 'written, or there is nothing to write'],
    exits.usage,
    [4, 'a question is open, or the proof failed; nothing was written'],
  ],
  run: runGenerate,
}

async function runGenerate(call: Call): Promise<Answer> {
  const project = await call.project()
  const { generate: write } = await import('../../actions/generate.ts')
  const schema = given({ schema: schemaFile(call) })
  const flags = { title: call.args[0] ?? '', prove: call.has('prove'), ...schema }
  const { askAnswers } = await import('../ask-answers.ts')
  const made = await askAnswers(
    call,
    (answers) => write(project, { ...flags, ...answers }),
    ({ difference }) => difference.findings,
  )
  return { exit: made.exit, document: () => documentOf(made), text: () => generateText(call, made) }
}

function schemaFile(call: Call): string | undefined {
  const file = call.value('schema')
  return file === undefined || file.startsWith('/') ? file : `${call.io.cwd}/${file}`
}

const documentOf = ({ difference, id, file, files, proof }: Generated) => ({
  ...given({ id, file, proof }),
  ...(files === undefined || files.length < 2 ? {} : { files }),
  changes: difference.changes.map(labelOf),
  destructive: difference.destructive,
  reversible: difference.reversible,
  findings: difference.findings,
})

function generateText(call: Call, { difference, file, files = [], proof }: Generated): string {
  const { changes, findings, reversible } = difference
  if (changes.length === 0) return 'The migrations give the wanted schema; there is nothing to write.\n'
  const lines = [...changes.map((change) => printable(labelOf(change))), ...findingLines(findings, widthOf(call.io))]
  if (proof !== undefined) lines.push('', ...proofLines(proof, reversible, widthOf(call.io)))
  if (file === undefined) return `${[...lines, '', 'Nothing was written.'].join('\n')}\n`
  const back = reversible ? [] : ['The down brings the schema back, but not every value.']
  const several =
    files.length < 2 ? [] : ['One transaction for each: what is proved or built while others write, stands by itself.']
  const next = 'Next: read it, look at `millwright plan`, then `millwright up`.'
  return `${[...lines, '', ...files.map((each) => `wrote ${near(call, each)}`), ...several, ...back, next].join('\n')}\n`
}

function proofLines({ on, tables, rows, result, findings, ms }: Proof, isReversible: boolean, width: number) {
  const where = `${on} (${plural(rows, 'row')} in ${plural(tables, 'table')}, ${ms} ms)`
  const news = isReversible ? findings : findings.map((finding) => ({ ...finding, severity: 'warning' as const }))
  return [`There, back and there again on ${where}: ${words[result]}.`, ...findingLines(news, width)]
}

type Proof = NonNullable<Generated['proof']>

const words: Readonly<Record<Proof['result'], string>> = {
  reversible: 'the same schema and the same rows each time',
  'no way back': 'it has no way back, and leads there',
  differs: 'it does not bring everything back',
  failed: 'it does not work',
}
