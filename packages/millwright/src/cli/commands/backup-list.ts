import type { BackupList } from '../../backup/list.ts'
import { isProved, type Manifest } from '../../backup/manifest.ts'
import { formatCount } from '../../kernel/text.ts'
import { table } from '../../report/layout.ts'
import { instantWords, sizeWords } from '../../report/words.ts'
import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { findingLines } from '../show-findings.ts'

export const backupList: Command = {
  about: 'Lists the backups, the newest first, and what is wrong with files that lie among them.',
  examples: [
    ['millwright backup list', 'what there is'],
    ['millwright backup list --json', 'the manifests'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runList,
}

async function runList(call: Call): Promise<Answer> {
  const project = await call.project()
  const { backupList: list } = await import('../../actions/backup.ts')
  const found = await list(project)
  return { exit: 0, document: () => found, text: () => listText(found, project.backups, widthOf(call.io)) }
}

function listText({ backups, findings }: BackupList, folder: string, width: number): string {
  const columns = ['backup', 'made', 'proved', 'rows', 'size', 'why'].map((title) => {
    return { title, side: title === 'rows' || title === 'size' ? ('right' as const) : ('left' as const) }
  })
  const lines = backups.length === 0 ? [`There is no backup in ${folder}.`] : table(columns, backups.map(rowOf))
  return `${[...lines, ...findingLines(findings, width)].join('\n')}\n`
}

function rowOf(manifest: Manifest): readonly string[] {
  const rows = Object.values(manifest.tables).reduce((sum, each) => sum + each.rows, 0)
  const why = manifest.label === undefined ? manifest.reason : `${manifest.reason}: ${manifest.label}`
  const proved = isProved(manifest) ? instantWords(manifest.proof?.provedAt ?? null) : 'NOT PROVED'
  const size = `${sizeWords(manifest.bytes)}${manifest.encryption === undefined ? '' : ', encrypted'}`
  return [manifest.id, instantWords(manifest.createdAt), proved, formatCount(rows), size, why]
}
