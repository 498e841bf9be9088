import type { RejectsList } from '../../actions/rejects.ts'
import { formatCount, oneLine, plural } from '../../kernel/text.ts'
import { fit, wrap } from '../../report/layout.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { exits } from '../exits.ts'

export const rejectsList: Command = {
  about:
    'Lists the records that a run did not load as rows of their own, grouped by rule, and the first of them with their raw text.',
  args: [
    { name: 'run', optional: true, about: 'a run, or the beginning of its name (default: the newest that has any)' },
  ],
  flags: [
    { long: 'rows', value: 'N', atLeast: 0, about: 'how many records to show one by one (default 10, at most 1000)' },
  ],
  examples: [
    ['millwright rejects list', 'what was left out, and why'],
    ['millwright rejects list 01m7z8 --rows 100 --json', 'a hundred of them for a program'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runList,
}

async function runList(call: Call): Promise<Answer> {
  const project = await call.project()
  const { rejectsList: list } = await import('../../actions/rejects.ts')
  const found = await list(project, { ...given({ run: call.args[0] }), rows: call.count('rows') ?? 10 })
  return { exit: 0, document: () => found, text: () => listText(found, widthOf(call.io)) }
}

function listText({ run, groups, rows }: RejectsList, width: number): string {
  if (groups.length === 0) return `Run ${run} has no rejects.\n`
  const total = groups.reduce((sum, group) => sum + group.rows, 0)
  const lines = [
    `Run ${run}: ${plural(total, 'reject')} in ${plural(groups.length, 'group')}`,
    ...groups.flatMap((group) => groupLines(group, width)),
    ...(rows.length === 0 ? [] : ['', `The first ${formatCount(rows.length)}:`]),
    ...rows.flatMap((row) => rowLines(row, width)),
    ...(rows.length < total ? [`\`millwright rejects export ${run}\` writes all of them.`] : []),
  ]
  return `${lines.join('\n')}\n`
}

function groupLines(group: RejectsList['groups'][number], width: number): readonly string[] {
  const place = group.path === '' ? '' : ` at ${group.path}`
  const fate = `${group.outcome}${group.accepted ? ', accepted by the move' : ''}, ${group.state}`
  const head = `  ${formatCount(group.rows)} ${group.rule}${place} in ${group.migration}/${group.step} (${fate}): ${group.message}`
  return wrap(head, width, '    ')
}

const rowLines = (row: RejectsList['rows'][number], width: number): readonly string[] => [
  fit(
    `  #${row.id} ${row.step} record ${formatCount(row.record)} of ${row.source}: ${row.rule}${row.path === '' ? '' : ` at ${row.path}`}`,
    width,
  ),
  fit(`    ${oneLine(row.raw, 1000)}`, width),
]
