/** Opening what is there, what is not there, and what is not what it seems. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { OpenOptions } from '../../src/dialects/dialect.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import type { Problem } from '../../src/kernel/problem.ts'
import { sql } from '../../src/kernel/sql.ts'
import { makeFolder } from './place.ts'

const isRoot = process.getuid?.() === 0

async function open(path: string, options?: OpenOptions): Promise<Connection> {
  const db = await sqlite.open(`sqlite:${path}`, options)
  onTestFinished(() => db.close())
  return db
}

const problemOf = async (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error as Problem,
  )

const pragma = async (db: Connection, name: string) => Object.values((await db.get(sql.raw(`pragma ${name}`))) ?? {})[0]

describe('open', () => {
  test('accepts its own URLs and the names of its files', () => {
    for (const url of ['sqlite:a', 'sqlite::memory:', 'a.db', './b/c.sqlite', '/d.sqlite3'])
      expect(sqlite.accepts(url)).toBe(true)
    for (const url of ['postgres://a/b.db', 'pglite:a.db', 'a.sql', 'a', 'http://a/b.db'])
      expect(sqlite.accepts(url)).toBe(false)
  })

  test('a new database is private, has a write-ahead log and enforces what it should', async () => {
    const folder = await makeFolder()
    const before = process.platform === 'win32' ? undefined : 0o600
    const db = await open(join(folder, 'new.db'), { create: true })
    await db.run(sql`create table t (a)`)
    expect(await pragma(db, 'journal_mode')).toBe('wal')
    expect(await pragma(db, 'foreign_keys')).toBe(1n)
    expect(await pragma(db, 'trusted_schema')).toBe(0n)
    expect(await pragma(db, 'cell_size_check')).toBe(1n)
    expect(await pragma(db, 'synchronous')).toBe(2n)
    expect(await pragma(db, 'busy_timeout')).toBe(5000n)
    for (const name of await readdir(folder)) {
      const { mode } = await stat(join(folder, name))
      expect(`${name} ${(mode & 0o777).toString(8)}`).toBe(`${name} ${(before ?? mode & 0o777).toString(8)}`)
    }
    await expect(db.run(sql`select "no such column"`)).rejects.toThrow('no such column')
    await expect(
      db.run(sql`pragma writable_schema = on`).then(() => db.run(sql`delete from sqlite_schema`)),
    ).rejects.toThrow('may not be modified')
  })

  test('an existing database keeps its journal mode', async () => {
    const path = join(await makeFolder(), 'old.db')
    new DatabaseSync(path).close()
    const db = await open(path, { create: true })
    await db.run(sql`create table t (a)`)
    expect(await pragma(db, 'journal_mode')).toBe('delete')
  })

  test('names with characters of URLs are only names', async () => {
    const folder = await makeFolder()
    for (const name of ['a?mode=memory', 'b#c', 'd%20e', "f'g", 'h ä', 'file:i', ' j']) {
      const db = await open(join(folder, name), { create: true })
      await db.run(sql`create table t (a)`)
      expect(await readdir(folder)).toContain(name)
    }
  })

  test('a missing database is not made unless that is asked for, nor is a directory', async () => {
    const folder = await makeFolder()
    expect((await problemOf(open(join(folder, 'a.db')))).code).toBe('DB101')
    expect((await problemOf(open(join(folder, 'b', 'a.db'), { create: true }))).code).toBe('DB102')
    expect((await problemOf(open(folder))).message).toContain('it is not a plain file')
    expect(await readdir(folder)).toEqual([])
  })

  test('a file that is not a database is not touched', async () => {
    const path = join(await makeFolder(), 'a.db')
    await writeFile(path, 'id;name\n'.repeat(1000))
    const problem = await problemOf(open(path, { create: true }))
    expect(problem).toMatchObject({ code: 'DB103', exit: 4 })
    expect(sqlite.failure(problem)).toBe('notDatabase')
    expect(await readFile(path, 'utf8')).toBe('id;name\n'.repeat(1000))
  })

  test.skipIf(isRoot)('rights that are missing are told', async () => {
    const folder = await makeFolder()
    const path = join(folder, 'a.db')
    new DatabaseSync(path).exec('create table t (a)')
    await chmod(path, 0o400)
    expect(sqlite.failure(await problemOf(open(path).then((db) => db.run(sql`insert into t values (1)`))))).toBe(
      'readOnly',
    )
    await chmod(path, 0o000)
    expect(sqlite.failure(await problemOf(open(path)))).toBe('cannotOpen')
    await chmod(path, 0o600)
    await chmod(folder, 0o500)
    expect(sqlite.failure(await problemOf(open(path).then((db) => db.run(sql`insert into t values (1)`))))).not.toBe(
      'other',
    )
    await chmod(folder, 0o700)
  })

  test('a link leads to its database, and the log lies beside the database', async () => {
    const folder = await makeFolder()
    await mkdir(join(folder, 'real'))
    const first = await open(join(folder, 'real', 'a.db'), { create: true })
    await first.run(sql`create table t (a)`)
    await symlink(join(folder, 'real', 'a.db'), join(folder, 'link.db'))
    const db = await open(join(folder, 'link.db'))
    await db.run(sql`insert into t values (1)`)
    expect((await readdir(folder)).toSorted()).toEqual(['link.db', 'real'])
    expect(await first.get(sql`select a from t`)).toEqual({ a: 1n })
  })
})

describe('a file from elsewhere', () => {
  test('is opened for reading only, and its triggers and functions do not run', async () => {
    const path = join(await makeFolder(), 'a.db')
    const other = new DatabaseSync(path)
    other.exec("create table t (a); create view v as select load_extension('x') as a; insert into t values (1)")
    other.close()
    const db = await open(path, { untrusted: true, create: true })
    expect(await db.get(sql`select a from t`)).toEqual({ a: 1n })
    expect(sqlite.failure(await problemOf(db.run(sql`insert into t values (2)`)))).toBe('readOnly')
    await expect(db.all(sql`select * from v`)).rejects.toThrow(/unsafe use|no such function|not authorized/)
  })

  test('with a damaged page is refused before anything is read from it', async () => {
    const path = await makeDamaged(4096 * 3 + 100)
    const problem = await problemOf(open(path, { untrusted: true }))
    expect(problem.code).toBe('DB104')
    expect(sqlite.failure(problem)).toBe('corrupt')
  })

  test('that was cut short is refused', async () => {
    const path = await makeDamaged(undefined)
    await truncate(path, 4096 * 4 + 17)
    expect(sqlite.failure(await problemOf(open(path, { untrusted: true })))).toBe('corrupt')
  })
})

describe('damage', () => {
  test('is a failure of the statement and a finding of the check', async () => {
    const db = await open(await makeDamaged(4096 * 3 + 100))
    expect((await sqlite.snapshots.integrity(db)).length).toBeGreaterThan(0)
    const problem = await problemOf(db.all(sql`select sum(length(v)) from t`))
    expect(problem.code).toBe('DB104')
    expect(problem.message).toContain('is damaged: database disk image is malformed')
  })
})

/** A table over many pages, with rubbish written from this place on. */
async function makeDamaged(place: number | undefined): Promise<string> {
  const path = join(await makeFolder(), 'damaged.db')
  const db = new DatabaseSync(path)
  db.exec('create table t (id integer primary key, v text)')
  db.exec(`insert into t with recursive n (i) as (select 1 union all select i + 1 from n where i < 200)
    select i, hex(randomblob(500)) from n`)
  db.close()
  if (place !== undefined) {
    const bytes = await readFile(path)
    bytes.fill(0xa5, place, place + 3000)
    bytes.fill(0xa5, 4096, 4096 + 200)
    await writeFile(path, bytes)
  }
  return path
}

