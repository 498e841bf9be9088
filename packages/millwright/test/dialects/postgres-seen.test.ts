/** A schema that was read once is not taken for the one that it has become. */
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { readSchema } from '../../src/dialects/postgres/catalogue/inspect.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import type { Connection, Queries } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { richSchema } from './rich-schema.ts'
import { server } from './server.ts'

const whole = postgres.split(richSchema).map(({ text }) => text)

/** What changes a schema, the same thing twice where that can be. */
const changes = [
  'create table t (a integer, b text)',
  'alter table t add column c integer',
  'alter table t alter column c type bigint',
  'alter table t alter column c type numeric(5, 2)',
  'alter table t alter column c set default 1',
  'alter table t alter column c set default 2',
  'alter table t rename column b to d',
  'alter table t add constraint positive check (c > 0)',
  'alter table t rename constraint positive to above_zero',
  'alter table t set (fillfactor = 50)',
  'create index t_c on t (c)',
  'alter index t_c rename to t_by_c',
  'create sequence s',
  'alter sequence s owned by t.a',
  'alter sequence s increment by 7',
  'alter sequence s owned by none',
  "create type colour as enum ('red')",
  "alter type colour rename value 'red' to 'green'",
  'create view v as select a from t',
  'create or replace view v as select a + 1 as a from t',
  'alter view v rename to w',
  "create function f() returns integer language sql as 'select 1'",
  "create or replace function f() returns integer language sql as 'select 2'",
  'alter table t enable row level security',
  'create policy own on t using (true)',
  'alter policy own on t using (a > 0)',
  'drop view w',
  'drop table t cascade',
]

async function follow(db: Queries, dialect: Dialect, statements: readonly string[]): Promise<void> {
  for (const change of statements) {
    await db.run(sql.raw(change))
    const fresh = await readSchema(db)
    expect(await dialect.inspect(db), change).toEqual(fresh)
    expect(await dialect.inspect(db), `${change}, once more`).toEqual(fresh)
  }
}

const places: readonly (readonly [string, Dialect, () => string | undefined])[] = [
  ['PGlite', pglite, () => 'pglite:memory'],
  ['PostgreSQL', postgres, () => server?.newUrl()],
]

describe.each(places)('%s', (_, dialect, urlOf) => {
  const open = async (): Promise<Connection | undefined> => {
    const url = urlOf()
    if (url === undefined) return undefined
    return url === 'pglite:memory' ? dialect.scratch() : dialect.open(url, { create: true })
  }

  test('what was read is read anew after each change, in transactions of their own', async (context) => {
    const db = await open()
    if (db === undefined) return context.skip()
    await follow(db, dialect, changes)
    await db.close()
  })

  test('and within one transaction; what that takes back is gone', async (context) => {
    const db = await open()
    if (db === undefined) return context.skip()
    await db.run(sql`create table before (a integer)`)
    const before = await dialect.inspect(db)
    const undone = new Error('taken back')
    const work = db.transaction(async (tx) => {
      await follow(tx, dialect, [...whole, ...changes])
      throw undone
    })
    await expect(work).rejects.toBe(undone)
    expect(await dialect.inspect(db)).toEqual(before)
    expect(await dialect.inspect(db)).toEqual(await readSchema(db))
    await db.close()
  })

  test('an unchanged one is read once', async (context) => {
    const db = await open()
    if (db === undefined) return context.skip()
    await db.run(sql`create table t (a integer)`)
    const first = await dialect.inspect(db)
    await db.run(sql`insert into t values (1)`)
    await db.run(sql`analyze t`)
    expect(await dialect.inspect(db)).toBe(first)
    expect(await db.transaction((tx) => dialect.inspect(tx))).toBe(first)
    await db.close()
  })
})
