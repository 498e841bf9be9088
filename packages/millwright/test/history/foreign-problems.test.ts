import { expect, test } from 'vitest'
import * as all from '../../src/history/foreign/problems.ts'

const nothing = 'Nothing was written; the database was only read.'

test('what a person reads when a database is not adopted, word for word', () => {
  const problems = [
    all.alreadyManaged('app.db', '0007'),
    all.severalTools(['Flyway (f)', 'Knex (k)'], ['flyway', 'knex']),
    all.toolNotFound('Flyway', 'flyway_schema_history'),
    all.badRecord('Flyway', ['V1__a.sql: it failed'], ['do this']),
    all.badRecord('Flyway', ['V1__a.sql: it failed'], []),
    all.notWhatFilesGive('sql', ['create table a', 'drop index b']),
    all.unreadableFolder('sql', 'no such folder'),
    all.cannotPlay('V1.sql', 'syntax error'),
    all.nowhere('0002', ['table a (differs)']),
    all.severalPlaces(['0002', '0003']),
    all.nothingToCorrect(['b2']),
  ]
  expect(problems.map(({ code, exit, text }) => [code, exit, text])).toEqual([
    [
      'ADOPT101',
      4,
      {
        what: "app.db is Millwright's already: it stands at 0007.",
        state: nothing,
        next: '`millwright status` shows where it stands; `millwright check` compares it with its history.',
      },
    ],
    [
      'ADOPT102',
      4,
      {
        what: 'Several tools left a history in this database: Flyway (f), Knex (k).',
        state: nothing,
        does: 'Millwright does not guess which of them is right.',
        next: 'Say whose history counts: `--from flyway` or `--from knex`.',
      },
    ],
    [
      'ADOPT103',
      4,
      {
        what: 'Flyway left no history here: there is no table flyway_schema_history.',
        state: nothing,
        next: 'Leave `--from` out to adopt the database as it is.',
      },
    ],
    [
      'ADOPT104',
      4,
      {
        what: 'What Flyway recorded cannot be taken over: V1__a.sql: it failed.',
        state: nothing,
        next: 'Repair that with Flyway first (do this), or take the database as it is with `--as-found`, which says what it passed over.',
      },
    ],
    [
      'ADOPT104',
      4,
      {
        what: 'What Flyway recorded cannot be taken over: V1__a.sql: it failed.',
        state: nothing,
        next: 'Repair that with Flyway first, or take the database as it is with `--as-found`, which says what it passed over.',
      },
    ],
    [
      'ADOPT105',
      4,
      {
        what: 'The database is not what sql gives: create table a, drop index b.',
        state: nothing,
        next: 'Bring one in line with the other, or take the database as it is with `--as-found`, which says what differs.',
      },
    ],
    [
      'ADOPT106',
      4,
      {
        what: 'sql cannot be read: no such folder.',
        state: nothing,
        next: 'Name the folder with the migrations of the other tool with `--files`.',
      },
    ],
    [
      'ADOPT107',
      4,
      {
        what: 'V1.sql cannot be executed on an empty database after those before it: syntax error',
        state: nothing,
        next: 'Name a file that makes the whole schema with `--schema`, such as a dump that the other tool made, or take the database as it is with `--as-found`.',
      },
    ],
    [
      'ADOPT108',
      4,
      {
        what: 'The database is at no place of the history in the migrations. It is nearest to 0002, from which it differs: table a (differs).',
        state: nothing,
        next: 'Bring the schema in line and repeat the command (`millwright diff --from URL --to migrations` prints the statements that lead to the newest migration), or record it there all the same with `millwright stamp 0002 --force`, which says what it skipped.',
      },
    ],
    [
      'ADOPT109',
      4,
      {
        what: 'The schema of the database is the same after each of these migrations: 0002, 0003.',
        state: nothing,
        does: 'What they do to rows cannot be seen in a schema, and Millwright does not guess which of them ran.',
        next: 'Name the last one that ran: `millwright stamp 0002`.',
      },
    ],
    [
      'ADOPT110',
      4,
      {
        what: '`--recorded b2` corrects what another tool recorded, and none left a history in this database.',
        state: nothing,
        next: 'Leave `--recorded` out to adopt the database as it is.',
      },
    ],
  ])
})
