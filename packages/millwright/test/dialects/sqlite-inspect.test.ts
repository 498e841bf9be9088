import { describe, expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Schema } from '../../src/schema/schema.ts'

async function inspectAfter(script: string): Promise<Schema> {
  const db = await sqlite.scratch()
  for (const { text } of sqlite.split(script)) await db.run(sql.raw(text))
  const schema = await sqlite.inspect(db)
  await db.close()
  return schema
}

const textOf = async (script: string) => (await inspectAfter(script)).tables[0]?.text

describe('inspect', () => {
  test('tells columns with all that belongs to them', async () => {
    const { tables } = await inspectAfter(`create table "Parts" (
      Id integer primary key autoincrement, -- the id, and nothing else
      "name" text   not null collate nocase default 'a  b',
      [qty on hand] INT check (x > 0), x default (1 + 2),
      total real generated always as ([qty on hand] * 2) stored, twice as (x * 2) virtual,
      c varchar( 10 ), "collate" text collate "rtrim", unique ("name", c))`)
    expect(tables).toHaveLength(1)
    expect(tables[0]).toMatchObject({
      name: 'Parts',
      primaryKey: ['Id'],
      uniques: [['name', 'c']],
      foreignKeys: [],
      columns: [
        { name: 'Id', type: 'INTEGER', nullable: false },
        { name: 'name', type: 'TEXT', nullable: false, default: "'a  b'", collation: 'NOCASE' },
        { name: 'qty on hand', type: 'INT', nullable: true },
        { name: 'x', type: '', nullable: true, default: '1 + 2' },
        { name: 'total', type: 'REAL', nullable: true, generated: { expression: '"qty on hand" * 2', stored: true } },
        { name: 'twice', type: '', nullable: true, generated: { expression: 'x * 2', stored: false } },
        { name: 'c', type: 'VARCHAR( 10 )', nullable: true },
        { name: 'collate', type: 'TEXT', nullable: true, collation: 'RTRIM' },
      ],
    })
  })

  test('tells which key columns can be null', async () => {
    const { tables } = await inspectAfter(`create table a (id integer primary key); create table b (id int primary key);
      create table c (id text primary key) without rowid; create table d (id integer, primary key (id desc));
      create table e (id text primary key) strict`)
    expect(tables.map(({ name, columns }) => `${name} ${columns[0]?.nullable}`)).toEqual([
      'a false',
      'b true',
      'c false',
      'd false',
      'e false',
    ])
  })

  test('tells foreign keys in the order in which they were declared, with the columns they mean', async () => {
    const { tables } = await inspectAfter(`create table P (a, b, primary key (b, a));
      create table c (x references p2, y, z, w references P (a), foreign key (y, z) references p on delete cascade on update set null);
      create table p2 (id integer primary key)`)
    expect(tables.find(({ name }) => name === 'c')?.foreignKeys).toEqual([
      { columns: ['x'], table: 'p2', references: ['id'], onDelete: 'NO ACTION', onUpdate: 'NO ACTION' },
      { columns: ['w'], table: 'P', references: ['a'], onDelete: 'NO ACTION', onUpdate: 'NO ACTION' },
      { columns: ['y', 'z'], table: 'P', references: ['b', 'a'], onDelete: 'CASCADE', onUpdate: 'SET NULL' },
    ])
  })

  test('tells indexes with expressions, collations, order and condition', async () => {
    const { indexes, tables } = await inspectAfter(`create table t (a text collate nocase, b, c unique);
      create unique index "u" on t (lower(b || ',x') collate rtrim desc, c) where b > 'where (';
      create index i on t (a, b collate nocase asc, c desc); create unique index w on t (b, c)`)
    expect(indexes).toEqual([
      {
        name: 'i',
        table: 't',
        unique: false,
        parts: ['a collate nocase', 'b collate nocase', 'c desc'],
      },
      {
        name: 'u',
        table: 't',
        unique: true,
        parts: ["lower(b || ',x') collate rtrim desc", 'c'],
        where: "b > 'where ('",
      },
      { name: 'w', table: 't', unique: true, parts: ['b', 'c'] },
    ])
    expect(tables[0]?.uniques).toEqual([['b', 'c'], ['c']])
  })

  test('leaves out what belongs to SQLite, to Millwright and to virtual tables', async () => {
    const db = await sqlite.scratch()
    for (const statement of sqlite.ledgerTables) await db.run(sql.raw(statement))
    await db.run(sql`create virtual table words using fts5 (text)`)
    await db.run(sql`create table t (id integer primary key autoincrement)`)
    await db.run(sql`create index millwright_kept on t (id)`)
    await db.run(sql`create table sqlitex (a)`)
    await db.run(sql`insert into t default values`)
    await db.run(sql`analyze`)
    const { tables, indexes, views, triggers } = await sqlite.inspect(db)
    expect({ tables: tables.map(({ name }) => name), indexes, views, triggers }).toEqual({
      tables: ['sqlitex', 't'],
      indexes: [],
      views: [],
      triggers: [],
    })
    const names = await sqlite.tableNames(db)
    expect(names.filter((name) => !name.startsWith('millwright_'))).toEqual(['sqlitex', 't'])
    expect(names).toContain('millwright_meta')
    await db.close()
  })

  test('tells views and triggers, broken ones too', async () => {
    const { views, triggers } = await inspectAfter(`create table t (a);
      CREATE VIEW  v AS SELECT "a" /* all */ FROM T; create view broken as select * from nowhere;
      create trigger tr AFTER insert ON t BEGIN  update t set a = case when 1 then 'X' end; END`)
    expect(views).toEqual([
      { name: 'broken', table: 'broken', text: 'create view broken as select * from nowhere' },
      { name: 'v', table: 'v', text: 'create view v as select a from t' },
    ])
    expect(triggers).toEqual([
      {
        name: 'tr',
        table: 't',
        text: "create trigger tr after insert on t begin update t set a = case when 1 then 'X' end; end",
      },
    ])
  })

  test.each([
    ['white space and comments', 'create table t(a,b)', 'create table t ( a -- one\n, /* two */ b )'],
    ['the case of bare words', 'create table t(a integer not null)', 'CREATE TABLE t(A Integer NOT null)'],
    ['quotes that are not needed', 'create table t(a, b_1)', 'create table "t"([a], `b_1`)'],
    ['if not exists', 'create table t(a)', 'create table if not exists main.t(a)'],
    [
      'a rename and back',
      'create table t(a)',
      'create table t(a); alter table t rename to u; alter table u rename to t',
    ],
  ])('%s make no difference', async (_what, a, b) => {
    expect(await textOf(a)).toBe(await textOf(b))
  })

  test.each([
    ['a check', 'create table t(a check(a > 1))', 'create table t(a check(a > 2))'],
    ['the case of a string', "create table t(a default 'x')", "create table t(a default 'X')"],
    ['white space in a string', "create table t(a default ' x')", "create table t(a default 'x')"],
    ['table options', 'create table t(a integer) strict', 'create table t(a integer)'],
    ['a rowid', 'create table t(a primary key)', 'create table t(a primary key) without rowid'],
    ['a name that must be quoted', 'create table t(a, "true" check("true"))', 'create table t(a, "true" check(true))'],
    ['a conflict clause', 'create table t(a unique on conflict replace)', 'create table t(a unique)'],
    ['letters beyond A to Z', 'create table t(ä)', 'create table t(Ä)'],
  ])('%s makes a difference', async (_what, a, b) => {
    expect(await textOf(a)).not.toBe(await textOf(b))
  })

  test('a column added later has its place in the text', async () => {
    const { tables } = await inspectAfter(
      'create table t (a, unique (a)); alter table t add column b text collate nocase',
    )
    expect(tables[0]?.columns[1]).toEqual({ name: 'b', type: 'TEXT', nullable: true, collation: 'NOCASE' })
  })

  test('a thousand tables in well under two seconds', async () => {
    const db = await sqlite.scratch()
    await db.transaction(async (tx) => {
      for (let at = 0; at < 1000; at++) {
        await tx.run(
          sql.raw(`create table t${at} (id integer primary key, a text not null, b unique, c references t${at})`),
        )
        await tx.run(sql.raw(`create index i${at} on t${at} (a, b)`))
      }
    })
    const started = performance.now()
    expect((await sqlite.inspect(db)).tables).toHaveLength(1000)
    expect(performance.now() - started).toBeLessThan(2000)
    await db.close()
  })
})

describe('needsNoTransaction', () => {
  test.each([
    'vacuum',
    "VACUUM INTO 'x'",
    '-- a\nvacuum',
    "attach 'a' as b",
    'detach b',
    'begin',
    'commit',
    'END',
    'rollback',
    'pragma foreign_keys = off',
    'PRAGMA main.journal_mode=wal',
    'pragma "synchronous"',
    '/* x */ pragma wal_checkpoint(truncate)',
  ])('%s', (statement) => {
    expect(sqlite.needsNoTransaction(statement)).toBe(true)
  })

  test.each([
    'select 1',
    'create table vacuum_log (a)',
    'pragma user_version = 5',
    'pragma main.application_id = 1',
    'savepoint a',
    'insert into t values (1)',
    '',
    '-- vacuum',
  ])('not %s', (statement) => {
    expect(sqlite.needsNoTransaction(statement)).toBe(false)
  })
})
