import type { BackupComparison } from '../../actions/backup-compare.ts'
import type { RowDifference, TableDifference } from '../../actions/compare-rows.ts'
import { formatCount, oneLine, plural, printable } from '../../kernel/text.ts'
import { fit } from '../../report/layout.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { keyFile, keyFileOf } from '../key-flag.ts'

export const backupCompare: Command = {
  about:
    'Compares the rows of the database with those of a backup, table by table, by their keys and column by column: what was added, removed and changed since. Both are only read.',
  args: [{ name: 'backup', about: 'its id: `millwright backup list` shows them' }],
  flags: [
    { long: 'table', value: 'TABLE', about: 'this table alone' },
    { long: 'rows', value: 'N', atLeast: 0, about: 'how many differing rows of each table to show (default 10)' },
    keyFile,
  ],
  examples: [
    ['millwright backup compare backup_20260131_235959', 'what happened since'],
    ['millwright backup compare backup_20260131_235959 --table part --rows 1000 --json', 'one table, for a program'],
  ],
  exits: [[0, 'compared; equal or not'], exits.usage, exits.refused],
  run: runCompare,
}

async function runCompare(call: Call): Promise<Answer> {
  const project = await call.project()
  const { backupCompare: compare } = await import('../../actions/backup-compare.ts')
  const compared = await compare(project, {
    id: call.args[0] ?? '',
    rows: call.count('rows') ?? 10,
    ...given({ table: call.value('table') }),
    ...keyFileOf(call),
  })
  return { exit: 0, document: () => compared, text: () => comparedText(compared, widthOf(call.io)) }
}

function comparedText({ backup, tables, onlyBefore, onlyAfter, differences }: BackupComparison, width: number): string {
  const lines = [
    ...onlyBefore.map((table) => `${printable(table)} is gone.`),
    ...onlyAfter.map((table) => `${printable(table)} is new.`),
    ...tables.flatMap((table) => tableLines(table, width)),
    differences === 0 ? `No row differs from ${backup}.` : `${plural(differences, 'row')} differ from ${backup}.`,
  ]
  return `${lines.join('\n')}\n`
}

function tableLines(found: TableDifference, width: number): readonly string[] {
  const { table, before, after, added, removed, changed, rows, notCompared } = found
  const name = printable(table)
  if (notCompared !== undefined)
    return [
      `${name}: ${formatCount(before)} rows then, ${formatCount(after)} now; not row by row, because ${notCompared}`,
    ]
  if (added + removed + changed === 0) return []
  const left = added + removed + changed - rows.length
  return [
    `${name}: ${formatCount(added)} added, ${formatCount(removed)} removed, ${formatCount(changed)} changed`,
    ...rows.map((row) => fit(`  ${rowWords(row)}`, width)),
    ...(left === 0 ? [] : [`  and ${formatCount(left)} more`]),
  ]
}

function rowWords({ kind, key, cells }: RowDifference): string {
  const words = Object.entries(cells).map(([name, [before, after]]) =>
    kind === 'changed' ? `${name} ${before} -> ${after}` : `${name} ${kind === 'added' ? after : before}`,
  )
  return oneLine(`${kind} ${key.join(', ')}: ${words.join('; ')}`, 1000)
}
