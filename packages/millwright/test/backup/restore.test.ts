/** P16: a restore is the old database or the new one, never something between; nobody's connection is torn off. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { change, contentOf, dialect, workshop } from './databases.ts'
import { clockAt, problemOf } from './support.ts'

const clock = clockAt('2026-01-31T23:59:59.900Z')
const aside = 'app.db.before-restore-20260131_235959'

async function backedUp() {
  const place = workshop()
  const manifest = await createBackup({ ...place.order, clock })
  const wanted = contentOf(place.path)
  change(place.path, "delete from parts; insert into machines values (7, 'later', 1)")
  return { ...place, manifest, wanted, changed: contentOf(place.path), restore: { ...place, clock, id: manifest.id } }
}

describe('restoreBackup', () => {
  test('brings the content back and keeps the old file', async () => {
    const { path, url, folder, restore, wanted, changed, manifest } = await backedUp()
    const restored = await restoreBackup(restore)
    expect(restored).toMatchObject({ manifest, target: url, aside: join(folder, aside) })
    expect(contentOf(path)).toBe(wanted)
    expect(contentOf(join(folder, aside))).toBe(changed)
    expect(readdirSync(folder).sort()).toEqual(['app.db', aside, 'backups'])
  })

  test('lets the old file go, or puts it where it is told', async () => {
    const { folder, restore, path, wanted } = await backedUp()
    await restoreBackup({ ...restore, aside: false })
    expect(readdirSync(folder).sort()).toEqual(['app.db', 'backups'])
    await restoreBackup({ ...restore, aside: join(folder, 'old.db') })
    expect(readdirSync(folder).sort()).toEqual(['app.db', 'backups', 'old.db'])
    expect((await problemOf(restoreBackup({ ...restore, aside: join(folder, 'old.db') }))).code).toBe('BAK118')
    expect(contentOf(path)).toBe(wanted)
  })

  test('finds another name for the old file when one is taken', async () => {
    const { folder, restore } = await backedUp()
    writeFileSync(join(folder, aside), 'mine')
    expect((await restoreBackup(restore)).aside).toBe(join(folder, `${aside}_2`))
    expect(readFileSync(join(folder, aside), 'utf8')).toBe('mine')
  })

  test('makes a database that is gone', async () => {
    const { path, restore, wanted } = await backedUp()
    rmSync(path)
    expect((await restoreBackup(restore)).aside).toBeUndefined()
    expect(contentOf(path)).toBe(wanted)
  })

  test('takes the place of a file that is damaged', async () => {
    const { path, folder, restore, wanted } = await backedUp()
    writeFileSync(path, 'no database at all')
    await restoreBackup(restore)
    expect(contentOf(path)).toBe(wanted)
    expect(readFileSync(join(folder, aside), 'utf8')).toBe('no database at all')
  })

  test('no write-ahead log of the old database is left to be replayed over the new one', async () => {
    const { path, restore, wanted } = await backedUp()
    const program = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(${JSON.stringify(path)})
      db.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; insert into empty values (1), (2)"); process.kill(process.pid, 'SIGKILL')`
    await once(spawn(process.execPath, ['-e', program]), 'exit')
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
    const { aside: old } = await restoreBackup(restore)
    expect(contentOf(path)).toBe(wanted)
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
    const db = new DatabaseSync(old as string)
    expect(db.prepare('select count(*) as n from empty').get()).toEqual({ n: 2 })
    db.close()
  })

  test('the application keeps its access: mode of the old file, and a link stays a link', async () => {
    const { path, folder, restore, wanted } = await backedUp()
    chmodSync(path, 0o640)
    symlinkSync('app.db', join(folder, 'current.db'))
    await restoreBackup({ ...restore, url: `sqlite:${join(folder, 'current.db')}` })
    expect(contentOf(path)).toBe(wanted)
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })

  test.each(['delete', 'wal'])('refuses while another process has the database open (%s)', async (mode) => {
    const { path, folder, restore, changed } = await backedUp()
    const program = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(${JSON.stringify(path)})
      db.exec('pragma journal_mode = ${mode}; select * from parts'); console.log('open'); setInterval(() => db.isOpen, 1000)`
    const other = spawn(process.execPath, ['-e', program])
    onTestFinished(() => void other.kill('SIGKILL'))
    await once(other.stdout, 'data')
    const { code, what } = await problemOf(restoreBackup(restore))
    expect(code).toBe('BAK109')
    if (process.platform === 'linux') expect(what).toContain(`process ${other.pid} (node)`)
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(contentOf(path)).toBe(changed)
    expect(readdirSync(folder).filter((name) => name.includes('restor'))).toEqual([])
    await restoreBackup(restore)
  })

  test('refuses while this process has the database open', async () => {
    const { path, restore } = await backedUp()
    const db = new DatabaseSync(path)
    db.exec('select * from parts')
    expect((await problemOf(restoreBackup(restore))).code).toBe('BAK109')
    db.close()
  })

  test('two restores do not meet, and a killed one is no obstacle', async () => {
    const { path, restore, wanted, changed } = await backedUp()
    const claim = `${path}.restoring.claim`
    writeFileSync(claim, JSON.stringify({ host: hostname(), pid: 1 }))
    writeFileSync(`${path}.restoring`, 'half')
    expect((await problemOf(restoreBackup(restore))).code).toBe('BAK112')
    expect(contentOf(path)).toBe(changed)
    writeFileSync(claim, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }))
    await restoreBackup(restore)
    expect(contentOf(path)).toBe(wanted)
    expect(existsSync(claim)).toBe(false)
  })

  test('a copy that came out wrong is not put in place', async () => {
    const { path, restore, changed, folder } = await backedUp()
    const failing: Dialect = {
      ...dialect,
      open: (url, options) =>
        url.endsWith('.restoring') ? Promise.reject(new Error('bad copy')) : dialect.open(url, options),
    }
    expect((await problemOf(restoreBackup({ ...restore, dialect: failing }))).code).toBe('BAK108')
    expect(contentOf(path)).toBe(changed)
    expect(readdirSync(folder).sort()).toEqual(['app.db', 'backups'])
  })

  test('a swap that fails leaves the old database', async () => {
    const { path, restore, changed, folder } = await backedUp()
    const swapIn = () => Promise.reject(new Error('no swap today'))
    const failing: Dialect = { ...dialect, snapshots: { ...dialect.snapshots, swapIn } }
    expect(await problemOf(restoreBackup({ ...restore, dialect: failing }))).toEqual({
      code: 'BAK110',
      what: `The backup could not be put in the place of ${restore.url}: no swap today`,
    })
    expect(contentOf(path)).toBe(changed)
    expect(readdirSync(folder).sort()).toEqual(['app.db', 'backups'])
  })

  test('a second name that a failed swap left on the database is taken away', async () => {
    const { path, restore, folder, changed } = await backedUp()
    const swapIn = (_copy: string, _url: string, old?: string) => {
      linkSync(path, old as string)
      return Promise.reject(new Error('no swap today'))
    }
    const failing: Dialect = { ...dialect, snapshots: { ...dialect.snapshots, swapIn } }
    expect((await problemOf(restoreBackup({ ...restore, dialect: failing }))).code).toBe('BAK110')
    expect(readdirSync(folder).sort()).toEqual(['app.db', 'backups'])
    linkSync(path, join(folder, aside)) // as a kill leaves it
    expect((await restoreBackup(restore)).aside).toBe(join(folder, aside))
    expect(contentOf(join(folder, aside))).toBe(changed)
    expect(statSync(path).nlink).toBe(1)
  })

  test('a swap that was made but not confirmed, and a writer right after it, are told as what they are', async () => {
    const { restore, folder } = await backedUp()
    const unsure = async (copy: string, url: string, old?: string) => {
      await dialect.snapshots.swapIn(copy, url, old)
      throw new Error('the disk went away')
    }
    const wrong = async (copy: string, url: string, old?: string) => {
      await dialect.snapshots.swapIn(copy, url, old)
      change(url.replace('sqlite:', ''), 'delete from parts where id = 1')
    }
    for (const [swapIn, words] of [
      [unsure, 'the swap was made, but not confirmed: the disk went away'],
      [wrong, 'table parts should have 3 rows, but has 2.'],
    ] as const) {
      const odd: Dialect = { ...dialect, snapshots: { ...dialect.snapshots, swapIn } }
      expect(await problemOf(restoreBackup({ ...restore, dialect: odd }))).toEqual({
        code: 'BAK111',
        what: `${restore.url} was restored, but is not equal to the backup: ${words}`,
      })
    }
    expect(readdirSync(folder).sort()).toEqual(['app.db', aside, `${aside}_2`, 'backups'])
  })

  test('refuses when there is no place for it', async () => {
    const { restore, folder } = await backedUp()
    expect((await problemOf(restoreBackup({ ...restore, url: `sqlite:${join(folder, 'none', 'app.db')}` }))).code).toBe(
      'BAK110',
    )
    mkdirSync(join(folder, 'other'), { mode: 0o700 })
    expect((await problemOf(restoreBackup({ ...restore, directory: join(folder, 'other') }))).code).toBe('BAK106')
    expect((await problemOf(restoreBackup({ ...restore, directory: join(folder, 'none') }))).code).toBe('BAK101')
    expect((await problemOf(restoreBackup({ ...restore, id: '../app' }))).code).toBe('BAK105')
  })
})
