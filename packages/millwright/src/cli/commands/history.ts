import type { HistoryLine } from '../../actions/history.ts'
import type { Project } from '../../actions/project.ts'
import { table } from '../../report/layout.ts'
import { instantWords } from '../../report/words.ts'
import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { examinationText } from '../show-examinations.ts'

export const history: Command = {
  about: 'Lists every migration in the order of the history, with its parents and its state in this database.',
  flags: [
    {
      long: 'anomalies',
      about:
        'shows what is unusual instead: gaps, edited files, another order, what was not proved, long migrations, failed runs',
    },
  ],
  examples: [
    ['millwright history', 'every migration, the first one first'],
    ['millwright history --json', 'the graph for a program'],
    ['millwright history --anomalies', 'the monthly review'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runHistory,
}

async function runHistory(call: Call): Promise<Answer> {
  const project = await call.project()
  if (call.has('anomalies')) return anomaliesOf(call, project)
  const { history: look } = await import('../../actions/history.ts')
  const lines = await look(project)
  return { exit: 0, document: () => ({ migrations: lines }), text: () => historyText(lines) }
}

async function anomaliesOf({ io }: Call, project: Project): Promise<Answer> {
  const { anomalies } = await import('../../actions/anomalies.ts')
  const result = await anomalies(project)
  const examined = result.looks.map(({ checked, ...look }) => ({ ...look, seen: checked }))
  return { exit: 0, document: () => result, text: () => examinationText(examined, widthOf(io)) }
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
