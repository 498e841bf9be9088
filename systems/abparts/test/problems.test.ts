/** Every text of every problem of this system, word for word. */
import { expect, test } from 'vitest'
import type { Problem } from 'millwright'
import * as backup from '../src/backup/problems.ts'
import * as generator from '../src/generator/problems.ts'
import * as manager from '../src/manager/problems.ts'
import * as move from '../src/move/problems.ts'
import * as production from '../src/production/problems.ts'
import * as protocols from '../src/protocols/problems.ts'
import * as serving from '../src/server/problems.ts'

const rolledBack = 'The transaction was rolled back: the database is as it was.'
const onlyRead = 'The database was only read.'

const texts: readonly (readonly [Problem, string, number, Problem['text']])[] = [
  [
    move.badParameter('warehouses', 'many', 'split or default'),
    'ABP101',
    2,
    {
      what: 'The move cannot have warehouses many.',
      state: 'Nothing was read or written.',
      next: 'Say split or default.',
    },
  ],
  [
    move.stepRefused('migrate_users', '2 users have no role', 'a, b'),
    'ABP201',
    4,
    {
      what: 'The step migrate_users cannot begin: 2 users have no role.',
      state: rolledBack,
      does: 'A step that would have to guess, or would lose something, does not begin.',
      next: 'Look at a, b, correct the rows or answer in the policy, and run the move again.',
    },
  ],
  [
    move.invariantBroken('sum(stock)', '1', '2'),
    'ABP202',
    6,
    {
      what: 'The move changed what it must keep: sum(stock) was 1 and would be 2.',
      state: rolledBack,
      next: 'Look for triggers and rules that were added to the tables; nothing that belongs to the move changes this.',
    },
  ],
  [
    move.ledgerDiffers(1, 'w and p'),
    'ABP203',
    6,
    {
      what: 'The ledger does not add up to the stock in 1 warehouse and part pair.',
      state: rolledBack,
      next: 'Look at the movements of w and p, and run the move again.',
    },
  ],
  [
    backup.noRoom('/b', 2_000_001, 10),
    'ABP211',
    4,
    {
      what: 'There is no room for the backup: 3 MB may be needed in /b, and 1 MB are free.',
      state: onlyRead,
      next: 'Make room there, or say another folder with `--dir`.',
    },
  ],
  [
    backup.wouldBePublished('/b/x.json'),
    'ABP212',
    4,
    {
      what: 'The backup /b/x.json would stand in a Git work tree that does not ignore it.',
      state: onlyRead,
      does: 'A backup holds password hashes, which must not get into a repository.',
      next: 'Add its folder to .gitignore, or say one outside with `--dir`.',
    },
  ],
  [
    backup.notABackup('/b/x.json', 'it has no end'),
    'ABP213',
    4,
    {
      what: '/b/x.json is no backup: it has no end.',
      state: onlyRead,
      next: 'Take another file of the backups folder.',
    },
  ],
  [
    backup.notRestorable('/b/x.json', 'parts', '1 of 2 rows, or others'),
    'ABP214',
    4,
    {
      what: 'The backup /b/x.json does not bring back the table parts: 1 of 2 rows, or others.',
      state: onlyRead,
      does: 'Without a proved backup nothing is moved.',
      next: 'Look whether somebody wrote while the backup was made, or the disk fails, and run it again.',
    },
  ],
  [
    manager.noDatabase('pglite:x'),
    'ABP301',
    4,
    {
      what: 'There is no database at pglite:x.',
      state: 'Nothing was read or written.',
      next: 'Say another one with `--url`, or make an invented one: `npm run -s abparts -- generate --url …`.',
    },
  ],
  [
    manager.runIsOpen('r', 'paused'),
    'ABP302',
    4,
    {
      what: 'The migration r is not finished: it is paused.',
      state: 'What it had committed is there, and its journal knows the way back.',
      does: 'Nothing else is begun before it is finished or taken back.',
      next: 'Go on with `npm run -s abparts -- resume`, or take it back with `npm run -s abparts -- rollback`.',
    },
  ],
  [
    manager.otherHistory('pglite:x'),
    'ABP303',
    4,
    {
      what: 'pglite:x has the new model already, and no ledger that says how it came there.',
      state: onlyRead,
      does: 'A move that somebody else made is neither repeated nor taken back.',
      next: 'Look at it with `npm run -s abparts -- validate`.',
    },
  ],
  [
    manager.notMoved('pglite:x'),
    'ABP304',
    4,
    {
      what: 'There is no migration in pglite:x that could be taken back.',
      state: onlyRead,
      next: 'Look at `npm run -s abparts -- validate`: it says which model the database has.',
    },
  ],
  [
    manager.wouldLose('1 in transactions'),
    'ABP305',
    4,
    {
      what: 'Going back would lose what the old model cannot hold: 1 in transactions.',
      state: onlyRead,
      next: 'Type the command again with `--accept-conflicts`: the rows are written to a file before they are dropped.',
    },
  ],
  [
    manager.fractions(2, 'a, b'),
    'ABP306',
    4,
    {
      what: '2 quantities have a fraction, and the old tables hold whole numbers: a, b.',
      state: onlyRead,
      does: 'Nothing is rounded.',
      next: 'Correct these rows, and take the migration back again.',
    },
  ],
  [
    manager.declined(),
    'ABP307',
    4,
    {
      what: 'The migration was not confirmed.',
      state: onlyRead,
      next: 'Answer `yes`, or type `--yes` where nobody can be asked.',
    },
  ],
  [
    manager.keptYet(1, 30),
    'ABP308',
    4,
    {
      what: 'The way back is promised for 30 days, and the move is 1 day old.',
      state: onlyRead,
      next: 'Wait, or say how long it must be kept with `--keep-days`.',
    },
  ],
  [
    manager.notConfirmedContract(),
    'ABP309',
    4,
    {
      what: 'The old columns were not confirmed to be dropped.',
      state: onlyRead,
      does: 'After that only a backup brings them back.',
      next: 'Type the command again with `--yes`.',
    },
  ],
  [
    generator.notEmpty('pglite:x'),
    'ABP401',
    4,
    {
      what: 'pglite:x is not empty: it has tables.',
      state: 'Nothing was written.',
      does: 'Invented rows are never put between real ones.',
      next: 'Say an address where there is no database, or an empty one.',
    },
  ],
  [
    protocols.notMovedYet('pglite:x'),
    'ABP501',
    4,
    {
      what: 'pglite:x does not have the new model, on which the maintenance protocols stand.',
      state: onlyRead,
      next: 'Move it first: `npm run -s abparts -- migrate --url …`.',
    },
  ],
  [
    protocols.otherTables(['columns missing: maintenance_protocols.name']),
    'ABP502',
    4,
    {
      what: 'Tables of the maintenance protocols are there, and are not as the protocols need them: columns missing: maintenance_protocols.name.',
      state: 'The database is as it was.',
      does: 'What somebody else made is neither dropped nor taken for what it is not.',
      next: 'See the statements in between with `millwright diff --from URL --to migrations`, or, where the tables hold no row, type the command again with `--recreate`.',
    },
  ],
  [
    protocols.partsMissing(['tables missing: maintenance_reminders']),
    'ABP503',
    4,
    {
      what: 'The ledger says that the maintenance protocols were added, and some of it is not there: tables missing: maintenance_reminders.',
      state: onlyRead,
      next: 'Type the command again with `--repair`: what is missing is made, and nothing else is touched.',
    },
  ],
  [
    protocols.rowsInTheWay(['3 in maintenance_protocols']),
    'ABP504',
    4,
    {
      what: 'Tables that hold rows are not made anew: 3 in maintenance_protocols.',
      state: 'The database is as it was.',
      next: 'Keep the rows: type the command without `--recreate`.',
    },
  ],
  [
    protocols.rowsWouldGo(['3 in maintenance_protocols']),
    'ABP505',
    4,
    {
      what: 'The way back would drop rows of the maintenance protocols: 3 in maintenance_protocols.',
      state: onlyRead,
      does: 'A backup is made and proved before they go.',
      next: 'Type the command again with `--yes`.',
    },
  ],
  [
    protocols.notAdded('pglite:x'),
    'ABP506',
    4,
    {
      what: 'pglite:x has no maintenance protocols that could be taken back.',
      state: onlyRead,
      next: 'Look at it with `npm run -s abparts -- status`.',
    },
  ],
  [
    serving.notReady('pglite:x', 'it does not have the maintenance protocols'),
    'ABP511',
    4,
    {
      what: 'pglite:x cannot be served: it does not have the maintenance protocols.',
      state: 'The database was only read. Nothing is served.',
      does: 'A server never migrates by itself.',
      next: 'Add the protocols with `npm run -s abparts -- protocols`, or look at it with `npm run -s abparts -- validate`.',
    },
  ],
  [
    serving.cannotListen('127.0.0.1:1', 'taken'),
    'ABP512',
    4,
    {
      what: 'The server cannot listen at 127.0.0.1:1: taken.',
      state: 'The database was only read. Nothing is served.',
      next: 'Stop the program that listens there, or choose another port with `--port`; 0 takes any that is free.',
    },
  ],
  [
    production.rehearsalFailed('pglite:x', 'FAILED, the disk is full'),
    'ABP521',
    4,
    {
      what: 'The maintenance protocols could not be rehearsed on a copy of pglite:x: FAILED, the disk is full.',
      state: 'The database is as it was.',
      does: 'Without a rehearsal there is no estimate, and nothing is announced.',
      next: 'Look at the newest report in `.millwright/reports`, and at `npm run -s abparts -- validate`.',
    },
  ],
]

test.each(texts.map(([problem, ...wanted]) => ({ problem, wanted })))('$wanted.0', ({ problem, wanted }) => {
  expect([problem.code, problem.exit, problem.text]).toEqual(wanted)
})

test('every problem is here', () => {
  const files: readonly Readonly<Record<string, { readonly code: string }>>[] = [
    backup,
    generator,
    manager,
    move,
    protocols,
    serving,
    production,
  ]
  const makers = files.flatMap((file) => Object.values(file))
  const codes = makers.map(({ code }) => code)
  expect(texts.map(([, code]) => code)).toEqual(codes.toSorted((a, b) => a.localeCompare(b)))
})
