/** Killed at any step, a backup is whole or none, and the database is the old one or the new one; the next try succeeds. */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { listBackups } from '../../src/backup/list.ts'
import { isProved } from '../../src/backup/manifest.ts'
import { proveBackup } from '../../src/backup/prove.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { pruneBackups } from '../../src/backup/retention.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { change, contentOf, dialect, workshop } from './databases.ts'
import { newFolder } from './support.ts'

const program = fileURLToPath(new URL('programs/kill-at.ts', import.meta.url))
/** So late that what a killed process may have been writing a moment ago is old. */
const later = { ...systemClock, now: () => new Date(Date.now() + 11 * 60_000) }
const keepAll = { keep: 99, days: 99, referenced: new Set<string>() }

type Place = { readonly path: string; readonly directory: string; readonly url: string; readonly folder: string }

const placeIn = (folder: string): Place => ({
  folder,
  path: join(folder, 'app.db'),
  directory: join(folder, 'backups'),
  url: `sqlite:${join(folder, 'app.db')}`,
})

/** Runs the action in a copy of a place and kills it at its n-th call. Returns the number of calls, or undefined when it was killed. */
function killedAt(place: Place, task: { action: string; at: number; id?: string }): Promise<number | undefined> {
  const work = JSON.stringify({ ...place, ...task })
  return new Promise((done, fail) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', program, work], (error, output, words) => {
      if (error === null) done(Number(output))
      else if (error.signal === 'SIGKILL') done(undefined)
      else fail(new Error(words))
    })
  })
}

/** Every n from 1 until the action ends by itself, several at once, each in its own copy of the folder. */
async function sweep(origin: string, task: { action: string; id?: string }, judge: (place: Place) => Promise<void>) {
  const copies = newFolder()
  const last = await killedAt(copyTo(join(copies, 'whole')), { ...task, at: 0 })
  let next = 1
  const worker = async () => {
    for (let at = next++; at <= (last as number); at = next++) {
      const place = copyTo(join(copies, `${at}`))
      expect(await killedAt(place, { ...task, at }), `killed at ${at}`).toBeUndefined()
      await judge(place)
    }
  }
  await Promise.all(Array.from({ length: Math.min(8, availableParallelism()) }, worker))
  return last as number

  function copyTo(folder: string): Place {
    cpSync(origin, folder, { recursive: true })
    return placeIn(folder)
  }
}

/** Opens a database as its application would, so that whatever a journal holds is applied. */
function usableContent(path: string): string {
  const db = new DatabaseSync(path)
  expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  db.close()
  return contentOf(path)
}

describe('a process that is killed', { timeout: 300_000 }, () => {
  test('while it makes a backup', async () => {
    const { folder, path, order } = workshop()
    const wanted = contentOf(path)
    await createBackup({ ...order, clock: { ...systemClock, now: () => new Date('2020-01-01T00:00:00Z') } })
    const calls = await sweep(folder, { action: 'create' }, async ({ directory, ...place }) => {
      expect(usableContent(place.path)).toBe(wanted)
      const { backups } = await listBackups(directory)
      expect(backups.filter((one) => !isProved(one))).toEqual([])
      for (const { id } of backups) expect((await proveBackup({ dialect, directory, id })).findings).toEqual([])
      await pruneBackups({ directory, policy: keepAll, clock: later })
      expect(readdirSync(directory).length).toBe(backups.length * 2)
      expect(backups.length).toBeGreaterThan(0)
      await createBackup({ ...order, ...place, directory })
    })
    process.stdout.write(`create: killed at each of ${calls} calls\n`)
    expect(calls).toBeGreaterThan(20)
  })

  test.each(['delete', 'wal'])('while it restores a backup over a database (%s)', async (mode) => {
    const { folder, path, order } = workshop()
    const { id } = await createBackup(order)
    const wanted = contentOf(path)
    change(path, `pragma journal_mode = ${mode}; delete from parts; insert into machines values (7, 'later', 1)`)
    const old = contentOf(path)
    const seen = { old: 0, new: 0 }
    const calls = await sweep(folder, { action: 'restore', id }, async ({ directory, ...place }) => {
      const content = usableContent(place.path)
      expect([old, wanted]).toContain(content)
      seen[content === old ? 'old' : 'new'] += 1
      const copies = readdirSync(place.folder).filter(
        (name) => name.includes('before-restore') && !/-(wal|shm)$/.test(name),
      )
      for (const name of copies) expect(contentOf(join(place.folder, name))).toBe(old)
      if (content === wanted) expect(copies).toHaveLength(1)
      await restoreBackup({ ...place, directory, id, dialect, clock: systemClock })
      expect(usableContent(place.path)).toBe(wanted)
      expect(existsSync(`${place.path}.restoring`) || existsSync(`${place.path}.restoring.claim`)).toBe(false)
    })
    process.stdout.write(
      `restore (${mode}): killed at each of ${calls} calls; then ${seen.old} × the old database, ${seen.new} × the new one\n`,
    )
    expect(Math.min(seen.old, seen.new)).toBeGreaterThan(0)
  })

  test('while it removes backups', async () => {
    const { folder, order } = workshop()
    for (const year of [2020, 2021]) {
      await createBackup({ ...order, clock: { ...systemClock, now: () => new Date(`${year}-01-01T00:00:00Z`) } })
    }
    const calls = await sweep(folder, { action: 'prune' }, async ({ directory }) => {
      const { backups } = await listBackups(directory)
      for (const { id } of backups) expect((await proveBackup({ dialect, directory, id })).findings).toEqual([])
      await pruneBackups({ directory, policy: { keep: 1, days: 0, referenced: new Set() }, clock: later })
      expect(readdirSync(directory).sort()).toEqual(['backup_20210101_000000.db', 'backup_20210101_000000.json'])
    })
    expect(calls).toBeGreaterThan(5)
  })
})
