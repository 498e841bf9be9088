/** Every message, word for word. */
import { expect, test } from 'vitest'
import * as problems from '../../src/backup/problems.ts'
import type { Finding } from '../../src/kernel/finding.ts'

const finding = (message: string): Finding => ({ code: 'BAK210', severity: 'critical', subject: 'parts', message })
const one = [finding('table parts should have 2 rows, but has 1.')]
const three = [...one, ...one, ...one]

const unchangedDatabase = 'There is no new backup; the database is as it was.'

test.each([
  [
    problems.badDirectory('/b', 'it is a link'),
    'BAK101',
    4,
    'The directory /b cannot hold backups: it is a link.',
    'Nothing was written.',
    undefined,
    'Make it a real directory of your own with `chmod 700 /b`, or name another one.',
  ],
  [
    problems.noSpace('/b', 1_200_000, 999),
    'BAK102',
    4,
    'There is not enough room in /b: 1,200,000 bytes are needed, 999 are free.',
    'Nothing was written; the database is as it was.',
    undefined,
    'Make room, for example with `millwright backup prune`, or name another directory.',
  ],
  [
    problems.cannotCopy('sqlite:app.db', 'database or disk is full'),
    'BAK103',
    4,
    'The backup of sqlite:app.db could not be written: database or disk is full',
    unchangedDatabase,
    'What had been written of the copy was removed.',
    'Remove the cause and type `millwright backup create` again.',
  ],
  [
    problems.notProved('backup_20260131_235959', one),
    'BAK104',
    4,
    'The copy backup_20260131_235959 is not equal to the database: table parts should have 2 rows, but has 1.',
    unchangedDatabase,
    'The copy was removed.',
    'Look at the database itself with `millwright doctor`, then type `millwright backup create` again.',
  ],
  [
    problems.badId('../x'),
    'BAK105',
    2,
    '"../x" is not the id of a backup.',
    'Nothing was read or written.',
    undefined,
    'List the backups with `millwright backup list`; an id looks like backup_20260131_235959.',
  ],
  [
    problems.noSuchBackup('backup_20260131_235959', '/b'),
    'BAK106',
    2,
    'There is no backup backup_20260131_235959 in /b.',
    'Nothing was changed.',
    undefined,
    'List the backups with `millwright backup list`.',
  ],
  [
    problems.badManifest('/b/x.json', 'it was changed after it was written'),
    'BAK107',
    4,
    'The manifest /b/x.json cannot be trusted: it was changed after it was written.',
    'Nothing was changed.',
    undefined,
    'Bring the manifest back from a copy, or use another backup from `millwright backup list`.',
  ],
  [
    problems.notRestorable('backup_20260131_235959', three),
    'BAK108',
    4,
    'The backup backup_20260131_235959 is not what it was: table parts should have 2 rows, but has 1. And 2 more differences.',
    'The database was not touched.',
    undefined,
    'Use another backup from `millwright backup list`.',
  ],
  [
    problems.inUse('sqlite:app.db', 'process 7 (node)'),
    'BAK109',
    4,
    'The database sqlite:app.db is in use by process 7 (node).',
    'The database was not touched.',
    undefined,
    'Stop whoever uses it, then type `millwright backup restore` again.',
  ],
  [
    problems.cannotRestore('sqlite:app.db', 'no such place'),
    'BAK110',
    4,
    'The backup could not be put in the place of sqlite:app.db: no such place',
    'The database is the one from before.',
    'The copy beside it was removed.',
    'Remove the cause and type `millwright backup restore` again.',
  ],
  [
    problems.restoredNotEqual('sqlite:app.db', 'the old file is kept as app.db.before', three.slice(1)),
    'BAK111',
    3,
    'sqlite:app.db was restored, but is not equal to the backup: table parts should have 2 rows, but has 1. And 1 more difference.',
    'The backup is in place and may have been written to since; the old file is kept as app.db.before.',
    undefined,
    'Stop every writer and type `millwright backup restore` again.',
  ],
  [
    problems.restoreRunning('sqlite:app.db', 'process 7 on host-a'),
    'BAK112',
    4,
    'Another restore of sqlite:app.db is running: process 7 on host-a.',
    'This command changed nothing.',
    'The other restore goes on.',
    'Wait for it to end.',
  ],
  [
    problems.notOneFile('postgres'),
    'BAK113',
    4,
    'A database of postgres is not one file, and only those can be backed up and restored so far.',
    'Nothing was written.',
    undefined,
    'Use the backup tool of the database.',
  ],
  [
    problems.outside('data/ocm.json'),
    'BAK114',
    4,
    'data/ocm.json is not a plain file of its own directory.',
    'Nothing was read or written.',
    undefined,
    'Name the file itself, not a link that leads elsewhere.',
  ],
  [
    problems.sourceUnreadable('data/ocm.json', 'Unexpected end of JSON input'),
    'BAK115',
    4,
    'The source file data/ocm.json could not be backed up: Unexpected end of JSON input',
    'There is no new backup of it; the file is as it was.',
    'What had been written of the copy was removed.',
    'Repair the file or stop whoever is writing to it, then try again.',
  ],
  [
    problems.sourceBackupBroken('b.json', 'its SHA-256 should be a, but is b'),
    'BAK116',
    4,
    'The backup b.json is not what it was: its SHA-256 should be a, but is b.',
    'The source file was not touched.',
    undefined,
    'Use another backup of the file.',
  ],
  [
    problems.sourceNotRestored('data/ocm.json', 'EACCES'),
    'BAK117',
    4,
    'The source file data/ocm.json could not be restored: EACCES',
    'The source file is either as it was or byte for byte the backup.',
    undefined,
    'Remove the cause and try again.',
  ],
  [
    problems.tooManyNames('backup_20260131_235959', '/b'),
    'BAK118',
    4,
    'Every name like backup_20260131_235959 is taken in /b.',
    'Nothing was written.',
    undefined,
    'Wait a second and try again.',
  ],
] as const)('%s', (...[problem, code, exit, what, state, does, next]) => {
  expect([problem.code, problem.exit, problem.text]).toEqual([code, exit, { what, state, does, next }])
})

test('each code is used once and tested above', () => {
  const codes = Object.values(problems).map(({ code }) => code)
  expect(codes).toEqual(Array.from({ length: 18 }, (_, at) => `BAK${101 + at}`))
})
