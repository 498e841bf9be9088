/** Copies of source files: the same bytes, counted, never over another file, put back only when they are whole. */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { backupSourceFile, restoreSourceFile } from '../../src/backup/source-files.ts'
import { clockAt, newFolder, problemOf } from './support.ts'

const text = '[{"NO":1,"Serial":"SN-1"},\r\n {"NO":2,"Serial":"سم"}]\n'
const clock = clockAt('2026-01-31T23:59:59.900Z')
const count = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as unknown[]).length
const modeOf = (path: string) => statSync(path).mode & 0o777

function hospital() {
  const folder = newFolder()
  const [source, directory] = [join(folder, 'data', 'ocm.json'), join(folder, 'data', 'backups')]
  mkdirSync(join(folder, 'data'))
  writeFileSync(source, text)
  return { folder, source, directory, order: { source, directory, count, clock } }
}

describe('backupSourceFile', () => {
  test('copies the bytes under a name with the time, and notes their SHA-256 the way sha256sum reads it', async () => {
    const { source, directory, order } = hospital()
    const sha256 = createHash('sha256').update(text).digest('hex')
    const path = join(directory, 'ocm_backup_20260131_235959.json')
    const createdAt = '2026-01-31T23:59:59.900Z'
    expect(await backupSourceFile(order)).toEqual({
      source,
      path,
      bytes: Buffer.byteLength(text),
      sha256,
      records: 2,
      createdAt,
    })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readFileSync(`${path}.sha256`, 'utf8')).toBe(`${sha256}  ocm_backup_20260131_235959.json\n`)
    expect(readdirSync(directory)).toHaveLength(2)
  })

  test('only the owner may read what it makes', async () => {
    const { directory, order } = hospital()
    const { path } = await backupSourceFile(order)
    expect([directory, path, `${path}.sha256`].map(modeOf)).toEqual([0o700, 0o600, 0o600])
  })

  test('never writes over another backup', async () => {
    const { directory, order } = hospital()
    await Promise.all([backupSourceFile(order), backupSourceFile(order), backupSourceFile(order)])
    const names = readdirSync(directory).filter((name) => name.endsWith('.json'))
    expect(names.sort()).toEqual(['', '_2', '_3'].map((ending) => `ocm_backup_20260131_235959${ending}.json`))
  })

  test.each([
    ['it is cut off', '[{"NO":1}'],
    ['it is empty', ''],
  ])('leaves nothing behind when the file cannot be read as records: %s', async (_why, content) => {
    const { source, directory, order } = hospital()
    writeFileSync(source, content)
    expect((await problemOf(backupSourceFile(order))).code).toBe('BAK115')
    expect(readdirSync(directory)).toEqual([])
  })

  test('a file that is written to meanwhile is no backup', async () => {
    const { source, directory, order } = hospital()
    writeFileSync(source, 'x'.repeat(5_000_000))
    const changing = setInterval(() => writeFileSync(source, `${Math.random()}`), 1)
    const found = await problemOf(backupSourceFile(order))
    clearInterval(changing)
    expect(found.code).toBe('BAK115')
    expect(readdirSync(directory)).toEqual([])
  })

  test('a missing file and a link out of the directory are refused', async () => {
    const { folder, source, order } = hospital()
    const link = join(folder, 'link.json')
    symlinkSync('/etc/hostname', link)
    expect((await problemOf(backupSourceFile({ ...order, source: link }))).code).toBe('BAK114')
    rmSync(source)
    expect((await problemOf(backupSourceFile(order))).code).toBe('BAK115')
  })

  test('a link to a neighbour is followed', async () => {
    const { folder, order } = hospital()
    symlinkSync('ocm.json', join(folder, 'data', 'current.json'))
    const { path } = await backupSourceFile({ ...order, source: join(folder, 'data', 'current.json') })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('a directory that is a link, or that others may write to, is refused', async () => {
    const { folder, directory, order } = hospital()
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere'), directory)
    for (const name of [directory, `${directory}/`]) {
      expect(await problemOf(backupSourceFile({ ...order, directory: name }))).toEqual({
        code: 'BAK101',
        what: `The directory ${directory} cannot hold backups: it is a link.`,
      })
    }
    chmodSync(join(folder, 'elsewhere'), 0o777)
    const found = await problemOf(backupSourceFile({ ...order, directory: join(folder, 'elsewhere') }))
    expect(found.what).toContain('others may write to it')
  })
})

describe('restoreSourceFile', () => {
  async function backedUp() {
    const place = hospital()
    const { path } = await backupSourceFile(place.order)
    writeFileSync(place.source, 'changed')
    return { ...place, path, restore: { backup: path, target: place.source } }
  }

  test('brings the bytes back and leaves the mode as it was', async () => {
    const { source, restore, folder } = await backedUp()
    chmodSync(source, 0o640)
    const { target } = await restoreSourceFile(restore)
    expect(target).toBe(source)
    expect(readFileSync(source, 'utf8')).toBe(text)
    expect(modeOf(source)).toBe(0o640)
    expect(readdirSync(join(folder, 'data')).sort()).toEqual(['backups', 'ocm.json'])
  })

  test('makes a file that is gone', async () => {
    const { source, restore } = await backedUp()
    rmSync(source)
    await restoreSourceFile(restore)
    expect(readFileSync(source, 'utf8')).toBe(text)
    expect(modeOf(source)).toBe(0o600)
  })

  test('every changed byte and every cut of the backup is found before the target is touched', async () => {
    const { path, source, restore } = await backedUp()
    const whole = readFileSync(path)
    const flipped = [...whole.keys()].map((at) => whole.with(at, (whole[at] as number) ^ 1))
    for (const bytes of [...flipped, ...[...whole.keys()].map((at) => whole.subarray(0, at))]) {
      writeFileSync(path, bytes)
      expect((await problemOf(restoreSourceFile(restore))).code).toBe('BAK116')
    }
    expect(readFileSync(source, 'utf8')).toBe('changed')
  })

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['of another file', `${'0'.repeat(64)}  ppm_backup_20260131_235959.json\n`],
    ['of other bytes', `${'0'.repeat(64)}  ocm_backup_20260131_235959.json\n`],
    ['without its end', `${createHash('sha256').update(text).digest('hex')}  ocm_backup_20260131_235959.json`],
  ])('a SHA-256 that is %s is refused', async (_how, sidecar) => {
    const { path, source, restore } = await backedUp()
    if (sidecar === undefined) rmSync(`${path}.sha256`)
    else writeFileSync(`${path}.sha256`, sidecar)
    expect((await problemOf(restoreSourceFile(restore))).code).toBe('BAK116')
    expect(readFileSync(source, 'utf8')).toBe('changed')
  })

  test('no link is followed out of a directory', async () => {
    const { folder, path, source, restore } = await backedUp()
    const victim = join(newFolder(), 'victim')
    writeFileSync(victim, 'mine')
    rmSync(source)
    symlinkSync(victim, source)
    expect((await problemOf(restoreSourceFile(restore))).code).toBe('BAK114')
    rmSync(source)
    symlinkSync('nowhere', source)
    expect((await problemOf(restoreSourceFile(restore))).code).toBe('BAK114')
    rmSync(source)
    rmSync(path)
    symlinkSync(victim, path)
    expect((await problemOf(restoreSourceFile(restore))).code).toBe('BAK114')
    expect((await problemOf(restoreSourceFile({ ...restore, target: folder }))).code).not.toBe('none')
    expect(readFileSync(victim, 'utf8')).toBe('mine')
  })

  test('two restores of one file do not meet', async () => {
    const { source, restore } = await backedUp()
    writeFileSync(`${source}.restoring.claim`, JSON.stringify({ host: (await import('node:os')).hostname(), pid: 1 }))
    expect((await problemOf(restoreSourceFile(restore))).code).toBe('BAK112')
    expect(readFileSync(source, 'utf8')).toBe('changed')
    writeFileSync(
      `${source}.restoring.claim`,
      JSON.stringify({ host: (await import('node:os')).hostname(), pid: 2 ** 22 + 1 }),
    )
    await restoreSourceFile(restore)
    expect(readFileSync(source, 'utf8')).toBe(text)
  })
})
