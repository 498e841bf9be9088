/** Every text once, word for word; and which failure of the server becomes which of them. */
import { expect, test } from 'vitest'
import { asProblem, failureOf } from '../../src/dialects/postgres/failure.ts'
import * as problems from '../../src/dialects/postgres/problems.ts'
import type { Problem } from '../../src/kernel/problem.ts'

const full = ({ code, exit, text }: Problem): string =>
  [`${code} ${exit}`, text.what, text.state, ...(text.does === undefined ? [] : [text.does]), text.next].join('\n')

const all: Readonly<Record<keyof typeof problems, readonly [Problem, string]>> = {
  badArchive: [
    problems.badArchive('/b', 'words'),
    'DB227 4\n/b is not a copy of a database: words.\nNothing was restored.\nUse another backup from `millwright backup list`.',
  ],
  badStatement: [
    problems.badStatement('selec', 'words'),
    'DB208 4\nPostgreSQL does not accept a statement: words.\nThe statement was not carried out.\nCorrect the statement, which begins: selec',
  ],
  badUrl: [
    problems.badUrl('postgres://h', 'why'),
    'DB204 2\nThe address postgres://h is not one of a PostgreSQL database: why.\nNothing was read or written.\nWrite it as postgres://user@host:5432/database?sslmode=verify-full',
  ],
  cannotConnect: [
    problems.cannotConnect('app at h:1', 'words'),
    'DB202 4\nNo connection to app at h:1 could be made: words.\nNothing was read or written.\nCheck that the server runs, the address, the user and the password (PGPASSWORD or a .pgpass file keep it out of the configuration).',
  ],
  cannotCover: [
    problems.cannotCover('app at h:1', ['1 aggregate (a)']),
    'DB226 4\napp at h:1 holds what Millwright cannot copy: 1 aggregate (a).\nNothing was written; the database is as it was.\nUse pg_dump for this database, and `--no-backup` for runs; what a copy would leave out is never left out without a word.',
  ],
  cannotMake: [
    problems.cannotMake('app at h:1', 'words'),
    'DB229 4\nNo database could be made beside app at h:1: words.\nThe database is the same as before.\nLet the user make databases (ALTER ROLE … CREATEDB), or connect as one who may.',
  ],
  connectionLost: [
    problems.connectionLost('app at h:1', 'words'),
    'DB221 4\nThe connection to app at h:1 was lost: words.\nWhat was committed before stands. A transaction that was open is undone; one that was being committed may be either, and the ledger in the database knows which.\nWhen the server answers again, type `millwright status`, then `millwright resume`.',
  ],
  constraintBroken: [
    problems.constraintBroken('insert', 'words'),
    'DB209 4\nA constraint of the database refused a change: words.\nThe statement was undone.\nCorrect the data or the statement, which begins: insert',
  ],
  copyTaken: [
    problems.copyTaken('/b', 'words'),
    'DB228 4\nThe copy /b cannot be made: words.\nNo copy was made, and nothing that was there before was touched.\nChoose a new name in a directory that exists and belongs to this user.',
  ],
  databaseBusy: [
    problems.databaseBusy('app at h:1', 'words'),
    'DB205 4\nSomebody else is at work on the same rows or tables of app at h:1: words.\nThe statement was not carried out, and the transaction it stood in was undone.\nMillwright has tried again for as long as it is told to, and gave the lock back each time.\nFind the session that holds the lock (pg_stat_activity, pg_locks), let it finish, and type the command again.',
  ],
  databaseCorrupt: [
    problems.databaseCorrupt('app at h:1', 'words'),
    'DB216 4\nThe database app at h:1 is damaged: words.\nThe statement that met the damage changed nothing.\nMillwright stops at the damage.\nKeep a copy of the data directory, then restore the last proved backup: `millwright backup list`.',
  ],
  databaseMissing: [
    problems.databaseMissing('app at h:1'),
    'DB201 4\nThere is no database app at h:1.\nNothing was read or written.\nCheck the name. A new database is made by `millwright up`, where the user may make one.',
  ],
  diskFull: [
    problems.diskFull('app at h:1', 'words'),
    'DB206 4\nThere is no room left for app at h:1: words.\nThe whole transaction was undone; everything committed before it is intact.\nMake room on the disk of the server, then type the command again.',
  ],
  driverFailed: [
    problems.driverFailed('insert', 'words'),
    'DB210 1\nPostgreSQL failed: words.\nThe statement was not carried out, and the transaction it stood in was undone.\nLook at the words above and at the statement, which begins: insert',
  ],
  inUse: [
    problems.inUse('app at h:1', 'words'),
    'DB230 4\nThe database app at h:1 cannot be replaced while others use it: words.\nThe database is the same as before.\nStop the programs that are connected to it, then type the command again.',
  ],
  inlineData: [
    problems.inlineData(3),
    'DB219 4\nCOPY on line 3 reads rows from its own script, as only psql can give them.\nNothing of the script was carried out.\nWrite the rows as INSERT, or keep them in a file and load them with a move.',
  ],
  metaCommand: [
    problems.metaCommand('\\i', 3),
    'DB218 4\n\\i on line 3 is a command of psql, not a statement of SQL.\nNothing of the script was carried out.\nRemove it, or write what it does in SQL: \\i as the statements of that file, \\copy as a load, \\set as a parameter of a move.',
  ],
  misuse: [
    problems.misuse('words'),
    'DB212 1\nMillwright used its database connection wrongly: words.\nThe statement was not carried out.\nThis is a mistake in the program, not in the data: please report it with the words above.',
  ],
  needsOwnSession: [
    problems.needsOwnSession('vacuum'),
    'DB222 4\nA statement that runs outside of a transaction was sent through a connection pooler, which gives no session of its own.\nThe statement was not carried out.\nConnect to the server itself instead of to the pooler. The statement begins: vacuum',
  ],
  newEnumValue: [
    problems.newEnumValue('words'),
    'DB223 4\nA new value of an enum was used in the transaction that added it: words.\nThe whole transaction was undone.\nPut ALTER TYPE … ADD VALUE into a migration of its own, before the one that uses the value.',
  ],
  newOrphans: [
    problems.newOrphans('c', 'p', 2),
    'DB211 4\n2 rows of c would point at a row of p that does not exist.\nThe whole transaction was undone.\nCorrect the migration so that c keeps its parents, then type the command again.',
  ],
  noSchema: [
    problems.noSchema('app at h:1', 'app'),
    'DB224 4\nNone of the schemas in the search path of app at h:1 exists (app).\nNothing was read or written.\nName one that exists: ?search_path=app at the end of the address, or create it first.',
  ],
  notStorable: [
    problems.notStorable('words'),
    'DB215 4\nPostgreSQL cannot store a value as it is: words.\nThe statement was not carried out.\nCorrect the value in the source or in the map.',
  ],
  notWritable: [
    problems.notWritable('app at h:1', 'words'),
    'DB207 4\napp at h:1 does not let this user do it: words.\nThe statement was not carried out.\nGrant the right, or connect as a user who has it; a standby or a read-only session takes no changes.',
  ],
  serverTooOld: [
    problems.serverTooOld('app at h:1', '14.2'),
    'DB203 4\napp at h:1 is PostgreSQL 14.2; Millwright needs 15 or newer.\nNothing was read or written.\nUpgrade the server first.',
  ],
  severalStatements: [
    problems.severalStatements('select 1'),
    'DB214 1\nSeveral statements were given where one was expected.\nNone of them was carried out.\nGive them one by one. The first begins: select 1',
  ],
  timedOut: [
    problems.timedOut('select', 'words'),
    'DB225 4\nA statement was stopped: words.\nThe statement was not carried out, and the transaction it stood in was undone.\nGive it more time with ?statement_timeout=10min at the end of the address. It begins: select',
  ],
  transactionLost: [
    problems.transactionLost('app at h:1'),
    'DB213 4\nA statement ended the transaction on app at h:1 before its time.\nWhat the transaction had done until then was undone or kept by that statement; nothing was done after it.\nRemove BEGIN, COMMIT and ROLLBACK from the migration.',
  ],
  transactionSpoiled: [
    problems.transactionSpoiled('app at h:1'),
    'DB220 4\nA statement failed in a transaction on app at h:1, and the work went on as if it had not.\nThe whole transaction was undone.\nPut a statement that may fail into a savepoint, or let its error end the work.',
  ],
  unfinished: [
    problems.unfinished('string', 3),
    'DB217 4\nThe string that begins on line 3 does not end.\nNothing of the script was carried out.\nClose it, or remove its beginning on line 3.',
  ],
}

