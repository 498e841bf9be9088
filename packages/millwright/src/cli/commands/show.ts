import type { Shown, ShownSql } from '../../actions/show.ts'
import { printable } from '../../kernel/text.ts'
import type { PlannedStatement } from '../../plan/plan.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'
import { flagsDisagree } from '../problems.ts'

export const show: Command = {
  about:
    'Prints one migration: its file, or with --applied the text that was applied, which the ledger keeps, or with --sql the statements it is cut into.',
  args: [{ name: 'migration', about: 'an id, the beginning of one, a name or a file' }],
  flags: [
    { long: 'applied', about: 'the text that was applied, from the ledger' },
    { long: 'sql', about: 'the statements, up and down, with their lines' },
  ],
  examples: [
    ['millwright show 0007', 'the file'],
    ['millwright show 0007 --applied > migrations/0007_add_warehouse.sql', 'bring a lost file back'],
    ['millwright show 0007 --sql', 'one statement after the other'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runShow,
}

async function runShow(call: Call): Promise<Answer> {
  if (call.has('applied') && call.has('sql')) throw flagsDisagree('--applied', '--sql')
  const project = await call.project()
  const { show: look } = await import('../../actions/show.ts')
  const flags = { word: call.args[0] ?? '', applied: call.has('applied'), sql: call.has('sql') }
  const shown = await look(project, flags)
  return { exit: 0, document: () => shown, text: () => showText(shown, call.io.out.isTTY === true) }
}

/** To a file or a pipe the text goes exactly as it is, to a screen without what could fool it. */
function showText({ text, sql }: Shown, isScreen: boolean): string {
  if (sql === undefined) return isScreen ? printable(text) : text
  return `${[...sectionLines('up', sql.up, sql), ...sectionLines('down', sql.down, sql)].join('\n')}\n`
}

function sectionLines(
  title: string,
  statements: readonly PlannedStatement[] | null,
  { steps }: ShownSql,
): readonly string[] {
  if (steps.length > 0)
    return title === 'up'
      ? steps.map(
          ({ kind, name, from, table }) =>
            `-- ${kind} ${name}: ${printable(from)}${table === undefined ? '' : ` -> ${table}`}`,
        )
      : ['-- down: undone from its journal']
  if (statements === null)
    return [`-- ${title}: ${title === 'up' ? 'a function, known only when it runs' : 'a function, or no way back'}`]
  return [
    `-- ${title}`,
    ...statements.flatMap(({ text, line }) => [`-- line ${line}`, `${printable(text.trimEnd())};`]),
  ]
}
