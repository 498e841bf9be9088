/** With a database as the beginning, its rows are asked before anything is written. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareSides, ddlOf } from '../../../src/actions/diff.ts'
import { readAnswers, type TypedAnswers } from '../../../src/diff/answers.ts'
import type { Difference } from '../../../src/diff/diff.ts'
import { sqlite } from '../../../src/dialects/sqlite/sqlite.ts'
import { rowsOf, schemaOf } from './oracle.ts'
import { apply, database } from './walk.ts'

let folder: string
let db: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-rows-'))
  db = new DatabaseSync(join(folder, 'app.db'))
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const diffTo = (to: string, answers: TypedAnswers = {}): Promise<Difference> =>
  compareSides({
    dialect: sqlite,
    ddl: ddlOf(sqlite),
    from: { kind: 'url', url: `sqlite:${join(folder, 'app.db')}`, dialect: sqlite },
    to: { kind: 'file', file: 'to.sql', text: to },
    answers: readAnswers(answers),
  })

const told = ({ findings }: Difference) => findings.map(({ code, subject, rows }) => [code, subject, rows])

/** A schema, rows, the wanted schema, and what the rows say. */
test.each([
  ['a text for a number', 't (a text)', "'x'", 't (a integer)', [['DIFF103', 't.a', 1]]],
  ['leading zeros', 't (a text)', "'007'), ('7'", 't (a integer)', [['DIFF103', 't.a', 1]]],
  ['numbers as texts', 't (a text)', "'7'), (null", 't (a integer)', []],
  ['nulls', 't (a text)', "null), (null), ('x'", 't (a text not null)', [['DIFF102', 't.a', 2]]],
  ['twins', 't (a text)', "'x'), ('x'), ('y'", 't (a text unique)', [['DIFF105', 't unique (a)', 1]]],
  [
    'twins by collation',
    't (a text)',
    "'x'), ('X'",
    't (a text collate nocase, primary key (a))',
    [['DIFF105', 't primary key (a)', 1]],
  ],
  ['many nulls are no twins', 't (a text)', 'null), (null', 't (a text unique)', []],
  [
    'a check',
    't (a integer)',
    '-1), (5), (null',
    't (a integer, constraint positive check (a > 0))',
    [['DIFF105', 't positive', 1]],
  ],
  ['no parent', 't (a integer primary key)', '1), (2', 't (a integer primary key references t (a) check (a < 9))', []],
  [
    'STRICT',
    't (a integer, b)',
    "'x', 1",
    't (a integer, b blob) strict',
    [
      ['DIFF103', 't.a', 1],
      ['DIFF103', 't.b', 1],
    ],
  ],
  ['STRICT with clean rows', 't (a int, b real, c)', "1, 2, x'00'", 't (a int, b real, c blob) strict', []],
])('%s', async (...[, from, values, to, expected]) => {
  db.exec(`create table ${from}; insert into t values (${values})`)
  const before = rowsOf(db)
  const found = await diffTo(`create table ${to}`)
  expect(told(found)).toEqual(expected)
  expect(found.up.framed.length > 0).toBe(expected.length === 0)
  expect(rowsOf(db)).toEqual(before)
})

test('orphans of a new reference are found, also under new names', async () => {
  db.exec('create table p (id integer primary key); create table t (a integer primary key, p integer)')
  db.exec('insert into p values (1); insert into t values (1, 1), (2, 7), (3, null)')
  const to =
    'create table parent (id integer primary key); create table t (a integer primary key, q integer references parent)'
  const found = await diffTo(to, { renames: ['table:p=parent', 'column:t.p=q'] })
  expect(told(found)).toEqual([['DIFF105', 't foreign key (q) references parent', 1]])
  expect(found.findings[0]?.samples).toEqual(['a=2, q=7'])
  db.exec('delete from t where a = 2')
  const clean = await diffTo(to, { renames: ['table:p=parent', 'column:t.p=q'] })
  expect(clean.findings).toEqual([])
  apply(db, clean.up.framed)
  expect(schemaOf(db)).toEqual(schemaOf(database(to)))
  expect((await diffTo(to)).changes).toEqual([])
})

test('answers are taken into account', async () => {
  db.exec("create table t (a integer primary key, b text); insert into t values (1, '12 mm'), (2, null)")
  const to = 'create table t (a integer primary key, b integer not null check (b < 100), c integer not null unique)'
  const answers = { usings: ['t.b=cast(b as integer)'], fills: ['t.b=0', 't.c=a'] }
  expect(told(await diffTo(to, answers))).toEqual([['DIFF106', 't.b', undefined]])
  expect((await diffTo(to, { ...answers, keepDropped: true })).findings).toEqual([])
  expect(told(await diffTo(to, { ...answers, fills: ['t.b=500', 't.c=1'] }))).toEqual([
    ['DIFF106', 't.b', undefined],
    ['DIFF105', 't check (b < 100)', 1],
    ['DIFF105', 't unique (c)', 1],
  ])
})

test('nothing is asked for a table without rows', async () => {
  db.exec('create table t (a integer primary key)')
  const to = 'create table u (a integer primary key, b text not null)'
  const found = await diffTo(to, { renames: ['table:t=u'] })
  expect(found.findings).toEqual([])
  apply(db, found.up.framed)
  expect(schemaOf(db)).toEqual(schemaOf(database(to)))
})

test('twins of unique indexes are found, with conditions, expressions and collations', async () => {
  db.exec("create table t (a text, b integer); insert into t values ('x', 1), ('X', 1), ('y', null), ('y', null)")
  const to = `create table t (a text, b integer);
    create unique index i1 on t (lower(a) desc, b) where b > 0;
    create unique index i2 on t (a collate nocase, b);
    create unique index i3 on t (a, b);
    create unique index i4 on t (a) where b is null;`
  expect(told(await diffTo(to))).toEqual([
    ['DIFF105', 't unique index i1', 1],
    ['DIFF105', 't unique index i2', 1],
    ['DIFF105', 't unique index i4', 1],
  ])
})

test('an answer that names nothing is told', async () => {
  db.exec('create table t (a integer primary key, b text)')
  const to = 'create table t (a integer primary key, c text)'
  const slips = {
    renames: ['column:t.b=c', 'column:t.b=d', 'table:t=u'],
    fills: ['t.x=1', 't.c=1'],
    usings: ['u.b=1', 'v.b=1'],
  }
  expect(told(await diffTo(to, slips)).map(([code, subject]) => [code, subject])).toEqual([
    ['DIFF110', '--rename table:t=u'],
    ['DIFF110', '--rename column:t.b=d'],
    ['DIFF110', '--fill t.x'],
    ['DIFF110', '--using v.b'],
  ])
})
