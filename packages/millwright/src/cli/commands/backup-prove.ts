import type { ProvedBackup } from '../../backup/prove.ts'
import { timeWords } from '../../report/words.ts'
import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { keyFile, keyFileOf } from '../key-flag.ts'
import { findingLines } from '../show-findings.ts'

export const backupProve: Command = {
  about:
    'Opens a backup and compares every table with what was read when it was made. One that fails is no longer called proved.',
  args: [{ name: 'backup', optional: true, about: 'its id (default: the newest)' }],
  flags: [keyFile],
  examples: [
    ['millwright backup prove', 'is the newest backup still whole?'],
    ['millwright backup prove backup_20260131_235959 --json', 'one of them, for a program'],
  ],
  exits: [[0, 'whole and equal'], exits.usage, [4, 'it is not what it was, or there is none']],
  run: runProve,
}

async function runProve(call: Call): Promise<Answer> {
  const project = await call.project()
  const { backupProve: prove } = await import('../../actions/backup.ts')
  const result = await prove(project, call.args[0], keyFileOf(call))
  const exit = result.findings.length === 0 ? 0 : 4
  return { exit, document: () => result, text: () => proofText(result, widthOf(call.io)) }
}

function proofText({ manifest, findings }: ProvedBackup, width: number): string {
  if (findings.length === 0)
    return `${manifest.id} is whole: every table is equal (${timeWords(manifest.proof?.ms ?? null)}).\n`
  return `${[`${manifest.id} is NOT what it was:`, ...findingLines(findings, width)].join('\n')}\n`
}
