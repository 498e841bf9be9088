import type { Manifest } from '../../backup/manifest.ts'
import { plural } from '../../kernel/text.ts'
import { sizeWords, timeWords } from '../../report/words.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'
import { keyFile, keyFileOf } from '../key-flag.ts'

export const backupCreate: Command = {
  about:
    'Copies the database as it stands at one moment, while others go on writing, opens the copy and compares every table with what was read. Only then it is called a backup.',
  flags: [
    { long: 'label', value: 'TEXT', about: 'a name that stands in the list' },
    { long: 'encrypt', about: 'encrypt it with the key in MILLWRIGHT_BACKUP_KEY or in a file' },
    keyFile,
    { long: 'reason', value: 'TEXT', about: 'why it was made (default: by hand)' },
  ],
  examples: [
    ['millwright backup create', 'a proved backup'],
    ['millwright backup create --encrypt --key-file backup.key', 'one that nobody reads without the key'],
    ['millwright backup create --label "before the audit"', 'one that is easy to find again'],
  ],
  exits: [[0, 'made and proved'], exits.usage, [4, 'refused, or not equal; there is no new backup']],
  run: runCreate,
}

async function runCreate(call: Call): Promise<Answer> {
  const project = await call.project()
  const { backupCreate: make } = await import('../../actions/backup.ts')
  const encrypt = call.has('encrypt') ? true : undefined
  const flags = { label: call.value('label'), reason: call.value('reason'), encrypt, ...keyFileOf(call) }
  const made = await make(project, given(flags))
  return { exit: 0, document: () => made, text: () => madeText(made, project.backups) }
}

function madeText({ id, file, bytes, tables, proof, encryption, kept }: Manifest, folder: string): string {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
  const size = `${plural(Object.keys(tables).length, 'table')}, ${plural(rows, 'row')}, ${sizeWords(bytes)}`
  const locked = encryption === undefined ? '' : ` It is encrypted with the key ${encryption.keyId}.`
  const old = kept === undefined ? '' : `${keptWords(kept)}\n`
  return `${id} made, and proved equal in ${timeWords(proof?.ms ?? null)} (${size})
It is ${folder}/${file}.${locked}
${old}`
}

const keptWords = ({ from, tables }: NonNullable<Manifest['kept']>): string =>
  `${plural(tables, 'table')} had not changed since ${from.join(', ')}, which was killed, and ${tables === 1 ? 'was' : 'were'} taken over from there.`
