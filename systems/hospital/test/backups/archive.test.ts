import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readArchive, readFirst, writeArchive } from '../../src/backups/archive.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hospital-archive-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString()

test('what goes in comes out, small and large', async () => {
  const at = folder()
  const large = Buffer.from(Array.from({ length: 400_000 }, (_, n) => `row ${n * 7919}\n`).join(''))
  writeFileSync(join(at, 'large.txt'), large)
  const path = join(at, 'a.zip')
  await writeArchive(path, [
    { name: 'manifest.json', bytes: Buffer.from('{"first": true}') },
    { name: 'inner/large.txt', from: join(at, 'large.txt') },
    { name: 'empty', bytes: Buffer.alloc(0) },
  ])
  const contents = await readArchive(path)
  expect([...contents.keys()]).toEqual(['manifest.json', 'inner/large.txt', 'empty'])
  expect(Buffer.from(contents.get('inner/large.txt') ?? []).equals(large)).toBe(true)
  expect(contents.get('empty')).toHaveLength(0)
  expect(text(await readFirst(path, 'manifest.json'))).toBe('{"first": true}')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(path).size).toBeLessThan(large.length / 2)
})

test('an archive is never written over', async () => {
  const path = join(folder(), 'a.zip')
  await writeArchive(path, [{ name: 'a', bytes: Buffer.from('1') }])
  await expect(writeArchive(path, [{ name: 'a', bytes: Buffer.from('2') }])).rejects.toThrow('EEXIST')
  expect(text((await readArchive(path)).get('a'))).toBe('1')
})

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 30)],
  ['empty', () => Buffer.alloc(0)],
  ['no archive', () => Buffer.from('{"a": 1}')],
])('%s: it is not read', async (_, damage) => {
  const path = join(folder(), 'a.zip')
  await writeArchive(path, [{ name: 'manifest.json', bytes: Buffer.from('x'.repeat(5000)) }])
  writeFileSync(path, damage(readFileSync(path)))
  await expect(readArchive(path)).rejects.toThrow()
})

test('an archive that begins with something else tells nothing of itself', async () => {
  const path = join(folder(), 'a.zip')
  await writeArchive(path, [{ name: 'other', bytes: Buffer.from('x') }])
  await expect(readFirst(path, 'manifest.json')).rejects.toThrow('it does not begin with manifest.json')
})
