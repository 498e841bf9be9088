/** Every dangerous statement is told with its safe form, and the safe form is told nothing about. */
import { describe, expect, test } from 'vitest'
import { dangers } from '../../src/dialects/postgres/lint/danger.ts'
import { lint } from '../../src/dialects/postgres/lint/lint.ts'

const codes = async (script: string, inside = false): Promise<readonly string[]> =>
  (await lint(script, inside)).map(({ code }) => code)

const told: readonly (readonly [string, ...string[]])[] = [
  ['create index i on t (a)', 'LINT101'],
  ['create unique index i on app.t (a)', 'LINT101'],
  ['drop index i', 'LINT102'],
  ['begin; create index concurrently i on t (a); commit', 'LINT103'],
  ['reindex table t', 'LINT104'],
  ['alter table t add column a bigint generated always as identity', 'LINT105'],
  ['alter table t alter column a type bigint', 'LINT106'],
  ['alter table t add column a uuid default gen_random_uuid()', 'LINT107'],
  ['alter table t add column a text default lower(random()::text)', 'LINT107'],
  ['alter table t add column a text not null', 'LINT108'],
  ['alter table t alter a set not null', 'LINT109'],
  ['alter table t add constraint c foreign key (a) references u', 'LINT110'],
  ['alter table t add column a bigint references u', 'LINT110'],
  ['alter table t add constraint c check (a > 0)', 'LINT111'],
  ['alter table t add constraint c unique (a)', 'LINT112'],
  ['alter table t add primary key (a)', 'LINT112'],
  ['alter table t add exclude using gist (a with &&)', 'LINT113'],
  [
    'begin; alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c; commit',
    'LINT114',
  ],
  ['alter table t rename column a to b', 'LINT115'],
  ['alter table t rename to u', 'LINT116'],
  ['alter table t drop column a', 'LINT117'],
  ['drop table t', 'LINT118'],
  ['drop table t cascade', 'LINT118', 'LINT119'],
  ['alter table t drop constraint c cascade', 'LINT119'],
  ['truncate t', 'LINT120'],
  ['update t set a = 1', 'LINT121'],
  ['delete from t', 'LINT121'],
  ['vacuum full t', 'LINT122'],
  ['cluster t using i', 'LINT122'],
  ['refresh materialized view m', 'LINT123'],
  ['lock table t', 'LINT124'],
  ['alter table t set unlogged', 'LINT125'],
  ['alter table p detach partition c', 'LINT126'],
  ['alter table p attach partition c for values in (1)', 'LINT127'],
  ['alter table t set schema app', 'LINT128'],
  ['alter table t disable trigger all', 'LINT129'],
  ['drop database d', 'LINT130'],
  ['create table t (id integer primary key)', 'LINT131'],
  ['create table t (id bigserial primary key)', 'LINT132'],
  ['create table t (a char(3))', 'LINT133'],
  ['create table t (a varchar(3))', 'LINT134'],
  ['create table t (a timestamp)', 'LINT135'],
  ['create table t (a json)', 'LINT136'],
  ['alter table t add column a integer generated always as (b * 2) stored', 'LINT137'],
  ['create tabel t (a int)', 'LINT100'],
]

const safe = [
  'create index concurrently i on t (a)',
  'drop index concurrently i',
  'reindex index concurrently i',
  'create table t (a text); create index i on t (a); alter table t add constraint c check (a > 0); update t set a = 1',
  'alter table t add column a text',
  'alter table t add column a timestamptz not null default now()',
  'alter table t add constraint c foreign key (a) references u not valid',
  'alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c',
  'alter table t add constraint c unique using index i',
  'alter table p detach partition c concurrently',
  'refresh materialized view concurrently m',
  'update t set a = 1 where id between 1 and 1000',
  'create table t (id bigint generated always as identity primary key, a text, b varchar, c timestamptz, d jsonb)',
  'vacuum t',
  `select 'drop table t'`,
]

describe('hand-written SQL', () => {
  test.each(told)('%s', async (script, ...expected) => {
    expect(await codes(script)).toEqual(expected)
  })

  test.each(safe)('nothing is said against %s', async (script) => {
    expect(await codes(script)).toEqual([])
  })

  test('a script that stands in a transaction as a whole has no room for what is done concurrently', async () => {
    expect(await codes('create index concurrently i on t (a)', true)).toEqual(['LINT103'])
    expect(
      await codes('alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c', true),
    ).toEqual(['LINT114'])
  })

  test('a finding names its line, its danger and its safe form', async () => {
    expect(await lint('select 1;\n\ncreate index i\n  on t (a);', false)).toEqual([
      {
        code: 'LINT101',
        severity: 'warning',
        subject: 'line 3: create index i\\n  on t (a)',
        message: 'nobody can write to the table while the index is built',
        answer: 'create index concurrently, outside of a transaction',
      },
    ])
  })

  test('every danger is tried', () => {
    const tried = new Set(told.flatMap(([, ...expected]) => expected))
    expect(
      Object.values(dangers)
        .map(({ code }) => code)
        .filter((code) => !tried.has(code)),
    ).toEqual([])
  })
})
