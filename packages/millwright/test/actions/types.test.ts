/** The types of a database, compiled with a program that uses them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { findDialect } from '../../src/actions/dialects.ts'
import { types, typesText } from '../../src/actions/types.ts'
import { sql } from '../../src/kernel/sql.ts'
import { exec, problemOf, projectWith } from '../run/project-with.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const compiler = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))

/** Compiles the types with a program beside this file, where its imports are found, and returns what is said. */
function compiled(typesFile: string, program: string): string {
  const folder = mkdtempSync(join(here, '.types-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'database.ts'), typesFile)
  writeFileSync(join(folder, 'program.ts'), program)
  const flags =
    '--ignoreConfig --noEmit --strict --pretty false --skipLibCheck --target es2024 --module nodenext --allowImportingTsExtensions'
  try {
    execFileSync(process.execPath, [compiler, ...flags.split(' '), join(folder, 'program.ts')], { encoding: 'utf8' })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

const lite = `create table part (
    id integer primary key, sku text not null, stock int not null default 0, price decimal(10,2), weight real, photo blob,
    anything, total int generated always as (stock * 2) virtual, "odd ""name" text
  );
  create table tag (name text primary key) strict, without rowid;
  create table millwright_own (x);
  create view cheap as select sku, price from part;`

test('of SQLite, by affinity, keys, defaults and what is computed', async () => {
  const project = await projectWith({})
  exec(project, lite)
  const { tables, file } = await types(project, { cwd: project.root, out: 'db.ts' })
  expect(tables.map(({ name }) => name)).toEqual(['cheap', 'part', 'tag'])
  expect(
    readFileSync(file as string, 'utf8'),
  ).toBe(`// Written by \`millwright types\`; an edit is lost when it is written anew.
import type { ColumnType } from 'kysely'

export interface Database {
  "cheap": {
    "sku": ColumnType<string | null, never, never>
    "price": ColumnType<bigint | number | string | null, never, never>
  }
  "part": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "sku": string
    "stock": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "price": ColumnType<bigint | number | string | null, bigint | number | boolean | string | null | undefined, bigint | number | boolean | string | null>
    "weight": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "photo": ColumnType<Uint8Array | null, Uint8Array | null | undefined, Uint8Array | null>
    "anything": ColumnType<bigint | number | string | Uint8Array | null, bigint | number | boolean | string | Uint8Array | null | undefined, bigint | number | boolean | string | Uint8Array | null>
    "total": ColumnType<bigint | null, never, never>
    "odd \\"name": ColumnType<string | null, string | null | undefined, string | null>
  }
  "tag": {
    "name": string
  }
}
`)
})

test('a program is held to them', { timeout: 60_000 }, async () => {
  const project = await projectWith({})
  exec(project, lite)
  const { text } = await types(project, { cwd: project.root })
  const program = `import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
declare const db: Kysely<Database>
void db.insertInto('part').values({ sku: 'a', stock: 3, price: '1.50' }).execute()
void db.updateTable('part').set({ stock: 4n }).where('id', '=', 1n).execute()
export const stock = async (): Promise<bigint> => (await db.selectFrom('part').select('stock').executeTakeFirstOrThrow()).stock
void db.insertInto('part').values({ stock: 3 }).execute()
void db.insertInto('part').values({ sku: 'a', total: 3 }).execute()
void db.selectFrom('part').select('nowhere').execute()
export const wrong = async (): Promise<number> => (await db.selectFrom('part').select('stock').executeTakeFirstOrThrow()).stock
`
  const said = compiled(text, program)
  const lines = [...said.matchAll(/^\S*program\.ts\((\d+),\d+\): error/gm)].map(([, line]) => Number(line))
  expect([...new Set(lines)], said).toEqual([7, 8, 9, 10])
})

test('of PostgreSQL, with its enums, domains, identities and arrays', { timeout: 60_000 }, async () => {
  const dialect = await findDialect('pglite:memory')
  const db = await dialect?.scratch()
  onTestFinished(() => db?.close())
  const script = `create type state as enum ('new', 'it''s "used"');
    create domain email as text check (value <> '');
    create domain amount as integer not null;
    create schema app;
    create table part (id bigint generated always as identity, n integer generated by default as identity, s serial, state state not null default 'new',
      mail email, amount amount, price numeric(10,2) not null, ratio double precision not null, made timestamptz, raw bytea, ok boolean not null,
      tags text[], doc jsonb, twice integer generated always as (1 + 1) stored);
    create table app."Odd t" (x smallint not null);
    create materialized view app.m as select id from part;`
  for (const { text } of dialect?.split(script) ?? []) await db?.run(sql.raw(text))
  const text = typesText((await dialect?.typedTables(db as NonNullable<typeof db>)) ?? [])
  const whole = 'bigint | number | string'
  expect(text.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    '  "app.Odd t": {',
    `    "x": ColumnType<bigint, ${whole}, ${whole}>`,
    '  }',
    '  "app.m": {',
    '    "id": ColumnType<bigint | null, never, never>',
    '  }',
    '  "part": {',
    '    "id": ColumnType<bigint, never, never>',
    `    "n": ColumnType<bigint, ${whole} | undefined, ${whole}>`,
    `    "s": ColumnType<bigint, ${whole} | undefined, ${whole}>`,
    '    "state": ColumnType<"new" | "it\'s \\"used\\"", "new" | "it\'s \\"used\\"" | undefined, "new" | "it\'s \\"used\\"">',
    '    "mail": ColumnType<string | null, string | null | undefined, string | null>',
    `    "amount": ColumnType<bigint, ${whole}, ${whole}>`,
    '    "price": ColumnType<string, string | bigint | number, string | bigint | number>',
    '    "ratio": ColumnType<number, number | bigint | string, number | bigint | string>',
    '    "made": ColumnType<string | null, string | null | undefined, string | null>',
    '    "raw": ColumnType<Uint8Array | null, Uint8Array | string | null | undefined, Uint8Array | string | null>',
    '    "ok": boolean',
    '    "tags": ColumnType<string | null, string | null | undefined, string | null>',
    '    "doc": ColumnType<string | null, string | null | undefined, string | null>',
    '    "twice": ColumnType<bigint | null, never, never>',
    '  }',
  ])
})

test('of nothing, and of no database', async () => {
  expect(typesText([])).toBe(
    '// Written by `millwright types`; an edit is lost when it is written anew.\nexport interface Database {\n}\n',
  )
  const project = await projectWith({})
  expect((await problemOf(types(project, { cwd: project.root }))).code).toBe('CONF106')
  exec(project, 'create table t (x text not null)')
  expect((await problemOf(types(project, { cwd: project.root, out: 'no/folder/x.ts' }))).code).toBe('HIST142')
})
