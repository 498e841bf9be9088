import type { RunLine } from '../../actions/runs.ts'
import { plural } from '../../kernel/text.ts'
import { table } from '../../report/layout.ts'
import { instantWords } from '../../report/words.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'

export const runs: Command = {
  about:
    'Lists the runs in the ledger, the newest first: what was typed, by whom, how it ended, which backup is its way back.',
  flags: [{ long: 'limit', value: 'N', atLeast: 1, about: 'how many (default 20; --json gives all)' }],
  examples: [
    ['millwright runs', 'the last twenty'],
    ['millwright runs --json', 'all of them'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runRuns,
}

async function runRuns(call: Call): Promise<Answer> {
  const project = await call.project()
  const { runs: look } = await import('../../actions/runs.ts')
  const { runs: shown, total } = await look(project, call.count('limit') ?? (call.isJson ? undefined : 20))
  return { exit: 0, document: () => ({ runs: shown, total }), text: () => runsText(shown, total) }
}

function runsText(shown: readonly RunLine[], total: number): string {
  if (total === 0) return 'Nothing was run on this database yet.\n'
  const columns = ['run', 'started', 'command', 'ended', 'migrations', 'backup'].map((title) => ({
    title,
    side: 'left' as const,
  }))
  const rest = total - shown.length
  const more = rest === 0 ? [] : [`(${plural(rest, 'older run')}: \`millwright runs --limit ${total}\`)`]
  const advice = '`millwright report RUN` tells all of one run; the beginning of its name is enough.'
  return `${[...table(columns, shown.map(rowOf)), ...more, advice].join('\n')}\n`
}

const rowOf = ({ id, startedAt, command, verdict, state, migrations, backup }: RunLine): readonly string[] => [
  id,
  instantWords(startedAt),
  command,
  state === 'reverted' ? 'rolled back' : (verdict ?? state),
  migrations.length > 2 ? `${migrations[0] ?? ''} and ${migrations.length - 1} more` : migrations.join(', '),
  backup ?? '-',
]
