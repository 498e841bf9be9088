/** An encrypted backup shows nothing and opens only with its key; whatever becomes of its bytes is seen before the target is touched. */
import { chmodSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { keyFrom, readKeyFile } from '../../src/backup/key.ts'
import { listBackups } from '../../src/backup/list.ts'
import { isProved, type Manifest, readManifest, writeManifest } from '../../src/backup/manifest.ts'
import { proveBackup } from '../../src/backup/prove.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { givens, type Ground, inParts, makeGround } from './every-dialect.ts'
import { newFolder, problemOf } from './support.ts'

const key = keyFrom('a passphrase of some length', 'a test')
const bytes = keyFrom('ab'.repeat(32), 'a test')
const other = keyFrom('another passphrase of that kind', 'a test')

/** Every file below a path, or the path itself. */
function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

const copyOf = ({ order }: Ground, { file }: Manifest): string => join(order.directory, file)

const codeOf = async (work: Promise<unknown>): Promise<string> => (await problemOf(work)).code

describe.each(givens)('%s', { timeout: 240_000 }, (_name, dialect, urlIn) => {
  test('is restored with its key, and nothing of it can be read without', async () => {
    const ground = await makeGround(dialect, urlIn)
    const made = await createBackup({ ...ground.order, key })
    expect(made.encryption).toMatchObject({ cipher: 'aes-256-gcm' })
    expect(made.encryption?.salt).toMatch(/^[0-9a-f]{32}$/)
    for (const file of filesOf(copyOf(ground, made))) {
      expect(file).toMatch(/\.enc$/)
      expect(readFileSync(file).includes('first of'), file).toBe(false)
      expect(statSync(file).mode & 0o077).toBe(0)
    }
    expect(readdirSync(ground.order.directory)).toHaveLength(2)
    const { findings, manifest } = await proveBackup({ ...ground.order, id: made.id, key, near: ground.order.url })
    expect([findings, isProved(manifest)]).toEqual([[], true])
    await ground.change('delete from parts')
    await restoreBackup({ ...ground.order, id: made.id, key, aside: false })
    expect(await ground.count('parts')).toBe(2n)
    expect((await listBackups(ground.order.directory)).backups).toEqual([manifest])
    expect(readdirSync(ground.order.directory)).toHaveLength(2)
  })

  test('without its key, or with another one, nothing is touched', async () => {
    const ground = await makeGround(dialect, urlIn)
    for (const [one, wrong] of [
      [key, other],
      [key, bytes],
      [bytes, key],
    ] as const) {
      const { id } = await createBackup({ ...ground.order, key: one })
      expect(await codeOf(proveBackup({ ...ground.order, id }))).toBe('BAK121')
      expect(await codeOf(restoreBackup({ ...ground.order, id }))).toBe('BAK121')
      expect(await codeOf(proveBackup({ ...ground.order, id, key: wrong }))).toBe('BAK122')
      expect(await codeOf(restoreBackup({ ...ground.order, id, key: wrong }))).toBe('BAK122')
    }
    expect(await ground.count('parts')).toBe(2n)
  })

  test('no key that anybody could guess opens it for a passphrase', async () => {
    const ground = await makeGround(dialect, urlIn)
    const guessed = keyFrom('00'.repeat(32), 'a test')
    const { id } = await createBackup({ ...ground.order, key: guessed })
    expect(await codeOf(restoreBackup({ ...ground.order, id, key }))).toBe('BAK122')
  })

  test('the manifest tells of the rows only how many there are, and nobody else can write one', async () => {
    const ground = await makeGround(dialect, urlIn)
    const plain = await createBackup(ground.order)
    const made = await createBackup({ ...ground.order, key })
    const again = await createBackup({ ...ground.order, key })
    const prints = [plain, made, again].map(({ tables, schema }) => [tables['parts']?.fingerprint, schema]).flat()
    expect(new Set(prints).size).toBe(6)
    expect(made.tables['parts']?.rows).toBe(2)
    const path = join(ground.order.directory, `${made.id}.json`)
    await writeManifest(path, { ...made, tables: {} })
    expect(await codeOf(restoreBackup({ ...ground.order, id: made.id, key }))).toBe('BAK125')
    await writeManifest(path, { ...made, encryption: again.encryption as NonNullable<Manifest['encryption']> })
    expect(await codeOf(restoreBackup({ ...ground.order, id: made.id, key }))).toBe('BAK125')
    expect((await readManifest(ground.order.directory, plain.id)).encryption).toBe(undefined)
  })

  test('changed, cut off or replaced by another backup, it is refused', async () => {
    const ground = await makeGround(dialect, urlIn)
    const made = await createBackup({ ...ground.order, key: bytes })
    const copy = copyOf(ground, made)
    const saved = join(ground.folder, 'saved')
    cpSync(copy, saved, { recursive: true })
    const files = filesOf(copy)
    const refused = async (spoil: (file: string) => void, file: string) => {
      spoil(file)
      const { code } = await problemOf(restoreBackup({ ...ground.order, id: made.id, key: bytes }))
      rmSync(copy, { recursive: true })
      cpSync(saved, copy, { recursive: true })
      return code
    }
    for (const file of files) {
      const whole = readFileSync(file)
      const flipped = Buffer.from(whole)
      flipped[whole.length - 1] = (whole.at(-1) as number) ^ 1
      for (const bad of [flipped, whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')])])
        expect(await refused((path) => writeFileSync(path, bad), file)).toBe('BAK108')
    }
    expect(await ground.count('parts')).toBe(2n)
    expect((await proveBackup({ ...ground.order, id: made.id, key: bytes, near: ground.order.url })).findings).toEqual(
      [],
    )
  })
})

describe.each(inParts)('%s, in parts', { timeout: 120_000 }, (_name, dialect, urlIn) => {
  test('rows of one table do not pass for those of another, whatever the file is called', async () => {
    const ground = await makeGround(dialect, urlIn)
    const made = await createBackup({ ...ground.order, key: bytes })
    const copy = copyOf(ground, made)
    const [first, second] = ['0001', '0002'].map((name) => join(copy, 'data', `${name}.copy.enc`)) as [string, string]
    renameSync(first, `${first}.x`)
    renameSync(second, first)
    renameSync(`${first}.x`, second)
    const { cipherOf } = await import('../../src/kernel/cipher.ts')
    const cipher = cipherOf(Buffer.alloc(32, 0xab))
    const opened = dialect.snapshots.open?.(copy, ground.order.url, cipher)
    await expect(opened).rejects.toThrow('it was changed or cut off after it was encrypted, or it is another file')
  })
})

describe('a key', () => {
  test('is 64 hexadecimal digits or 32 bytes as they are, and anything else is a passphrase', async () => {
    const folder = newFolder()
    const put = (name: string, content: string | Buffer) => {
      writeFileSync(join(folder, name), content, { mode: 0o600 })
      return join(folder, name)
    }
    expect(keyFrom(` ${'AB'.repeat(32)}\n`, 'x')).toEqual({ kind: 'bytes', bytes: Buffer.alloc(32, 0xab) })
    expect(await readKeyFile(put('raw', Buffer.alloc(32, 1)))).toEqual({ kind: 'bytes', bytes: Buffer.alloc(32, 1) })
    expect(await readKeyFile(put('hex', `${'01'.repeat(32)}\n`))).toEqual({ kind: 'bytes', bytes: Buffer.alloc(32, 1) })
    expect(await readKeyFile(put('words', 'four words and more\n'))).toEqual({
      kind: 'text',
      text: 'four words and more',
    })
    expect(await codeOf(readKeyFile(put('short', 'too short')))).toBe('BAK123')
    expect(await codeOf(readKeyFile(join(folder, 'none')))).toBe('BAK123')
    chmodSync(join(folder, 'words'), 0o640)
    expect((await problemOf(readKeyFile(join(folder, 'words')))).what).toContain('other users can read it')
  })
})
