/** Inserting into tables with rules of their own, and values that SQLite would alter. */
import { execFileSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Value } from '../../src/kernel/value.ts'
import { makeFolder } from './place.ts'

async function scratch(script: string) {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  for (const { text } of sqlite.split(script)) await db.run(sql.raw(text))
  return db
}

const into = { table: 't', columns: ['id', 'u'], key: ['id'] } as const

describe('insert', () => {
  test.each(['replace', 'ignore', 'rollback', 'fail'])(
    'a constraint with on conflict %s neither removes nor hides a row',
    async (clause) => {
      const db = await scratch(
        `create table t (id integer primary key, u not null on conflict ${clause} unique on conflict ${clause})`,
      )
      await db.transaction(async (tx) => {
        expect(
          await tx.insert(into, [
            [1n, 'a'],
            [2n, 'a'],
            [1n, 'b'],
            [3n, null],
            [4n, 'd'],
          ]),
        ).toEqual([
          { at: 1, kind: 'refused', words: 'UNIQUE constraint failed: t.u' },
          { at: 2, kind: 'conflict' },
          { at: 3, kind: 'refused', words: 'NOT NULL constraint failed: t.u' },
        ])
      })
      expect(await db.all(sql`select id, u from t`)).toEqual([
        { id: 1n, u: 'a' },
        { id: 4n, u: 'd' },
      ])
    },
  )

  test('a row with the key wins over other obstacles', async () => {
    const db = await scratch('create table t (id integer primary key, u unique)')
    expect(
      await db.insert(into, [
        [1n, 'a'],
        [2n, 'b'],
        [1n, 'b'],
      ]),
    ).toEqual([{ at: 2, kind: 'conflict' }])
  })

  test('keys are compared as the column compares them', async () => {
    const db = await scratch('create table t (id text collate nocase primary key, u)')
    expect(
      await db.insert(into, [
        ['A', 1],
        ['a', 2],
        [5n, 3],
        ['5', 4],
      ]),
    ).toEqual([
      { at: 1, kind: 'conflict' },
      { at: 3, kind: 'conflict' },
    ])
  })

  test('what triggers and foreign keys say is a refusal', async () => {
    const db = await scratch(`create table t (id integer primary key, u references p);
      create table p (id integer primary key);
      create trigger ignored before insert on t when new.id = 7 begin select raise(ignore); end;
      create trigger refused before insert on t when new.id = 8 begin select raise(abort, 'eight is not wanted'); end`)
    expect(
      await db.insert(into, [
        [7n, null],
        [8n, null],
        [9n, 1n],
        [10n, null],
      ]),
    ).toEqual([
      { at: 0, kind: 'refused', words: 'a trigger left the row out' },
      { at: 1, kind: 'refused', words: 'eight is not wanted' },
      { at: 2, kind: 'refused', words: 'FOREIGN KEY constraint failed' },
    ])
  })

  test('a trigger that rolls back ends the work', async () => {
    const db = await scratch(`create table t (id integer primary key, u);
      create trigger r before insert on t when new.id = 2 begin select raise(rollback, 'all of it'); end`)
    const work = db.transaction((tx) =>
      tx.insert(into, [
        [1n, 'a'],
        [2n, 'b'],
        [3n, 'c'],
      ]),
    )
    await expect(work).rejects.toThrow('ended the transaction')
    await expect(
      db.insert(into, [
        [1n, 'a'],
        [2n, 'b'],
        [3n, 'c'],
      ]),
    ).rejects.toThrow('ended the transaction')
    expect(await db.all(sql`select * from t`)).toEqual([])
  })

  test('a table or column that is not there is a failure, not a refusal', async () => {
    const db = await scratch('create table t (id integer primary key)')
    await expect(db.insert(into, [[1n, 'a']])).rejects.toThrow('t has no column named u')
    await expect(db.insert({ ...into, table: 'x' }, [[1n, 'a']])).rejects.toThrow('no such table: x')
  })
})

describe('values', () => {
  test.each<readonly [string, Value]>([
    ['value 2 is text with half of a surrogate pair', 'a\ud83d'],
    ['value 2 is not a number (NaN)', Number.NaN],
    ['value 2 is an integer of more than 64 bits', 2n ** 63n],
    ['value 2 is an integer of more than 64 bits', -(2n ** 63n) - 1n],
  ])('%s', async (words, value) => {
    const db = await scratch('create table t (id integer primary key, u)')
    expect(
      await db.insert(into, [
        [1n, value],
        [2n, 'ok'],
      ]),
    ).toEqual([{ at: 0, kind: 'refused', words }])
    await expect(db.run(sql`update t set u = ${'x'}, id = ${value}`)).rejects.toMatchObject({ code: 'DB115' })
    expect(await db.all(sql`select * from t`)).toEqual([{ id: 2n, u: 'ok' }])
  })

  test('booleans are 0 and 1, integers even where a column has no affinity', async () => {
    const db = await scratch('create table t (id integer primary key, u)')
    await db.insert(into, [
      [1n, true],
      [2n, false],
    ])
    expect(await db.all(sql`select u, typeof(u) as t from t where u = ${true}`)).toEqual([{ u: 1n, t: 'integer' }])
  })

  test('U+0000 is kept in values and refused in statements', async () => {
    const db = await scratch('create table t (id integer primary key, u)')
    await db.insert(into, [[1n, 'a\0b']])
    expect(await db.get(sql`select u, length(cast(u as blob)) as n from t`)).toEqual({ u: 'a\0b', n: 3n })
    await expect(db.run(sql.raw('delete from t\0 where id = 5'))).rejects.toThrow('U+0000')
    expect(await db.get(sql`select count(*) as n from t`)).toEqual({ n: 1n })
  })
})

test.skipIf(process.platform === 'win32')(
  'a new database is the owner’s to read and write, whatever the umask',
  async () => {
    const path = join(await makeFolder(), 'a.db')
    const dialect = new URL('../../src/dialects/sqlite/sqlite.ts', import.meta.url).href
    const make = `process.umask(0o377); const { sqlite } = await import(${JSON.stringify(dialect)})
    await (await sqlite.open(process.argv[1], { create: true })).close()`
    execFileSync(process.execPath, ['--input-type=module', '-e', make, path])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  },
)
