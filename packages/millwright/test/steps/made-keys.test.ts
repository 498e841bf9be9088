/** Sequences, identities and defaults after rows that brought their own keys (P26). */
import { describe, expect, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { server } from '../dialects/server.ts'
import { moveOf, projectWith } from '../run/project-with.ts'

const found = server

const tables = `-- migrate:up
create table "Odd name" (id bigint generated always as identity primary key, note text);
create table plain (id serial primary key, note text unique);
create sequence countdown increment -1 maxvalue 100 start 100;
create table falling (id integer primary key default nextval('countdown'));
create sequence shared start 1;
create table one (id bigint primary key default nextval('shared'));
create table other (id bigint primary key default nextval('shared'));
create table empty (id smallserial primary key, note text);
-- migrate:down
drop table empty;
drop table other;
drop table one;
drop sequence shared;
drop table falling;
drop sequence countdown;
drop table plain;
drop table "Odd name";
`

const load = (name: string, to: string, [ids, more = '']: readonly [string, string?]) =>
  `m.load('${name}', { from: listOf('${name}', ${ids}.map((id) => ({ id }))), to: ${JSON.stringify(to)}, key: ['id'], minRecords: 0, map: ({ id }) => ({ id${more} }) })`

const move = moveOf(
  [
    load('odd', 'Odd name', ['[3, 1, 7]', ", note: 'n'"]),
    load('plain', 'plain', ['[5]', ", note: 'only one'"]),
    load('falling', 'falling', ['[40, 90]']),
    load('one', 'one', ['[10]']),
    load('other', 'other', ['[4]']),
    load('empty', 'empty', ['[]', ', note: null']),
  ].join('\n'),
)

async function nextOf(db: Connection, statement: string): Promise<unknown> {
  return (await db.get(sql.raw(`${statement} returning id`)))?.['id']
}

const checksOf = async (project: Project): Promise<readonly string[]> => {
  const names: string[] = []
  const onEvent = (event: { type: string; result?: { kind: string; name: string; ok: boolean } }): void => {
    if (event.type === 'check' && event.result?.kind === 'keys') names.push(`${event.result.name} ${event.result.ok}`)
  }
  expect(await up(project, { onEvent })).toMatchObject({ verdict: 'PROVED' })
  return names
}

describe.skipIf(found === undefined)('keys that the database makes', { timeout: 60_000 }, () => {
  test('go on after the loaded ones: identity, serial, a falling, a shared and an untouched sequence', async () => {
    const files = { '0001_tables.sql': tables, '0002_move.ts': move }
    const project = await projectWith(files, { database: found?.newUrl() })
    expect(await checksOf(project)).toEqual(
      ['odd', 'plain', 'falling', 'one', 'other', 'empty'].map(
        (name) => `${name}: the next row gets a key of its own true`,
      ),
    )
    const db = await openDatabase(project)
    expect(Number(await nextOf(db, `insert into "Odd name" (note) values ('x')`))).toBeGreaterThan(7)
    expect(Number(await nextOf(db, `insert into plain (note) values ('x')`))).toBeGreaterThan(5)
    expect(Number(await nextOf(db, 'insert into falling default values'))).toBeLessThan(40)
    expect(Number(await nextOf(db, 'insert into one default values'))).toBeGreaterThan(10)
    expect(Number(await nextOf(db, 'insert into other default values'))).toBeGreaterThan(10)
    expect(Number(await nextOf(db, 'insert into empty default values'))).toBeLessThan(3)
    await db.close()
  })

  test('that are behind, or at their end, are told by the probe with the sequence and both numbers', async () => {
    const db = await postgres.open(found?.newUrl() ?? '', { create: true })
    await db.run(sql`create table late (id serial primary key)`)
    await db.run(sql`insert into late values (1)`)
    expect(await postgres.madeKeys.probe(db, 'late')).toMatchObject({
      columns: ['id'],
      why: expect.stringContaining('late_pkey') as string,
    })
    await db.run(sql`insert into late values (50)`)
    expect(await postgres.madeKeys.probe(db, 'late')).toEqual({
      columns: ['id'],
      why: 'late_id_seq gives 3 next, and id has come to 50',
    })
    await postgres.madeKeys.advance(db, 'late')
    expect(await postgres.madeKeys.probe(db, 'late')).toEqual({ columns: ['id'] })
    await db.run(sql`create sequence small maxvalue 3`)
    await db.run(sql`create table few (id integer primary key default nextval('small'))`)
    await db.run(sql`insert into few values (3)`)
    await postgres.madeKeys.advance(db, 'few')
    expect(await postgres.madeKeys.probe(db, 'few')).toMatchObject({
      why: expect.stringContaining('maximum value') as string,
    })
    expect((await db.get(sql`select count(*) as n from few`))?.['n']).toBe(1n)
    await db.close()
  })
})
