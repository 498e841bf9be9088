import type { Difference } from '../../diff/diff.ts'
import { labelOf } from '../../diff/walk.ts'
import { isBlocking } from '../../kernel/finding.ts'
import { printable } from '../../kernel/text.ts'
import type { Change } from '../../schema/change.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { answerFlags } from '../diff-flags.ts'
import { exits } from '../exits.ts'
import { missingValue } from '../problems.ts'
import { findingLines } from '../show-findings.ts'

export const diff: Command = {
  about:
    'Compares two schemas after the database itself has read them, and writes the statements that turn the first into the second, and those that turn it back. Both lists are proved on a scratch database. What could be a rename is asked and never guessed. Nothing is changed.',
  flags: [
    {
      long: 'from',
      value: 'PLACE',
      about:
        'where it begins: a .sql file, a module with a schema, the URL of a database, `database` (the one of the configuration), or `migrations`',
    },
    { long: 'to', value: 'PLACE', about: 'where it is to end: the same' },
    { long: 'dialect', value: 'NAME', choices: ['sqlite', 'postgres'], about: 'what .sql files are written for' },
    ...answerFlags,
  ],
  examples: [
    ['millwright diff --from migrations --to schema.sql', 'what the history lacks'],
    ['millwright diff --from sqlite:app.db --to migrations', 'what somebody changed by hand'],
    [
      'millwright diff --dialect sqlite --from old.sql --to new.sql --rename column:part.sku=number --json',
      'for a program, with an answer',
    ],
  ],
  exits: [
    [0, 'compared; equal or not'],
    exits.usage,
    [4, 'a question is open, or rows stand in the way; the answer stands beside it'],
  ],
  run: runDiff,
}

async function runDiff(call: Call): Promise<Answer> {
  const [from, to] = [needed(call, 'from'), needed(call, 'to')]
  const { diffSides } = await import('../../actions/diff.ts')
  const dialect = given({ dialect: call.value('dialect') })
  const { askAnswers } = await import('../ask-answers.ts')
  const found = await askAnswers(
    call,
    (answers) => diffSides({ from, to, where: call.where(), ...dialect, ...answers }),
    ({ findings }) => findings,
  )
  return {
    exit: found.findings.some(isBlocking) ? 4 : 0,
    document: () => documentOf(found),
    text: () => diffText(found, widthOf(call.io)),
  }
}

const needed = (call: Call, flag: string): string => {
  const value = call.value(flag)
  if (value === undefined) throw missingValue(`--${flag}`, 'PLACE', 'diff')
  return value
}

const documentOf = ({ changes, up, down, destructive, reversible, findings }: Difference) => ({
  equal: changes.length === 0,
  changes: changes.map(changeDocument),
  up: up.framed,
  down: down.framed,
  destructive,
  reversible,
  findings,
})

function changeDocument(change: Change) {
  if (change.kind === 'rename') return { kind: 'rename', ...change.rename }
  const { kind, of, name } = change.kind === 'alter' ? change.to : change.entity
  const facts = change.kind === 'alter' ? { facts: change.facts } : {}
  return { kind: change.kind, what: kind, name, ...given({ of }), ...facts }
}

function diffText({ changes, up, down, destructive, reversible, findings }: Difference, width: number): string {
  if (changes.length === 0) return 'The two schemas are equal.\n'
  const words = [
    destructive ? 'destroys values' : 'destroys nothing',
    reversible ? 'can be undone' : 'cannot be undone whole',
  ]
  const list = (title: string, statements: readonly string[]): readonly string[] =>
    statements.length === 0 ? [] : ['', `-- ${title}`, ...statements.map((text) => `${printable(text)};`)]
  return `${[
    ...changes.map((change) => printable(labelOf(change))),
    ...(up.framed.length === 0 ? [] : ['', `It ${words.join(' and ')}.`]),
    ...(findings.length === 0 ? [] : ['', ...findingLines(findings, width)]),
    ...list('up', up.framed),
    ...list('down', down.framed),
  ].join('\n')}\n`
}
