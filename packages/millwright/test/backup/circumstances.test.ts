/** Backups under writers, under any umask, and on a full disk. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { isProved } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { contentOf, dialect, folderIn, workshop } from './databases.ts'
import { newFolder, problemOf } from './support.ts'

const writerProgram = fileURLToPath(new URL('programs/writer.ts', import.meta.url))
const umaskProgram = fileURLToPath(new URL('programs/umask.ts', import.meta.url))
const disks = { mount: 'mount', unmount: 'umount' }

describe('a backup while another process writes', () => {
  test.each(['wal', 'delete'])('holds one moment of the database (%s)', { timeout: 60_000 }, async (mode) => {
    const tables =
      'create table debit (id integer primary key, note text); create table credit (id integer primary key, note text);'
    const filler =
      'with n(i) as (select 1 union all select i + 1 from n where i < 20000) insert into empty select i from n;'
    const { path, directory, order } = workshop(`${tables} ${filler} pragma journal_mode = ${mode};`)
    const writer = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writerProgram, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void writer.kill('SIGKILL'))
    await once(writer.stdout, 'data')
    const counts: number[] = []
    for (let at = 0; at < 8; at++) {
      const manifest = await createBackup(order)
      expect(isProved(manifest)).toBe(true)
      const db = new DatabaseSync(join(directory, manifest.file), { readOnly: true })
      const { debit, credit, differing } = db
        .prepare(
          `select (select count(*) from debit) as debit, (select count(*) from credit) as credit,
            (select count(*) from debit left join credit using (id) where credit.id is null) as differing`,
        )
        .get() as { debit: number; credit: number; differing: number }
      db.close()
      expect([debit, differing]).toEqual([credit, 0])
      expect(manifest.tables['debit']?.rows).toBe(debit)
      counts.push(debit)
    }
    expect(writer.exitCode).toBeNull()
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts.at(-1)).toBeGreaterThan(counts[0] as number)
  })
})

describe.skipIf(process.platform === 'win32')('whatever the umask', () => {
  test.each([0o000, 0o022, 0o077, 0o777])('%o: files are 0600 and directories 0700', (mask) => {
    const { folder, url, directory } = workshop()
    const [restored, source] = [join(folder, 'restored.db'), join(folder, 'ocm.json')]
    writeFileSync(source, '[]')
    const task = { mask, url, directory: join(directory, 'inner'), restored: `sqlite:${restored}`, source }
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', umaskProgram, JSON.stringify(task)])
    const inner = readdirSync(task.directory).map((name) => join(task.directory, name))
    expect(inner).toHaveLength(4)
    const modes = (paths: readonly string[]) => paths.map((path) => statSync(path).mode & 0o777)
    expect(modes([directory, task.directory])).toEqual([0o700, 0o700])
    expect(modes([...inner, restored])).toEqual(Array(5).fill(0o600))
  })
})

describe('a full disk', () => {
  const disk = smallDisk()
  if ('why' in disk) process.stdout.write(`a full disk is not tried here: ${disk.why}\n`)
  const filler = 'insert into parts (photo) select zeroblob(500000) from machines;'

  test.skipIf('why' in disk)('is refused before anything is written, with the figures', async () => {
    const { order } = workshop(filler)
    const directory = folderIn(onDisk(), 'backups')
    const { code, what } = await problemOf(createBackup({ ...order, directory }))
    expect(code).toBe('BAK102')
    expect(what).toMatch(/1,8\d\d,\d{3} bytes are needed, [\d,]+ are free/)
    expect(readdirSync(directory)).toEqual([])
  })

  test.skipIf('why' in disk)('that fills up while the copy is written leaves nothing behind', async () => {
    const { order, path } = workshop(filler)
    const before = readFileSync(path)
    const directory = folderIn(onDisk(), 'backups')
    const hopeful: Dialect = { ...dialect, space: async () => ({ bytes: 1, free: 1e15 }) }
    expect((await problemOf(createBackup({ ...order, directory, dialect: hopeful }))).code).toBe('BAK103')
    expect(readdirSync(directory)).toEqual([])
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test.skipIf('why' in disk)('leaves the old database when a restore does not fit', async () => {
    const { order } = workshop(filler)
    const { id } = await createBackup(order)
    const path = join(onDisk(), 'app.db')
    writeFileSync(path, 'the old one')
    expect((await problemOf(restoreBackup({ ...order, url: `sqlite:${path}`, id }))).code).toBe('BAK102')
    expect(readFileSync(path, 'utf8')).toBe('the old one')
  })

  test('a whole backup fits where there is room', async () => {
    const { order, directory, path } = workshop(filler)
    const { file } = await createBackup(order)
    expect(contentOf(join(directory, file))).toBe(contentOf(path))
  })
})

/** Whether this process may mount a disk of one megabyte; found out by doing it. */
function smallDisk(): { readonly can: true } | { readonly why: string } {
  if (process.platform !== 'linux') return { why: 'only Linux mounts a disk in memory' }
  const folder = mkdtempSync(join(tmpdir(), 'millwright-disk-'))
  try {
    mount(folder)
    execFileSync(disks.unmount, [folder])
    return { can: true }
  } catch (error) {
    return { why: `it cannot be mounted: ${String(error).split('\n')[0]}` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const mount = (folder: string) =>
  execFileSync(disks.mount, ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', folder], { stdio: 'pipe' })

function onDisk(): string {
  const folder = newFolder('disk')
  mount(folder)
  onTestFinished(() => void execFileSync(disks.unmount, [folder]))
  return folder
}