test.each(Object.entries(all))('%s', (_name, [problem, text]) => {
  expect(full(problem)).toBe(text)
})

test('every problem has its own code', () => {
  expect(new Set(Object.values(all).map(([problem]) => problem.code)).size).toBe(Object.keys(problems).length)
})

test.each([
  ['55P03', 'busy', 'DB205'],
  ['40001', 'busy', 'DB205'],
  ['40P01', 'busy', 'DB205'],
  ['55006', 'busy', 'DB205'],
  ['53100', 'full', 'DB206'],
  ['25006', 'readOnly', 'DB207'],
  ['42501', 'readOnly', 'DB207'],
  ['XX001', 'corrupt', 'DB216'],
  ['22001', 'constraint', 'DB209'],
  ['23505', 'constraint', 'DB209'],
  ['44000', 'constraint', 'DB209'],
  ['P0001', 'constraint', 'DB209'],
  ['42601', 'syntax', 'DB208'],
  ['42P01', 'syntax', 'DB208'],
  ['2BP01', 'syntax', 'DB208'],
  ['25001', 'syntax', 'DB208'],
  ['55P04', 'syntax', 'DB223'],
  ['57014', 'other', 'DB225'],
  ['3D000', 'cannotOpen', 'DB201'],
  ['28P01', 'cannotOpen', 'DB202'],
  ['08006', 'lost', 'DB221'],
  ['57P01', 'lost', 'DB221'],
  ['25P03', 'lost', 'DB221'],
  ['ECONNRESET', 'lost', 'DB221'],
  ['ENOSPC', 'full', 'DB206'],
  ['XX000', 'other', 'DB210'],
])('%s is %s and told as %s', (state, kind, code) => {
  const error = Object.assign(new Error('words.'), { code: state })
  const problem = asProblem(error, { place: 'app at h:1', statement: 'select 1' })
  expect([failureOf(error), failureOf(problem), problem.code, problem.cause]).toEqual([kind, kind, code, error])
  expect(asProblem(problem, { place: 'other' })).toBe(problem)
})

test('a mistake is told with its line where the statement has several', () => {
  const at = (statement: string, position: number) =>
    asProblem(
      Object.assign(new Error('syntax error at or near "form"'), { code: '42601', position: String(position) }),
      {
        place: '',
        statement,
      },
    ).message
  expect(at('select 1\nform t', 10)).toBe(
    'PostgreSQL does not accept a statement: syntax error at or near "form", on line 2 of the statement.',
  )
  // The server counts characters, of which one may have two units here.
  expect(at("select '😀😀'\n,\nform", 16)).toContain('on line 3')
  expect(at('select form t', 8)).not.toContain('line')
})
