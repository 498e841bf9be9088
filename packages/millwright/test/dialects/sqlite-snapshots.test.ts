/** Copies under a writer, and swaps with what may be left beside a database. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Queries } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { makeFolder } from './place.ts'

const { snapshots } = sqlite

const stateOf = async (db: Queries) => ({ ...(await db.get(sql`select count(*) as n, sum(id) as s from t`)) })

async function readAt(path: string) {
  const db = await sqlite.open(path, { readOnly: true })
  try {
    return await stateOf(db)
  } finally {
    await db.close()
  }
}

function makeDatabase(path: string, mode: string, rows = 1): void {
  using db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = ${mode}; create table t (id integer primary key, v text)`)
  const insert = db.prepare('insert into t (v) values (?)')
  db.exec('begin')
  for (let at = 0; at < rows; at++) insert.run('x'.repeat(1000))
  db.exec('commit')
}

const writer = `const { DatabaseSync } = await import('node:sqlite')
  const db = new DatabaseSync(process.argv[1], { timeout: 10000 })
  const insert = db.prepare("insert into t (v) values ('new')")
  let n = 0
  setInterval(() => { insert.run(); if (++n === 3) console.log('busy') }, 5)`

describe('take', () => {
  test.each(['wal', 'delete', 'truncate', 'persist'])(
    'with journal mode %s, while another process commits every 5 ms',
    async (mode) => {
      const folder = await makeFolder()
      const [path, copy] = [join(folder, 'a.db'), join(folder, 'copy.db')]
      makeDatabase(path, mode, 5000)
      const other = spawn(process.execPath, ['--input-type=module', '-e', writer, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      onTestFinished(() => void other.kill('SIGKILL'))
      await once(other.stdout, 'data')
      for (let round = 0; round < 5; round++) {
        const to = `${copy}${round}`
        const seen = await snapshots.take(`sqlite:${path}`, `sqlite:${to}`, async (state) => {
          const first = await stateOf(state)
          await new Promise((wake) => setTimeout(wake, 20))
          expect(await stateOf(state)).toEqual(first)
          return first
        })
        expect(await readAt(`sqlite:${to}`)).toEqual(seen)
      }
      const ids = [...Array(5).keys()].map((round) => `${copy}${round}`)
      const counts = await Promise.all(ids.map(async (to) => (await readAt(`sqlite:${to}`))['n'] as bigint))
      expect(counts.at(-1)).toBeGreaterThan(counts[0] as bigint)
      const exit = other.exitCode
      expect(exit).toBe(null)
    },
  )

  test('makes a private file whatever the umask says', async () => {
    const folder = await makeFolder()
    makeDatabase(join(folder, 'a.db'), 'wal')
    await snapshots.take(join(folder, 'a.db'), join(folder, 'copy.db'), async () => undefined)
    expect((await stat(join(folder, 'copy.db'))).mode & 0o777).toBe(0o600)
  })

  test('refuses a link, a file that is there, and a directory that everybody may write to', async () => {
    const folder = await makeFolder()
    const path = join(folder, 'a.db')
    makeDatabase(path, 'wal')
    await symlink(join(folder, 'elsewhere.db'), join(folder, 'link.db'))
    await writeFile(join(folder, 'there.db'), 'precious')
    await mkdir(join(folder, 'open'))
    await chmod(join(folder, 'open'), 0o777)
    await expect(snapshots.take(path, join(folder, 'link.db'), async () => undefined)).rejects.toThrow('EEXIST')
    await expect(snapshots.take(path, join(folder, 'there.db'), async () => undefined)).rejects.toThrow('EEXIST')
    await expect(snapshots.take(path, join(folder, 'open', 'c.db'), async () => undefined)).rejects.toThrow(
      'everybody may write',
    )
    await expect(snapshots.take(path, join(folder, 'none', 'c.db'), async () => undefined)).rejects.toThrow('ENOENT')
    expect(await readFile(join(folder, 'there.db'), 'utf8')).toBe('precious')
    expect(await readdir(folder)).not.toContain('elsewhere.db')
  })

  test('a quote in a name is only a quote', async () => {
    const folder = await makeFolder()
    makeDatabase(join(folder, 'a.db'), 'wal')
    await snapshots.take(join(folder, 'a.db'), join(folder, "it's.db"), async () => undefined)
    expect(await readdir(folder)).toContain("it's.db")
  })
})

describe('swapIn', () => {
  async function make(mode: string) {
    const folder = await makeFolder()
    const [path, copy, aside] = [join(folder, 'a.db'), join(folder, 'copy.db'), join(folder, 'aside.db')]
    makeDatabase(path, mode, 3)
    await snapshots.take(path, copy, async () => undefined)
    return { folder, path, copy, aside }
  }

  test.each(['wal', 'delete', 'persist'])(
    'passes journal mode %s on and leaves nothing beside the database',
    async (mode) => {
      const { folder, path, copy, aside } = await make(mode)
      const db = await sqlite.open(path)
      await db.run(sql`delete from t`)
      await db.close()
      await snapshots.swapIn(copy, `sqlite:${path}`, aside)
      expect((await readdir(folder)).filter((name) => name.startsWith('a.db'))).toEqual(['a.db'])
      expect(await readAt(path)).toEqual({ n: 3n, s: 6n })
      expect(await readAt(aside)).toEqual({ n: 0n, s: null })
      const opened = await sqlite.open(path)
      expect(await opened.get(sql`pragma journal_mode`)).toEqual({ journal_mode: mode === 'wal' ? 'wal' : 'delete' })
      await opened.close()
    },
  )

  test('what a crash left in the log belongs to the old file and never reaches the new one', async () => {
    const { folder, path, copy, aside } = await make('wal')
    const crash = `const { DatabaseSync } = await import('node:sqlite')
      new DatabaseSync(process.argv[1]).exec("insert into t (v) values ('in the log')"); process.kill(process.pid, 'SIGKILL')`
    await once(spawn(process.execPath, ['--input-type=module', '-e', crash, path]), 'exit')
    expect(await readdir(folder)).toContain('a.db-wal')
    await snapshots.swapIn(copy, path, aside)
    expect(await readAt(path)).toEqual({ n: 3n, s: 6n })
    expect(await readAt(aside)).toEqual({ n: 4n, s: 10n })
  })

  test('replaces a file that is no database any more, and keeps its log with it', async () => {
    const { folder, path, copy, aside } = await make('wal')
    await writeFile(path, 'rubbish '.repeat(1000))
    await writeFile(`${path}-wal`, 'what may still be saved')
    await snapshots.swapIn(copy, path, aside)
    expect((await readdir(folder)).filter((name) => name.startsWith('a.db'))).toEqual(['a.db'])
    expect(await readFile(`${aside}-wal`, 'utf8')).toBe('what may still be saved')
    expect(await readAt(path)).toEqual({ n: 3n, s: 6n })
  })

  test('puts a copy where no database is', async () => {
    const { folder, copy } = await make('wal')
    await snapshots.swapIn(copy, join(folder, 'fresh.db'))
    expect(await readAt(join(folder, 'fresh.db'))).toEqual({ n: 3n, s: 6n })
  })

  test('follows a link and replaces the file behind it', async () => {
    const { folder, path, copy } = await make('wal')
    await symlink(path, join(folder, 'link.db'))
    await snapshots.swapIn(copy, join(folder, 'link.db'))
    expect((await readdir(folder)).toSorted()).toEqual(['a.db', 'link.db'])
    expect(await readAt(join(folder, 'link.db'))).toEqual({ n: 3n, s: 6n })
  })

  test('refuses while another process has the database open, and gives it back as it was', async () => {
    const { folder, path, copy, aside } = await make('wal')
    const idle = `const { DatabaseSync } = await import('node:sqlite')
      const db = new DatabaseSync(process.argv[1]); db.prepare('select * from t').all(); console.log('open'); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module', '-e', idle, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void other.kill('SIGKILL'))
    await once(other.stdout, 'data')
    await expect(snapshots.swapIn(copy, path, aside)).rejects.toMatchObject({ code: 'DB118', exit: 4 })
    expect(await readdir(folder)).not.toContain('aside.db')
    const db = await sqlite.open(path)
    expect(await db.get(sql`pragma journal_mode`)).toEqual({ journal_mode: 'wal' })
    await db.close()
    expect(await readAt(copy)).toEqual({ n: 3n, s: 6n })
  })

  test('never writes over what is kept aside', async () => {
    const { path, copy, aside } = await make('wal')
    await writeFile(aside, 'precious')
    await expect(snapshots.swapIn(copy, path, aside)).rejects.toThrow('EEXIST')
    expect(await readFile(aside, 'utf8')).toBe('precious')
    const db = await sqlite.open(path)
    expect(await db.get(sql`pragma journal_mode`)).toEqual({ journal_mode: 'wal' })
    await db.close()
  })
})

describe('checks', () => {
  test('orphans are counted by table and parent', async () => {
    const db = await sqlite.scratch()
    await db.run(sql`create table p (id integer primary key)`)
    await db.run(sql`create table c (p integer references p, q integer references p)`)
    await db.run(sql`pragma foreign_keys = off`)
    await db.run(sql`insert into c values (1, null), (2, 3), (null, null)`)
    expect(await snapshots.orphans(db)).toEqual([{ table: 'c', parent: 'p', rows: 3 }])
    expect(await snapshots.integrity(db)).toEqual([])
    await db.close()
  })

  test('orphans are counted even where a reference is one that SQLite cannot check', async () => {
    const db = await sqlite.scratch()
    await db.run(sql`create table p (id integer primary key, name text)`)
    await db.run(sql`create table good (p integer references p)`)
    await db.run(
      sql`create table odd (name text references p (name), other integer references nowhere, "no column" text references p (code))`,
    )
    await db.run(sql`pragma foreign_keys = off`)
    await db.run(sql`insert into p values (1, 'a')`)
    await db.run(sql`insert into good values (1), (2)`)
    await db.run(sql`insert into odd values ('a', null, null), ('b', 1, null), (null, 2, 'x')`)
    expect(
      (await snapshots.orphans(db))
        .toSorted((a, b) => (a.parent < b.parent ? -1 : 1))
        .toSorted((a, b) => (a.table < b.table ? -1 : 1)),
    ).toEqual([
      { table: 'good', parent: 'p', rows: 1 },
      { table: 'odd', parent: 'nowhere', rows: 2 },
      { table: 'odd', parent: 'p', rows: 2 },
    ])
    await db.close()
  })

  test('an orphan from before does not stop a rebuild, one more does', async () => {
    const db = await sqlite.scratch()
    await db.run(sql`create table p (id integer primary key)`)
    await db.run(sql`create table c (p integer references p)`)
    await db.run(sql`pragma foreign_keys = off`)
    await db.run(sql`insert into c values (1)`)
    await db.transaction((tx) => tx.run(sql`delete from p`), { foreignKeys: 'off' })
    const worse = db.transaction((tx) => tx.run(sql`insert into c values (2), (3)`), { foreignKeys: 'off' })
    await expect(worse).rejects.toThrow('2 rows of c would point at a row of p that does not exist.')
    expect(await db.get(sql`select count(*) as n from c`)).toEqual({ n: 1n })
    expect(await db.get(sql`pragma foreign_keys`)).toEqual({ foreign_keys: 1n })
    await db.close()
  })
})
