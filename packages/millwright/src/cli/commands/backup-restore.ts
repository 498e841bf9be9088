import type { Restored } from '../../backup/restore.ts'
import { timeWords } from '../../report/words.ts'
import type { Answer, Call, Command } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { exits } from '../exits.ts'
import { keyFile, keyFileOf } from '../key-flag.ts'

export const backupRestore: Command = {
  about:
    'Puts a backup in the place of the database: proves it, copies it beside the database, proves the copy, swaps the two in one step and proves the result. The old file stays beside the new one.',
  args: [{ name: 'backup', about: 'its id: `millwright backup list` shows them' }],
  flags: [
    { long: 'beside', about: 'into a new database beside the present one, which is left as it is' },
    { long: 'yes', about: 'go on without asking' },
    keyFile,
  ],
  examples: [
    ['millwright backup restore backup_20260131_235959', 'go back to that moment'],
    ['millwright backup restore backup_20260131_235959 --beside', 'look into it without touching anything'],
    ['millwright backup restore backup_20260131_235959 --yes --json', 'the same in a script'],
  ],
  exits: [[0, 'restored, and proved equal'], exits.usage, [3, 'restored, but not equal'], exits.refused],
  run: runRestore,
}

async function runRestore(call: Call): Promise<Answer> {
  const project = await call.project()
  const { backupRestore: restore, backupRestoreBeside: beside } = await import('../../actions/backup.ts')
  const id = call.args[0] ?? ''
  const result = call.has('beside')
    ? await beside(project, { id, ...keyFileOf(call) })
    : await confirmed(call, (yes) => restore(project, { id, yes, ...keyFileOf(call) }))
  return { exit: 0, document: () => result, text: () => restoredText(result, call.has('beside')) }
}

function restoredText({ manifest, target, aside, ms }: Restored, isBeside: boolean): string {
  const old = aside === undefined ? '' : `The file that was there before is ${aside}.\n`
  const next = isBeside ? `millwright status --url ${target}` : 'millwright status'
  return `${target} is ${manifest.id} now: every table is equal (${timeWords(ms)}).\n${old}Next: \`${next}\`.\n`
}
