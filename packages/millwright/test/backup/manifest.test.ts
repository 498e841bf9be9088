/** A manifest is believed only when every field is what was written. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Manifest, pathsOf, readManifest, writeManifest } from '../../src/backup/manifest.ts'
import { hashOf } from '../../src/kernel/hash.ts'
import { aManifest, aProof, newFolder, problemOf } from './support.ts'

const whole: Manifest = aManifest('2026-01-31T23:59:59.900Z', {
  label: 'before the move',
  tables: JSON.parse(
    '{"parts":{"rows":2,"fingerprint":"f","columns":["id"]},"__proto__":{"rows":0,"fingerprint":"","columns":[]}}',
  ) as Manifest['tables'],
  orphans: { 'parts → machines': 3 },
  engine: 'millwright 0.1.0',
  run: 'r7',
  proof: aProof(),
})
const { id } = whole

async function written(manifest = whole) {
  const directory = newFolder()
  const path = pathsOf(directory, id).manifest
  await writeManifest(path, manifest)
  return { directory, path, fields: JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> }
}

/** Writes fields as they are, with a seal that fits them unless it is told not to. */
function forge(path: string, { seal: _old, ...fields }: Record<string, unknown>) {
  writeFileSync(path, JSON.stringify({ ...fields, seal: hashOf(fields) }))
}

describe('a manifest', () => {
  test('comes back as it was written, and is for its owner only', async () => {
    const { directory, path } = await written()
    expect(await readManifest(directory, id)).toEqual(whole)
    expect(Object.keys((await readManifest(directory, id)).tables)).toEqual(Object.keys(whole.tables))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory)).toEqual([`${id}.json`])
  })

  test.each(Object.keys(whole))('with another %s is not believed', async (name) => {
    const { directory, path, fields } = await written()
    for (const other of [altered(fields[name]), undefined, null, {}, 'x', -1, 1.5, []]) {
      writeFileSync(path, JSON.stringify({ ...fields, [name]: other }))
      expect((await problemOf(readManifest(directory, id))).code, `${name} ${JSON.stringify(other)}`).toBe('BAK107')
    }
  })

  test('with another seal, or none, is not believed', async () => {
    const { directory, path, fields } = await written()
    for (const seal of [undefined, 'x', '0'.repeat(64)]) {
      writeFileSync(path, JSON.stringify({ ...fields, seal }))
      expect((await problemOf(readManifest(directory, id))).code).toBe('BAK107')
    }
  })

  test.each([
    ['an unknown field', { extra: 1 }],
    ['a field called __proto__', JSON.parse('{"__proto__":{"id":"x"}}') as object],
    ['a later format', { format: 2 }],
    ['the id of another', { id: 'backup_20260131_235958' }],
    ['the file of another', { file: 'backup_20260131_235958.db' }],
    ['a file elsewhere', { file: '../backup_20260131_235959.db' }],
    ['another time than its id', { createdAt: '2026-01-30T23:59:59.900Z' }],
    ['the proof of other bytes', { proof: aProof('b'.repeat(64)) }],
    ['a proof that found damage', { proof: { ...aProof(), integrity: 'broken' } }],
    ['a table without columns', { tables: { parts: { rows: 1, fingerprint: 'f' } } }],
    ['a table with more than it should have', { tables: { parts: { rows: 1, fingerprint: 'f', columns: [], x: 1 } } }],
    ['a negative count', { tables: { parts: { rows: -1, fingerprint: 'f', columns: [] } } }],
  ])('with %s is not believed, whatever its seal', async (_what, change) => {
    const { directory, path, fields } = await written()
    forge(
      path,
      Object.defineProperties({ ...fields }, Object.getOwnPropertyDescriptors(change)) as Record<string, unknown>,
    )
    expect((await problemOf(readManifest(directory, id))).code).toBe('BAK107')
  })

  test.each(['', '{', '[]', 'null', '7', '"x"', '{}', '\0'])('that says %j is not believed', async (text) => {
    const { directory, path } = await written()
    writeFileSync(path, text)
    expect((await problemOf(readManifest(directory, id))).code).toBe('BAK107')
  })

  test('cut off anywhere is not believed', async () => {
    const { directory, path } = await written()
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length - 1; at++) {
      writeFileSync(path, bytes.subarray(0, at))
      expect((await problemOf(readManifest(directory, id))).code).toBe('BAK107')
    }
  })

  test('that is a link or a directory is not read', async () => {
    const { path } = await written()
    const directory = newFolder()
    symlinkSync(path, join(directory, `${id}.json`))
    expect((await problemOf(readManifest(directory, id))).code).toBe('BAK107')
    const other = newFolder()
    mkdirSync(join(other, `${id}.json`))
    expect((await problemOf(readManifest(other, id))).code).toBe('BAK107')
  })

  test.each([
    '../x',
    '/etc/passwd',
    'backup_1',
    'backup_20260131_235959/../x',
    `${id}\0`,
    `${id}%2f`,
    'C:\\x',
    '',
    `${id}.db`,
  ])('is not looked for under the id %j', async (bad) => {
    expect((await problemOf(readManifest(newFolder(), bad))).code).toBe('BAK105')
  })

  test('that is not there is told so', async () => {
    expect((await problemOf(readManifest('/nowhere', id))).what).toBe(`There is no backup ${id} in /nowhere.`)
  })
})

/** Nearly the same value, of the same kind. */
function altered(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return value.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  const [name, inner] = Object.entries(value as object)[0] as [string, unknown]
  return { ...(value as object), [name]: altered(inner) }
}
