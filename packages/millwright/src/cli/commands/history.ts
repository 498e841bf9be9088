import type { HistoryLine } from '../../actions/history.ts'
import { table } from '../../report/layout.ts'
import { instantWords } from '../../report/words.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'

export const history: Command = {
  about: 'Lists every migration in the order of the history, with its parents and its state in this database.',
  examples: [
    ['millwright history', 'every migration, the first one first'],
    ['millwright history --json', 'the graph for a program'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runHistory,
}

async function runHistory(call: Call): Promise<Answer> {
  const project = await call.project()
  const { history: look } = await import('../../actions/history.ts')
  const lines = await look(project)
  return { exit: 0, document: () => ({ migrations: lines }), text: () => historyText(lines) }
}

function historyText(lines: readonly HistoryLine[]): string {
  if (lines.length === 0) return 'There is no migration yet: `millwright new "add customers"` writes the first.\n'
  const columns = ['migration', 'name', 'kind', 'follows', 'state'].map((title) => ({ title, side: 'left' as const }))
  return `${table(columns, lines.map(rowOf)).join('\n')}\n`
}

const rowOf = ({ id, name, kind, parents, isHead, state, appliedAt }: HistoryLine): readonly string[] => [
  id,
  name,
  kind,
  parents.length === 0 ? '-' : parents.join(' + '),
  `${state}${appliedAt === undefined ? '' : ` ${instantWords(appliedAt)}`}${isHead ? ' (head)' : ''}`,
]
