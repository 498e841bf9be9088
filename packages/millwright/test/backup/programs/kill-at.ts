/**
 * Creates or restores a backup and dies, by SIGKILL, right before its n-th call that may change a file: between two of
 * them the disk stays as it is. With n = 0 it lives and prints how many calls there were.
 */
import { open, rm } from 'node:fs/promises'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { createBackup } from '../../../src/backup/create.ts'
import { restoreBackup } from '../../../src/backup/restore.ts'
import { pruneBackups } from '../../../src/backup/retention.ts'
import { sqlite } from '../../../src/dialects/sqlite/sqlite.ts'
import { systemClock } from '../../../src/kernel/clock.ts'

type Task = { action: 'create' | 'restore' | 'prune'; at: number; url: string; directory: string; id: string }
type Calls = { [name: string]: unknown }

const task = JSON.parse(process.argv[2] as string) as Task
let calls = 0

function countCalls(
  owner: Calls,
  names: readonly string[],
  isCounted: (self: Calls, first: unknown) => boolean = always,
): void {
  for (const name of names) {
    const original = owner[name] as (...all: unknown[]) => unknown
    if (typeof original !== 'function') continue
    owner[name] = function (this: Calls, ...all: unknown[]) {
      if (isCounted(this, all[0])) countOne()
      return original.apply(this, all)
    }
  }
}

function countOne(): void {
  calls += 1
  if (calls === task.at) process.kill(process.pid, 'SIGKILL')
}

function always(): boolean {
  return true
}

const onlyReads = /^\s*(?:select|with|explain|pragma\s+(?!journal_mode|locking_mode|wal_checkpoint))/i

const writers = [
  'open',
  'symlink',
  'rename',
  'link',
  'unlink',
  'rm',
  'chmod',
  'chown',
  'copyFile',
  'mkdir',
  'truncate',
  'writeFile',
]
const require = createRequire(import.meta.url)
const probe = join(tmpdir(), `millwright-probe-${process.pid}`)
const handle = await open(probe, 'w')
countCalls(Object.getPrototypeOf(handle) as Calls, ['write', 'writeFile', 'sync', 'datasync', 'chmod', 'truncate'])
await handle.close()
await rm(probe)
calls = 0
countCalls(require('node:fs/promises') as Calls, writers)
countCalls(require('node:fs') as Calls, [
  'openSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'fsyncSync',
  'writeSync',
  'copyFileSync',
  'truncateSync',
])
countCalls(DatabaseSync.prototype as unknown as Calls, ['exec'], (_self, text) => !onlyReads.test(String(text)))
countCalls(DatabaseSync.prototype as unknown as Calls, ['close'])
countCalls(
  StatementSync.prototype as unknown as Calls,
  ['run', 'get', 'all', 'iterate'],
  (self) => !onlyReads.test(String(self['sourceSQL'])),
)
syncBuiltinESMExports()

const base = { ...task, dialect: sqlite, clock: systemClock }
if (task.action === 'create') await createBackup({ ...base, reason: 'test' })
if (task.action === 'restore') await restoreBackup(base)
if (task.action === 'prune') await pruneBackups({ ...base, policy: { keep: 1, days: 0, referenced: new Set() } })
process.stdout.write(`${calls}\n`)
