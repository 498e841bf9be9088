import { describe, expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'

type How = { readonly transaction?: boolean; readonly foreignKeys?: 'on' | 'off' }

async function codes(script: string, { transaction = true, foreignKeys = 'on' }: How = {}): Promise<readonly string[]> {
  const found = (await sqlite.ddl?.lint?.(script, transaction, foreignKeys)) ?? []
  return found.map(({ code }) => code)
}

const remake = 'create table n (a); insert into n select a from t; drop table t; alter table n rename to t;'
const whole = `${remake} create index i on t (a);`

describe('what loses rows or breaks references in SQLite, and its safe form', () => {
  test.each([
    ['LINT201', whole, whole, { foreignKeys: 'off' }],
    ['LINT202', 'pragma foreign_keys = off;', 'pragma user_version = 3;', {}],
    ['LINT203', 'alter table t drop column a;', 'drop index i; alter table t drop column a;', {}],
    [
      'LINT204',
      'alter table t rename to o; create table t (a); insert into t select a from o; drop table o;',
      'alter table t rename to o; create table t (a);',
      {},
    ],
    ['LINT206', 'alter table t add column a text not null;', "alter table t add a text not null default 'x';", {}],
    ['LINT207', 'pragma writable_schema = 1;', "select 'pragma writable_schema = 1';", {}],
    ['LINT208', 'vacuum;', 'vacuum;', { transaction: false }],
    [
      'LINT209',
      'insert or replace into t values (1);',
      'insert into t values (1) on conflict (a) do update set a = 2;',
      {},
    ],
  ] as const)('%s: %s', async (...[code, script, safe, how]) => {
    expect(await codes(script)).toEqual([code])
    expect(await codes(safe, how)).toEqual([])
  })

  test('LINT205: a table made anew without its indexes', async () => {
    expect(await codes(remake, { foreignKeys: 'off' })).toEqual(['LINT205'])
  })

  test('words in comments, texts and quoted names say nothing, nor does what Millwright wrote and proved', async () => {
    expect(
      await codes(
        '-- vacuum\ninsert into "drop table" values (\'replace into t\'); /* pragma foreign_keys = off */ select 1;',
      ),
    ).toEqual([])
    expect(await codes(`create temp table millwright_guard (a); ${remake}`)).toEqual([])
    expect(
      await codes('pragma legacy_alter_table = on; alter table t rename to o; create table t (a); drop table o;'),
    ).toEqual([])
  })

  test('a finding says where, what and the safe form', async () => {
    expect(await sqlite.ddl?.lint?.('select 1;\nvacuum;', true)).toEqual([
      {
        code: 'LINT208',
        severity: 'error',
        subject: 'line 2: vacuum',
        message: 'it does not work inside of a transaction',
        answer: '`transaction:false` behind `-- migrate:up`',
      },
    ])
  })
})
