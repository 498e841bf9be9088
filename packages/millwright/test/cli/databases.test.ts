/** The whole journey, as a person types it, on a server and on a database inside of the process. */
import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { server } from '../dialects/server.ts'
import { makeProgram, type Program } from './program.ts'

let program: Program
beforeAll(async () => {
  program = await makeProgram()
})
afterAll(() => program.remove())

const schema = `-- migrate:up
create type kind as enum ('new', 'used');
create table part (
  sku text primary key, name text not null, stock integer not null check (stock >= 0),
  price numeric(10,2), made timestamptz, extra jsonb, kind kind not null default 'new'
);
create table bin (
  id bigint generated always as identity primary key,
  sku text not null references part (sku) on delete cascade, n integer
);
create index part_name on part (lower(name));
create view low as select sku from part where stock < 5;
create function half(n integer) returns integer language sql begin atomic select n / 2; end;
-- migrate:down
drop function half(integer);
drop view low;
drop table bin;
drop table part;
drop type kind;
`

const value = `-- parent: 0001
-- irreversible: a value of an enum stays
-- migrate:up
alter type kind add value 'broken';
`

const use = `-- parent: 0002
-- migrate:up
alter table part alter column kind set default 'broken';
-- migrate:down
alter table part alter column kind set default 'new';
`

const move = `import { defineMove, json, sql } from 'millwright'
export default defineMove({ parent: '0001' }, (m) => {
  const parts = m.load('parts', {
    from: json('parts.json'), to: 'part', key: ['sku'],
    map: ({ sku, name, stock, price, made, extra }) => ({ sku, name, stock, price, made, extra }),
  })
  m.check(parts, m.equal(parts), m.zero('no part without a name', sql\`select sku from part where name = ''\`))
  m.build('bins', { to: 'bin', key: ['id'], select: sql\`select row_number() over (order by sku) as id, sku, stock as n from part\` })
  m.fill('halves', { table: 'bin', set: { n: sql\`half(n)\` } })
  m.tidy('index', { run: [sql\`analyze part\`, sql\`create index bin_sku on bin (sku)\`], undo: sql\`drop index bin_sku\` })
})
`

const parts = Array.from({ length: 300 }, (_, at) => ({
  sku: `P-${at}`,
  name: `Part ${at}`,
  stock: at,
  price: at % 3 === 0 ? null : '1.5',
  made: '2026-01-02T03:04:05.123456Z',
  extra: '{"b":1,"a":12345678901234567890}',
}))

type Answer = { readonly exit: number; readonly document: { readonly [name: string]: unknown } }

const run = (folder: string, ...args: readonly string[]): Promise<Answer> =>
  new Promise((done, fail) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: program.cache, CI: 'true' }
    const options = { cwd: folder, env, encoding: 'utf8' as const, maxBuffer: 1 << 26 }
    execFile(process.execPath, [program.cli, ...args, '--json'], options, (error, out, words) => {
      const exit = error === null ? 0 : Number(error.code)
      try {
        done({ exit, document: JSON.parse(out) as Answer['document'] })
      } catch {
        fail(new Error(`millwright ${args.join(' ')} printed ${out}${words}`))
      }
    })
  })

function projectOn(name: string, database: string): string {
  const folder = program.project(name)
  program.project(join(name, 'migrations'))
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  const config = { database, batch: { minRows: 100, maxRows: 100 } }
  write('millwright.config.json', JSON.stringify(config))
  write('migrations/0001_create_part.sql', schema)
  write('migrations/0002_load.mjs', move)
  write('parts.json', JSON.stringify(parts))
  return folder
}

const found = server
const databases = [
  ['PGlite', () => 'pglite:data'],
  ...(found === undefined ? [] : [['PostgreSQL', () => found.newUrl()] as const]),
] as readonly (readonly [string, () => string])[]

describe.each(databases)('%s', (name, url) => {
  test('from an empty database and back, every step of it proved', { timeout: 300_000 }, async () => {
    const folder = projectOn(`journey-${name}`, url())
    expect(await run(folder, 'plan')).toMatchObject({ exit: 0 })
    expect((await run(folder, 'status')).exit).toBe(4)
    expect(await run(folder, 'rehearse')).toMatchObject({ exit: 0, document: { verdict: 'PROVED' } })
    expect((await run(folder, 'status')).exit).toBe(4)
    const up = await run(folder, 'up')
    expect(up).toMatchObject({ exit: 0, document: { verdict: 'PROVED' } })
    expect((await run(folder, 'status')).exit).toBe(0)
    expect((await run(folder, 'backup', 'create')).exit).toBe(0)
    expect((await run(folder, 'backup', 'prove')).exit).toBe(0)
    const backups = join(folder, '.millwright', 'backups')
    const [id = ''] = readdirSync(backups).flatMap((file) => /^(backup_.*)\.dump$/.exec(file)?.[1] ?? [])
    expect(await run(folder, 'down', '--yes')).toMatchObject({ exit: 0, document: { verdict: 'PROVED' } })
    expect(await run(folder, 'up')).toMatchObject({ exit: 0, document: { verdict: 'PROVED' } })
    expect((await run(folder, 'validate')).exit).toBe(0)
    expect((await run(folder, 'doctor')).exit).toBe(0)
    expect((await run(folder, 'backup', 'restore', id, '--yes')).exit).toBe(0)
    expect((await run(folder, 'status')).exit).toBe(0)
    const rolled = await run(folder, 'rollback', String(up.document['run']), '--yes')
    expect(rolled).toMatchObject({ exit: 0, document: { verdict: 'REVERTED' } })
    expect((await run(folder, 'status')).exit).toBe(4)
  })

  test('a new value of an enum is committed before the next migration uses it', { timeout: 120_000 }, async () => {
    const folder = program.project(`enum-${name}`)
    program.project(join(`enum-${name}`, 'migrations'))
    writeFileSync(join(folder, 'millwright.config.json'), JSON.stringify({ database: url() }))
    for (const [file, text] of Object.entries({
      '0001_part.sql': schema,
      '0002_value.sql': value,
      '0003_use.sql': use,
    }))
      writeFileSync(join(folder, 'migrations', file), text)
    expect(await run(folder, 'up')).toMatchObject({ exit: 0, document: { verdict: 'PROVED' } })
  })
})
