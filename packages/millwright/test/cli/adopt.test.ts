/** Databases of other tools on a server and inside of the process, taken over as a person types it. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDialect } from '../../src/actions/dialects.ts'
import { checksumOf } from '../../src/history/foreign/flyway.ts'
import { sql } from '../../src/kernel/sql.ts'
import { server } from '../dialects/server.ts'
import { makeProgram, type Program } from './program.ts'

let program: Program
beforeAll(async () => {
  program = await makeProgram()
})
afterAll(() => program.remove())

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const first = `create type state as enum ('new', 'used');
create table part (id bigint generated always as identity primary key, sku text not null unique, state state not null default 'new', price numeric(10,2));`
const second = `create table "Odd Name" (id uuid primary key, part bigint references part (id) on delete cascade);
create index on part (lower(sku)) where price is not null;
create view cheap as select sku from part where price < 5;
create function half(n integer) returns integer language plpgsql as $$ begin return n / 2; end $$;`

const flyway = [
  `create table flyway_schema_history (installed_rank integer not null primary key, version varchar(50), description varchar(200) not null,
    type varchar(20) not null, script varchar(1000) not null, checksum integer, installed_by varchar(100) not null,
    installed_on timestamp not null default now(), execution_time integer not null, success boolean not null)`,
  `insert into flyway_schema_history values (1, '1', 'first', 'SQL', 'V1__first.sql', ${checksumOf(first)}, 'app', now(), 1, true),
    (2, '2', 'second', 'SQL', 'V2__second.sql', ${checksumOf(second)}, 'app', now(), 1, true)`,
]
const drizzle = [
  'create schema drizzle',
  'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  `insert into drizzle.__drizzle_migrations (hash, created_at) values ('${sha256(first)}', 1700000000001), ('${sha256(second)}', 1700000000002)`,
]
const journal = JSON.stringify({
  entries: [
    { when: 1700000000001, tag: '0000_first' },
    { when: 1700000000002, tag: '0001_second' },
  ],
})

const tools = {
  Flyway: { record: flyway, files: { 'db/migration/V1__first.sql': first, 'db/migration/V2__second.sql': second } },
  'Drizzle Kit': {
    record: drizzle,
    files: {
      'drizzle/meta/_journal.json': journal,
      'drizzle/0000_first.sql': first,
      'drizzle/0001_second.sql': second,
    },
  },
}

async function make(url: string, cwd: string, { record, files }: (typeof tools)['Flyway' | 'Drizzle Kit']) {
  writeFileSync(join(cwd, 'millwright.config.json'), JSON.stringify({ database: url, backups: { before: 'never' } }))
  mkdirSync(join(cwd, 'migrations'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), text)
  }
  const dialect = await findDialect(url)
  const db = await dialect?.open(dialect.absolute(url, cwd), { create: true })
  const rows = "insert into part (sku, price) values ('a', 1.50)"
  for (const { text } of dialect?.split(`${first}\n${second}\n${rows}`) ?? []) await db?.run(sql.raw(text))
  for (const statement of record) await db?.run(sql.raw(statement))
  await db?.close()
}

type Done = { readonly exit: number; readonly stdout: string; readonly stderr: string }

const typed = (cwd: string, ...args: readonly string[]): Promise<Done> =>
  new Promise((resolve) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: program.cache, NO_COLOR: '1', COLUMNS: '1000' }
    execFile(process.execPath, [program.cli, ...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ exit: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })

const found = server
const databases = [
  ['PGlite', () => 'pglite:data'],
  ...(found === undefined ? [] : [['PostgreSQL', () => found.newUrl()] as const]),
] as readonly (readonly [string, () => string])[]

describe.each(databases)('%s', (name, url) => {
  test.each(Object.entries(tools))('a database of %s', { timeout: 120_000 }, async (tool, fixture) => {
    const cwd = program.project(`adopt-${name}-${tool.replace(' ', '')}`)
    await make(url(), cwd, fixture)
    const looked = await typed(cwd, 'adopt', '--dry-run', '--json')
    expect([looked.stderr, JSON.parse(looked.stdout || '{}')]).toMatchObject(['', { tool, differences: [], exit: 0 }])
    expect(readdirSync(join(cwd, 'migrations'))).toEqual([])
    const adopted = await typed(cwd, 'adopt', '--retire')
    expect(adopted.stderr + adopted.stdout).toMatch(
      new RegExp(
        `^${tool} recorded 2 applied in [^]*The schema is what .* gives\\.[^]*called [\\w.]*millwright_retired_`,
      ),
    )
    const [file = ''] = readdirSync(join(cwd, 'migrations'))
    expect(readFileSync(join(cwd, 'migrations', file), 'utf8')).not.toMatch(/create table.*(?:flyway|drizzle)/i)
    expect(await typed(cwd, 'up')).toMatchObject({ exit: 0 })
    expect((await typed(cwd, 'adopt')).stderr).toContain('ADOPT101')
    expect(await typed(cwd, 'validate')).toMatchObject({ exit: 0 })
  })
})
