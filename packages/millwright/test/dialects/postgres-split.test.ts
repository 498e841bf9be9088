import { describe, expect, test } from 'vitest'
import { mustCommit, needsNoTransaction } from '../../src/dialects/postgres/no-transaction.ts'
import { split } from '../../src/dialects/postgres/split.ts'

const texts = (script: string): readonly string[] => split(script).map(({ text }) => text)

describe('split', () => {
  test.each([
    ['', []],
    [' ;; -- nothing\n /* at ; all */ ;', []],
    ['select 1; select 2', ['select 1', 'select 2']],
    ["select ';' ; select 2", ["select ';'", 'select 2']],
    ["select 'it''s;' ; select 2", ["select 'it''s;'", 'select 2']],
    ["select 'a\\'; select 2", ["select 'a\\'", 'select 2']],
    [String.raw`select E'a\';' ; select 2`, [String.raw`select E'a\';'`, 'select 2']],
    [String.raw`select e'a\\'; select 2`, [String.raw`select e'a\\'`, 'select 2']],
    ["select U&'d\\0061;t' ; select 2", ["select U&'d\\0061;t'", 'select 2']],
    ['select 1 as "a;""b" ; select 2', ['select 1 as "a;""b"', 'select 2']],
    ['select $$;$$; select 2', ['select $$;$$', 'select 2']],
    ['select $a$ $$ ; $b$ ; $a$; select 2', ['select $a$ $$ ; $b$ ; $a$', 'select 2']],
    ['select a$1$b; select $1$;', ['select a$1$b', 'select $1$']],
    ['select 1 /* a /* b; */ ; */ + 1; select 2', ['select 1 /* a /* b; */ ; */ + 1', 'select 2']],
    ['select 1 -- ; \n + 1; select 2', ['select 1 -- ; \n + 1', 'select 2']],
    [
      'create rule r as on insert to t do (select 1; select 2); select 3',
      ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
    ],
    ['\ufeffselect 1', ['select 1']],
    ['select 1e5, 1.5e-3, 0x1F; select 2', ['select 1e5, 1.5e-3, 0x1F', 'select 2']],
  ])('%j', (script, wanted) => {
    expect(texts(script)).toEqual(wanted)
  })

  test('a body that is written in SQL belongs to its function', () => {
    const made = `create or replace function f(a int) returns int language sql
begin atomic
  select case when a > 0 then 1 else 2 end;
  select case a when 1 then (select 3) end;
end`
    expect(texts(`${made}; select 2`)).toEqual([made, 'select 2'])
    const procedure = 'create procedure p() begin atomic insert into t values (1); end'
    expect(texts(`${procedure};${procedure}`)).toEqual([procedure, procedure])
    expect(texts('begin; select 1; end; select 2')).toEqual(['begin', 'select 1', 'end', 'select 2'])
    expect(texts("create function g() returns int language plpgsql as 'begin return 1; end'; select 2")).toHaveLength(2)
  })

  test('tells the line on which each begins', () => {
    expect(split('-- one\n\nselect 1;\n/* two\n*/ select\n2;select 3').map(({ line }) => line)).toEqual([3, 5, 6])
  })

  test.each([
    ["select 1;\nselect 'a", 'DB217', 'The string that begins on line 2 does not end.'],
    ["select E'a\\'", 'DB217', 'The string that begins on line 1 does not end.'],
    ['select "a', 'DB217', 'The name that begins on line 1 does not end.'],
    ['select $a$ $$', 'DB217', 'The string $a$ that begins on line 1 does not end.'],
    ['select 1 /* a /* b */', 'DB217', 'The comment that begins on line 1 does not end.'],
    ['create function f() begin atomic select 1;', 'DB217', 'The body that begins on line 1 does not end.'],
    [
      'select 1;\n\\connect other\nselect 2',
      'DB218',
      '\\connect on line 2 is a command of psql, not a statement of SQL.',
    ],
    ['select 1 \\gset', 'DB218', '\\gset on line 1 is a command of psql, not a statement of SQL.'],
    [
      '\ncopy t (a, b) from stdin;\n1\t2\n\\.\n',
      'DB219',
      'COPY on line 2 reads rows from its own script, as only psql can give them.',
    ],
  ])('%j is refused', (script, code, message) => {
    expect(() => split(script)).toThrow(expect.objectContaining({ code, message }) as Error)
  })

  test('ten thousand statements quickly', () => {
    const script = "insert into t values (1, 'a;b', $$;$$); -- more\n".repeat(10_000)
    const started = performance.now()
    expect(split(script)).toHaveLength(10_000)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

test.each([
  'vacuum',
  'VACUUM (analyze) t',
  '/* so */ -- and so\n vacuum full t',
  'create index concurrently i on t (a)',
  'create unique index concurrently if not exists i on t (a)',
  'drop index concurrently i',
  'reindex index concurrently i',
  'reindex (verbose) table concurrently t',
  'reindex database app',
  'alter system set work_mem = 1',
  'create database a',
  'drop database a',
  'alter database a set tablespace b',
  'create tablespace a location b',
  'alter table t detach partition p concurrently',
  'cluster',
  'begin',
  'start transaction',
  'commit',
  'rollback to savepoint a',
  'prepare transaction $1',
  'discard all',
])('%s stands in no transaction', (statement) => {
  expect(needsNoTransaction(statement)).toBe(true)
})

test.each([
  'select 1',
  "select 'vacuum'",
  'create index i on t (a)',
  'create table concurrently_made (a int)',
  'reindex table t',
  'cluster t using i',
  'alter database a set work_mem = 1',
  'alter type mood add value $$good$$',
  'refresh materialized view concurrently v',
  'analyze',
  'alter table t add column a int',
])('%s may stand in a transaction', (statement) => {
  expect(needsNoTransaction(statement)).toBe(false)
})

test('the use of a new value of an enum has to wait for a commit', () => {
  expect(mustCommit("alter type mood add value 'good'")).toBe(true)
  expect(mustCommit("ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'good' before 'bad'")).toBe(true)
  expect(mustCommit("alter type mood rename value 'a' to 'b'")).toBe(false)
  expect(mustCommit('alter type mood add attribute a int')).toBe(false)
})
