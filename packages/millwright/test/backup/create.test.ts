/** A backup is one moment of the database, proved before it has a name, and nobody else's business. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { readManifest } from '../../src/backup/manifest.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { change, contentOf, dialect, workshop } from './databases.ts'
import { clockAt, problemOf } from './support.ts'

const clock = clockAt('2026-01-31T23:59:59.900Z')
const id = 'backup_20260131_235959'

describe('createBackup', () => {
  test('copies everything and says what it holds', async () => {
    const { path, url, directory, order } = workshop()
    const before = readFileSync(path)
    const manifest = await createBackup({ ...order, clock, run: 'r7', label: 'first', engine: 'millwright 0.1.0' })
    const file = readFileSync(join(directory, `${id}.db`))
    expect(manifest).toMatchObject({
      format: 1,
      id,
      label: 'first',
      target: url,
      createdAt: '2026-01-31T23:59:59.900Z',
      file: `${id}.db`,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      tables: { empty: { rows: 0 }, machines: { rows: 3, columns: ['id', 'name', 'weight'] }, parts: { rows: 3 } },
      orphans: {},
      engine: 'millwright 0.1.0',
      reason: 'test',
      run: 'r7',
      proof: { integrity: 'ok', orphans: { before: 0, after: 0 } },
    })
    expect(manifest.proof?.sha256).toBe(manifest.sha256)
    expect(await readManifest(directory, id)).toEqual(manifest)
    expect(contentOf(join(directory, `${id}.db`))).toBe(contentOf(path))
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(directory).sort()).toEqual([`${id}.db`, `${id}.json`])
  })

  test('gives every backup of one second a name of its own, also when they are made at once', async () => {
    const { directory, order } = workshop()
    const made = await Promise.all([1, 2, 3].map(() => createBackup({ ...order, clock })))
    expect(made.map((one) => one.id).sort()).toEqual([id, `${id}_2`, `${id}_3`])
    expect(readdirSync(directory)).toHaveLength(6)
  })

  test('does not use the name of a file it knows nothing of', async () => {
    const { directory, order } = workshop()
    mkdirSync(directory, { mode: 0o700 })
    symlinkSync('/nowhere', join(directory, `${id}.db`))
    expect((await createBackup({ ...order, clock })).id).toBe(`${id}_2`)
    expect(existsSync(join(directory, `${id}.claim`))).toBe(false)
  })

  test('keeps rows that point at nothing, and counts them', async () => {
    const { order } = workshop("insert into parts (machine, note) values (77, 'lost'), (78, 'lost')")
    const { orphans, proof } = await createBackup(order)
    expect(orphans).toEqual({ 'parts → machines': 2 })
    expect(proof?.orphans).toEqual({ before: 2, after: 2 })
  })

  test('includes what stands in the write-ahead log only', async () => {
    const { path, directory, order } = workshop()
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(path)
    db.exec(`pragma journal_mode = wal; pragma wal_autocheckpoint = 0; insert into empty values (5)`)
    const { tables, file } = await createBackup(order)
    expect(tables['empty']?.rows).toBe(1)
    expect(contentOf(join(directory, file))).toBe(contentOf(path))
    db.close()
  })

  test('refuses a directory that is a link, a file, or open to others', async () => {
    const { folder, order } = workshop()
    symlinkSync(folder, join(folder, 'link'))
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'open'))
    chmodSync(join(folder, 'open'), 0o777)
    for (const name of ['link', 'file', 'open', 'file/inside']) {
      expect((await problemOf(createBackup({ ...order, directory: join(folder, name) }))).code, name).toBe('BAK101')
    }
    expect(readdirSync(join(folder, 'open'))).toEqual([])
  })

  test('makes missing directories for its owner only', async () => {
    const { folder, order } = workshop()
    await createBackup({ ...order, directory: join(folder, 'a', 'b') })
    expect(['a', 'a/b'].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o700, 0o700])
  })

  test('refuses before it writes when there is no room, and says how much is missing', async () => {
    const { directory, order } = workshop()
    const full: Dialect = { ...dialect, space: async () => ({ bytes: 1e15, free: 0 }) }
    const { code, what } = await problemOf(createBackup({ ...order, dialect: full }))
    expect(code).toBe('BAK102')
    expect(what).toMatch(/1,200,000,000,000,000 bytes are needed, [\d,]+ are free\.$/)
    expect(readdirSync(directory)).toEqual([])
  })

  test('a copy that is not equal never becomes a backup', async () => {
    const { directory, order } = workshop()
    const lossy: Dialect = {
      ...dialect,
      snapshots: {
        ...dialect.snapshots,
        take: async (from, to, look) => {
          const seen = await dialect.snapshots.take(from, to, look)
          change(to.replace('sqlite:', ''), 'delete from parts where id = 2')
          return seen
        },
      },
    }
    expect(await problemOf(createBackup({ ...order, clock, dialect: lossy }))).toEqual({
      code: 'BAK104',
      what: `The copy ${id} is not equal to the database: table parts should have 3 rows, but has 2.`,
    })
    expect(readdirSync(directory)).toEqual([])
  })

  test('a database that is not there, or is none, leaves nothing behind', async () => {
    const { folder, path, directory, order } = workshop()
    const missing = await problemOf(createBackup({ ...order, url: `sqlite:${join(folder, 'none.db')}` }))
    expect(missing.code).toMatch(/^DB\d+$/)
    expect(existsSync(join(folder, 'none.db'))).toBe(false)
    writeFileSync(path, 'this is no database, but it is long enough to be looked at twice'.repeat(20))
    expect((await problemOf(createBackup(order))).code).toMatch(/^DB\d+$/)
    expect(readdirSync(directory)).toEqual([])
  })

  test('a damaged database is not backed up in silence', async () => {
    const { path, directory, order } = workshop()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0x55, 512 * 3, 512 * 5))
    expect((await problemOf(createBackup(order))).code).toMatch(/^(?:BAK104|DB\d+)$/)
    expect(readdirSync(directory)).toEqual([])
  })

  test('needs a database that is one file', async () => {
    const { order } = workshop()
    const many: Dialect = { ...dialect, can: { ...dialect.can, singleFile: false } }
    expect((await problemOf(createBackup({ ...order, dialect: many }))).code).toBe('BAK113')
  })
})
