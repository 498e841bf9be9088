/** P15: whatever becomes of a backup's bytes, it is seen before the target is touched. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { examineFile } from '../../src/backup/examine.ts'
import { hashFile } from '../../src/backup/files.ts'
import { type Manifest, writeManifest } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { change, contentOf, dialect, workshop } from './databases.ts'
import { problemOf } from './support.ts'

async function backedUp() {
  const place = workshop()
  const manifest = await createBackup(place.order)
  change(place.path, 'delete from parts where id = 3')
  const before = readFileSync(place.path)
  const { directory, path } = place
  const file = join(directory, manifest.file)
  const restore = () => restoreBackup({ ...place, id: manifest.id })
  const refusedWith = async (code: string) => {
    expect((await problemOf(restore())).code).toBe(code)
    expect(readFileSync(path).equals(before)).toBe(true)
  }
  const rewrite = (more: object) => {
    const { proof: _proof, ...fields } = { ...manifest, ...more }
    return writeManifest(join(directory, `${manifest.id}.json`), fields as Manifest)
  }
  return { ...place, manifest, file, restore, refusedWith, rewrite }
}

const examine = (manifest: Manifest, file: string) => examineFile({ dialect, manifest, clock: systemClock }, file)

/** Runs the work once for each byte, turned over in the file and turned back. */
async function eachByteFlipped(file: string, work: (at: number) => Promise<void>): Promise<number> {
  const whole = readFileSync(file)
  const handle = openSync(file, 'r+')
  for (let at = 0; at < whole.length; at++) {
    writeSync(handle, Buffer.of(~(whole[at] as number)), 0, 1, at)
    await work(at)
    writeSync(handle, whole, at, 1, at)
  }
  closeSync(handle)
  return whole.length
}

describe('a damaged backup', () => {
  test('every byte that is turned over is seen by its SHA-256', { timeout: 120_000 }, async () => {
    const { manifest, file } = await backedUp()
    const missed: number[] = []
    const bytes = await eachByteFlipped(file, async (at) => {
      if ((await examine(manifest, file)).proof !== undefined) missed.push(at)
    })
    expect({ bytes, missed }).toEqual({ bytes: manifest.bytes, missed: [] })
    expect((await examine(manifest, file)).findings).toEqual([])
  })

  test('where the SHA-256 was made to fit, every change of the content is seen all the same', {
    timeout: 300_000,
  }, async () => {
    const { manifest, file } = await backedUp()
    const content = contentOf(file)
    const missed: number[] = []
    let seen = 0
    const bytes = await eachByteFlipped(file, async (at) => {
      const { proof } = await examine({ ...manifest, ...(await hashFile(file)) }, file)
      if (proof === undefined) seen += 1
      else if (contentOrError(file) !== content) missed.push(at)
    })
    expect(missed).toEqual([])
    expect(seen).toBeGreaterThan(bytes / 5)
  })

  test('cut anywhere is refused, also with a SHA-256 that fits', { timeout: 120_000 }, async () => {
    const { manifest, file, refusedWith, rewrite } = await backedUp()
    const whole = readFileSync(file)
    for (let at = 0; at < whole.length; at += 64) {
      writeFileSync(file, whole.subarray(0, at))
      await refusedWith('BAK108')
      const cut = await examine({ ...manifest, ...(await hashFile(file)) }, file)
      expect(cut.findings.length, `cut at ${at}`).toBeGreaterThan(0)
    }
    await rewrite(await hashFile(file))
    await refusedWith('BAK108')
  })

  test('with the file of another backup is refused', async () => {
    const { order, directory, file, manifest, refusedWith, rewrite } = await backedUp()
    const other = await createBackup(order)
    renameSync(file, `${file}.aside`)
    renameSync(join(directory, other.file), file)
    renameSync(`${file}.aside`, join(directory, other.file))
    await refusedWith('BAK108')
    await rewrite(await hashFile(file))
    await refusedWith('BAK108')
    const { findings } = await examine({ ...manifest, ...(await hashFile(file)) }, file)
    expect(findings.map(({ message }) => message)).toEqual(['table parts should have 3 rows, but has 2.'])
  })

  test('without its file, or with a link or a directory in its place, is refused', async () => {
    const { file, refusedWith } = await backedUp()
    renameSync(file, `${file}.aside`)
    await refusedWith('BAK108')
    symlinkSync(`${file}.aside`, file)
    await refusedWith('BAK108')
    rmSync(file)
    const { mkdirSync } = await import('node:fs')
    mkdirSync(file)
    await refusedWith('BAK108')
  })

  test('without its manifest is no backup', async () => {
    const { directory, manifest, refusedWith } = await backedUp()
    rmSync(join(directory, `${manifest.id}.json`))
    await refusedWith('BAK106')
  })

  test('with a manifest that says something else, sealed or not, is refused', async () => {
    const { directory, manifest, refusedWith, rewrite } = await backedUp()
    const { parts, ...others } = manifest.tables as { parts: Manifest['tables'][string] }
    const lies: readonly object[] = [
      { bytes: manifest.bytes + 1 },
      { sha256: '0'.repeat(64) },
      { schema: '0'.repeat(64) },
      { tables: others },
      { tables: { ...manifest.tables, more: parts } },
      { tables: { ...manifest.tables, parts: { ...parts, rows: 4 } } },
      { tables: { ...manifest.tables, parts: { ...parts, fingerprint: `${parts.fingerprint}0` } } },
      { tables: { ...manifest.tables, parts: { ...parts, columns: parts.columns.slice(1) } } },
    ]
    for (const lie of lies) {
      await rewrite(lie)
      await refusedWith('BAK108')
    }
    for (const lie of [
      { file: 'other.db' },
      { id: 'backup_20200101_000000' },
      { createdAt: '2020-01-01T00:00:00.000Z' },
    ]) {
      await rewrite(lie)
      await refusedWith('BAK107')
    }
    await rewrite({})
    const path = join(directory, `${manifest.id}.json`)
    const text = readFileSync(path, 'utf8')
    for (const [name, value] of [
      ['reason', 'other'],
      ['target', 'sqlite:other.db'],
      ['orphans', { 'a → b': 1 }],
    ] as const) {
      writeFileSync(path, JSON.stringify({ ...(JSON.parse(text) as object), [name]: value }))
      await refusedWith('BAK107')
    }
  })
})

function contentOrError(file: string): string {
  try {
    return contentOf(file)
  } catch (error) {
    return String(error)
  }
}
