/** A plain list meets people at work: it lets them pass and tries again, and either all of it is done or nothing. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { diffSides } from '../../../src/actions/diff.ts'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'
import { statement } from '../../../src/dialects/postgres/ddl/write/statement.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { makeFolder } from '../../dialects/place.ts'
import { server } from '../../dialects/server.ts'

const before =
  'create table "Odd one" (id integer primary key, "a ""b""" integer); create table t (id integer primary key);'
const after = `create table "Odd one" (id integer primary key, "a ""b""" integer not null, extra text);
  create table t (id integer primary key, odd integer references "Odd one" (id)); create index t_odd on t (odd);`

async function place(): Promise<{ readonly url: string; readonly list: readonly string[] }> {
  const url = server?.newUrl() ?? ''
  const db = await postgres.open(url, { create: true })
  for (const { text } of postgres.split(before)) await db.run(sql.raw(text))
  await db.close()
  const folder = await makeFolder()
  await writeFile(join(folder, 'schema.sql'), after)
  const { up } = await diffSides({ from: url, to: 'schema.sql', where: { cwd: folder } })
  return { url, list: up.framed }
}

async function client(url: string): Promise<Client> {
  const one = new Client({ connectionString: url })
  await one.connect()
  onTestFinished(() => one.end())
  return one
}

async function play(url: string, list: readonly string[]): Promise<void> {
  const one = await client(url)
  for (const statement of list) await one.query(statement)
}

/** Waits until somebody of the database waits for this. */
async function untilSeen(watch: Client, event: string): Promise<void> {
  for (;;) {
    const { rowCount } = await watch.query(
      'select 1 from pg_stat_activity where datname = current_database() and wait_event = $1',
      [event],
    )
    if (rowCount !== 0) return
    await new Promise((wake) => setTimeout(wake, 10))
  }
}

describe.skipIf(server === undefined)('a list on a server', { timeout: 60_000 }, () => {
  test('gives its locks back, rests, and goes on when the way is free', async () => {
    const { url, list } = await place()
    const holder = await client(url)
    const watch = await client(url)
    await holder.query('begin; lock table t in access share mode; insert into "Odd one" values (1, 1)')
    const played = play(url, list)
    await untilSeen(watch, 'PgSleep')
    const { rows } = await watch.query(
      `select relation::regclass::text as name from pg_locks where granted and relation::regclass::text in ('t', '"Odd one"')
        and mode = 'AccessExclusiveLock'`,
    )
    expect(rows, 'nothing is kept while it rests').toEqual([])
    await holder.query('commit')
    await played
    const { rows: found } = await watch.query('select odd.*, t.odd from "Odd one" odd left join t on t.odd = odd.id')
    expect(found).toEqual([{ id: 1, 'a "b"': 1, extra: null, odd: null }])
  })

  test('goes on without a table that it makes itself', async () => {
    const { url } = await place()
    const again = await client(url)
    const frame = postgres.ddl.frame([
      statement('create table fresh (a integer)'),
      statement('alter table fresh add b integer'),
    ])
    for (const text of frame) await again.query(text)
    expect((await again.query('select a, b from fresh')).rows).toEqual([])
  })

  test('asks for the tables in one order, each with the strongest lock that it needs', async () => {
    const { url, list } = await place()
    await play(url, list)
    expect(list.join('\n')).toContain(`array['public."Odd one"', 'public.t'];`)
    expect(list.join('\n')).toContain(`array['access exclusive', 'access exclusive'];`)
  })
})
