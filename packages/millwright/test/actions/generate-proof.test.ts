import { readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generate } from '../../src/actions/generate.ts'
import { findDialect } from '../../src/actions/dialects.ts'
import type { Project } from '../../src/actions/project.ts'
import { makeSampleRows } from '../../src/actions/sample-rows.ts'
import { up } from '../../src/actions/up.ts'
import { sql } from '../../src/kernel/sql.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { exec, projectWith, table } from '../run/project-with.ts'

const item = table('item', 'id integer primary key, name text not null, qty integer')
const wants = (project: Project, schema: string): void => writeFileSync(project.schema, schema)

test('a way that leads back is tried with the rows of the database, which is only read', async () => {
  const project = await projectWith({ '0001_item.sql': item })
  await up(project)
  exec(project, "insert into item values (1, 'a', 2), (2, 'b', null)")
  const before = await stateOf(project)
  wants(project, 'create table item (id integer primary key, name text not null, qty integer, size text);')
  const made = await generate(project, { title: 'size', prove: true })
  expect([made.exit, made.proof?.on, made.proof?.rows, made.proof?.result]).toEqual([
    0,
    'a copy of the database',
    2,
    'reversible',
  ])
  expect(await stateOf(project)).toEqual(before)
})

test('a database without rows is no proof: rows are made up, in tables that point at each other too', async () => {
  const project = await projectWith({
    '0001_item.sql': item,
    '0002_more.sql': table(
      'line',
      "item integer not null references item, state text not null check (state in ('open', 'done')), day date",
    ),
  })
  wants(
    project,
    "create table item (id integer primary key, name text not null); create table line (item integer not null references item, state text not null check (state in ('open', 'done')), day date);",
  )
  const made = await generate(project, { title: 'no qty', prove: true, keepDropped: true })
  expect([made.exit, made.proof?.on, made.proof?.rows, made.proof?.result]).toEqual([
    0,
    'generated rows',
    10,
    'reversible',
  ])
})

test('a loss that was named before is found, and does not hold the file up', async () => {
  const project = await projectWith({ '0001_item.sql': item })
  wants(project, 'create table item (id integer primary key, name text not null);')
  const made = await generate(project, { title: 'no qty', prove: true })
  expect([made.exit, made.difference.reversible, made.proof?.result]).toEqual([0, false, 'differs'])
  expect(made.difference.findings.map(({ code }) => code)).toContain('DIFF106')
  expect(made.file).toBeDefined()
})

test('a file that the rows refuse is not kept', async () => {
  const project = await projectWith({ '0001_item.sql': item })
  await up(project)
  exec(project, "insert into item values (1, 'a', 2), (2, 'a', null)")
  wants(project, 'create table item (id integer primary key, name text not null unique, qty integer);')
  const made = await generate(project, { title: 'one name', prove: true })
  expect([made.exit, made.proof?.result, made.file]).toEqual([4, 'failed', undefined])
  expect(readdirSync(project.migrations)).toEqual(['0001_item.sql'])
})

test('made up rows fit what their tables demand, and leave out what they cannot', async () => {
  const dialect = await findDialect('sqlite::memory:')
  const db = await (dialect as NonNullable<typeof dialect>).scratch()
  try {
    for (const text of [
      "create table kind (code text not null primary key check (code in ('a', 'b', 'c')), at datetime not null)",
      'create table thing (id integer primary key autoincrement, kind text not null references kind, price numeric check (price > 0), raw blob, both text generated always as (kind || id))',
      'create table never (id integer primary key, x integer check (x > 5 and x < 5), check (x is not null))',
    ])
      await db.run(sql.raw(text))
    await makeSampleRows(dialect as NonNullable<typeof dialect>, db)
    const counted = async (name: string) => (await db.get(sql`select count(*) as n from ${sql.id(name)}`))?.['n']
    expect([await counted('kind'), await counted('thing'), await counted('never')]).toEqual([3n, 5n, 0n])
  } finally {
    await db.close()
  }
})
