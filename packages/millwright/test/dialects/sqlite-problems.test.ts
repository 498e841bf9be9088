/** Every text once, word for word. */
import { expect, test } from 'vitest'
import { asProblem, failureOf } from '../../src/dialects/sqlite/failure.ts'
import * as problems from '../../src/dialects/sqlite/problems.ts'
import type { Problem } from '../../src/kernel/problem.ts'

const full = ({ code, exit, text }: Problem): string =>
  [`${code} ${exit}`, text.what, text.state, ...(text.does === undefined ? [] : [text.does]), text.next].join('\n')

const all: Readonly<Record<keyof typeof problems, readonly [Problem, string]>> = {
  databaseMissing: [
    problems.databaseMissing('/a.db'),
    'DB101 4\nThere is no database /a.db.\nNothing was read or written, and no file was made.\nCheck the path. A new database is made by `millwright up`.',
  ],
  cannotOpen: [
    problems.cannotOpen('/a.db', 'words'),
    'DB102 4\nThe database /a.db cannot be opened: words.\nNothing was read or written.\nCheck that the path names a file, that its directory exists, and that this user may read and write both.',
  ],
  notDatabase: [
    problems.notDatabase('/a.db'),
    'DB103 4\n/a.db is not a SQLite database.\nThe file was not changed.\nCheck the path; an encrypted or compressed database has to be turned into a plain one first.',
  ],
  databaseCorrupt: [
    problems.databaseCorrupt('/a.db', 'words'),
    'DB104 4\nThe database /a.db is damaged: words.\nThe statement that met the damage changed nothing.\nMillwright stops at the damage.\nKeep a copy of the file, then restore the last proved backup: `millwright backup list`.',
  ],
  databaseBusy: [
    problems.databaseBusy('/a.db', 'words'),
    'DB105 4\nAnother program keeps the database /a.db locked: words.\nThe statement was not carried out, and the transaction it stood in was undone.\nMillwright has waited for the lock for as long as it is told to.\nFind the program that writes to the database, let it finish, and type the command again.',
  ],
  diskFull: [
    problems.diskFull('/a.db', 'words'),
    'DB106 4\nThere is no room left for the database /a.db: words.\nThe whole transaction was undone; everything committed before it is intact.\nMake room on the disk, then type the command again.',
  ],
  readOnly: [
    problems.readOnly('/a.db', 'words'),
    'DB107 4\nThe database /a.db cannot be written: words.\nNothing was written.\nCheck the rights of the file and of its directory; SQLite writes to both.',
  ],
  badStatement: [
    problems.badStatement('selec', 'words'),
    'DB108 4\nSQLite does not accept a statement: words.\nThe statement was not carried out.\nCorrect the statement, which begins: selec',
  ],
  constraintBroken: [
    problems.constraintBroken('insert', 'words'),
    'DB109 4\nA constraint of the database refused a change: words.\nThe statement was undone.\nCorrect the data or the statement, which begins: insert',
  ],
  driverFailed: [
    problems.driverFailed('insert', 'words'),
    'DB110 1\nSQLite failed: words.\nThe statement was not carried out, and the transaction it stood in was undone.\nLook at the words above and at the statement, which begins: insert',
  ],
  newOrphans: [
    problems.newOrphans('c', 'p', 2),
    'DB111 4\n2 rows of c would point at a row of p that does not exist.\nThe whole transaction was undone.\nCorrect the migration so that c keeps its parents, then type the command again.',
  ],
  misuse: [
    problems.misuse('words'),
    'DB112 1\nMillwright used its database connection wrongly: words.\nThe statement was not carried out.\nThis is a mistake in the program, not in the data: please report it with the words above.',
  ],
  transactionLost: [
    problems.transactionLost('/a.db'),
    'DB113 4\nA statement or a trigger ended the transaction on /a.db before its time.\nWhat the transaction had done until then was undone or kept by that statement; nothing was done after it.\nRemove BEGIN, COMMIT and ROLLBACK (also in conflict clauses and triggers) from the migration.',
  ],
  severalStatements: [
    problems.severalStatements('select 1'),
    'DB114 1\nSeveral statements were given where one was expected.\nNone of them was carried out.\nGive them one by one. The first begins: select 1',
  ],
  notStorable: [
    problems.notStorable('value 1 is not a number (NaN)'),
    'DB115 4\nSQLite cannot store a value as it is: value 1 is not a number (NaN).\nThe statement was not carried out.\nCorrect the value in the source or in the map.',
  ],
  notAFile: [
    problems.notAFile('sqlite::memory:'),
    'DB116 4\nThe database sqlite::memory: lives in memory and cannot be copied or replaced.\nNothing was changed.\nUse a database in a file: sqlite:path/to/file.db',
  ],
  targetTaken: [
    problems.targetTaken('/b.db', 'words'),
    'DB117 4\nThe copy /b.db cannot be made: words.\nNo copy was made, and nothing that was there before was touched.\nChoose a new name in a directory that exists and belongs to this user.',
  ],
  inUse: [
    problems.inUse('/a.db', 'words'),
    'DB118 4\nThe database /a.db cannot be replaced while another program uses it: words.\nThe database is the same as before.\nStop the programs that have it open, then type the command again.',
  ],
  unfinished: [
    problems.unfinished('trigger', 1200),
    'DB119 4\nThe trigger that begins on line 1,200 does not end.\nNothing of the script was carried out.\nClose it, or remove its beginning on line 1,200.',
  ],
}

test.each(Object.entries(all))('%s', (_name, [problem, text]) => {
  expect(full(problem)).toBe(text)
})

test('every problem has its own code', () => {
  expect(new Set(Object.values(all).map(([problem]) => problem.code)).size).toBe(Object.keys(problems).length)
})

test.each([
  [5, 'busy', 'DB105'],
  [6, 'busy', 'DB105'],
  [261, 'busy', 'DB105'],
  [8, 'readOnly', 'DB107'],
  [776, 'readOnly', 'DB107'],
  [11, 'corrupt', 'DB104'],
  [13, 'full', 'DB106'],
  [14, 'cannotOpen', 'DB102'],
  [19, 'constraint', 'DB109'],
  [2067, 'constraint', 'DB109'],
  [20, 'constraint', 'DB109'],
  [26, 'notDatabase', 'DB103'],
  [1, 'syntax', 'DB108'],
  [10, 'other', 'DB110'],
  [9999, 'other', 'DB110'],
] as const)('result code %i of SQLite is %s', (errcode, kind, code) => {
  const error = Object.assign(new Error('words'), { errcode })
  const problem = asProblem(error, { path: '/a.db', statement: 'select 1' })
  expect([failureOf(error), failureOf(problem), problem.code, problem.cause]).toEqual([kind, kind, code, error])
  expect(asProblem(problem, { path: '/b.db' })).toBe(problem)
})

test.each([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'readOnly'],
  ['EACCES', 'cannotOpen'],
  ['ENOENT', 'cannotOpen'],
  ['EIO', 'other'],
])('%s of the system is %s', (code, kind) => {
  expect(failureOf(Object.assign(new Error('words'), { code }))).toBe(kind)
})

test('a syntax error tells its line where that is certain', () => {
  const at = (statement: string, token: string) =>
    asProblem(Object.assign(new Error(`near "${token}": syntax error`), { errcode: 1 }), { path: '', statement })
      .message
  expect(at('select 1\nform t', 'form')).toBe(
    'SQLite does not accept a statement: near "form": syntax error, on line 2 of the statement.',
  )
  expect(at('select a\nselect b', 'select')).toBe('SQLite does not accept a statement: near "select": syntax error.')
})