describe('a full disk', () => {
  test('undoes the whole transaction, and the database is intact', async () => {
    const path = join(await makeFolder(), 'a.db')
    const db = await open(path, { create: true })
    await db.run(sql`create table t (id integer primary key, v text)`)
    await db.insert({ table: 't', columns: ['id', 'v'], key: ['id'] }, [[1n, 'kept']])
    await db.run(sql`pragma max_page_count = 20`)
    const problem = await problemOf(
      db.transaction(async (tx) => {
        await tx.run(sql`insert into t values (2, 'gone')`)
        const rows = Array.from({ length: 100 }, (_, at) => [BigInt(at + 3), 'x'.repeat(2000)])
        await tx.insert({ table: 't', columns: ['id', 'v'], key: ['id'] }, rows)
      }),
    )
    expect(problem.code).toBe('DB106')
    expect(sqlite.failure(problem)).toBe('full')
    expect(await db.all(sql`select * from t`)).toEqual([{ id: 1n, v: 'kept' }])
    expect(await sqlite.snapshots.integrity(db)).toEqual([])
    expect(await db.transaction((tx) => tx.run(sql`insert into t values (2, 'after')`))).toBe(1)
  })

  test('that is met and caught inside of the work does not let later statements through', async () => {
    const db = await open(join(await makeFolder(), 'a.db'), { create: true })
    await db.run(sql`create table t (v text)`)
    await db.run(sql`pragma max_page_count = 10`)
    const work = db.transaction(async (tx) => {
      await tx.run(sql`insert into t values (zeroblob(100000))`).catch(() => undefined)
      await tx.run(sql`insert into t values ('slipped through')`)
    })
    expect(sqlite.failure(await problemOf(work))).toMatch(/full|other/)
    expect(await db.all(sql`select * from t`)).toEqual([])
  })
})

describe('another process', () => {
  const hold = `const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(process.argv[1]); db.exec('begin exclusive'); console.log('held'); setInterval(() => {}, 1000)`

  test('that holds the lock is waited for, and then told of', async () => {
    const path = join(await makeFolder(), 'a.db')
    const old = new DatabaseSync(path)
    old.exec('create table t (a)')
    old.close()
    const holder = spawn(process.execPath, ['--input-type=module', '-e', hold, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void holder.kill('SIGKILL'))
    await once(holder.stdout, 'data')
    const started = performance.now()
    const problem = await problemOf(open(path, { busyMs: 200 }).then((db) => db.run(sql`insert into t values (1)`)))
    expect(performance.now() - started).toBeGreaterThan(190)
    expect(problem).toMatchObject({ code: 'DB105', exit: 4 })
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect(await (await open(path)).run(sql`insert into t values (1)`)).toBe(1)
  })
})
