/** A proof finds every difference, names it with both values, and takes the word "proved" away again. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { isProved, type Manifest, readManifest, writeManifest } from '../../src/backup/manifest.ts'
import { proveBackup } from '../../src/backup/prove.ts'
import { hashFile } from '../../src/backup/files.ts'
import { change, workshop } from './databases.ts'
import { clockAt } from './support.ts'

async function backedUp(more = '') {
  const place = workshop(more)
  const manifest = await createBackup(place.order)
  const file = join(place.directory, manifest.file)
  return { ...place, manifest, file, ref: { ...place, id: manifest.id } }
}

/** Changes the file, and lets the manifest name the bytes it then has. */
async function changed(statement: string, more = '') {
  const place = await backedUp(more)
  change(place.file, statement)
  const { proof: _old, ...manifest } = { ...place.manifest, ...(await hashFile(place.file)) }
  await writeManifest(join(place.directory, `${manifest.id}.json`), manifest)
  return place.ref
}

const messages = async (ref: Parameters<typeof proveBackup>[0]) =>
  (await proveBackup(ref)).findings.map(({ code, subject, message }) => [code, subject, message])

describe('proveBackup', () => {
  test('notes when it was proved again', async () => {
    const { ref, directory, manifest } = await backedUp()
    const clock = clockAt('2027-01-01T00:00:00Z')
    const proved = await proveBackup({ ...ref, clock })
    expect(proved.findings).toEqual([])
    expect(proved.manifest.proof?.provedAt).toBe('2027-01-01T00:00:00.000Z')
    expect(await readManifest(directory, manifest.id)).toEqual(proved.manifest)
    expect(readdirSync(directory)).toHaveLength(2)
  })

  test('reads the file without changing it', async () => {
    const { ref, file } = await backedUp()
    const before = await hashFile(file)
    await proveBackup(ref)
    expect(await hashFile(file)).toEqual(before)
  })

  test('a missing row', async () => {
    expect(await messages(await changed('delete from parts where id = 2'))).toEqual([
      ['BAK210', 'parts', 'table parts should have 3 rows, but has 2.'],
    ])
  })

  test('a changed value', async () => {
    const [finding, ...others] = await messages(await changed("update parts set note = 'a''c' where id = 1"))
    expect(others).toEqual([])
    expect(finding?.slice(0, 2)).toEqual(['BAK211', 'parts'])
    expect(finding?.[2]).toMatch(/^table parts should have the fingerprint \w+, but has \w+\.$/)
  })

  test('a missing table, one too many, another column', async () => {
    const found = await messages(
      await changed('drop table empty; create table more (id); alter table parts add column size'),
    )
    expect(found.map(([code, subject]) => [code, subject])).toEqual([
      ['BAK207', 'empty'],
      ['BAK208', 'more'],
      ['BAK209', 'parts'],
      ['BAK206', 'schema'],
    ])
    expect(found[0]?.[2]).toBe('table empty with 0 rows is missing.')
    expect(found[2]?.[2]).toBe(
      'table parts should have the columns id, machine, note, photo, but has id, machine, note, photo, size.',
    )
  })

  test.each(['create index extra on parts (note)', 'drop view heavy', 'drop trigger named'])(
    'another schema: %s',
    async (statement) => {
      const [finding, ...others] = await messages(await changed(statement))
      expect(others).toEqual([])
      expect(finding?.slice(0, 2)).toEqual(['BAK206', 'schema'])
    },
  )

  test('more rows that point at nothing', async () => {
    const found = await messages(
      await changed('update parts set machine = 77', 'update parts set machine = 77 where id = 1'),
    )
    expect(found.at(-1)).toEqual([
      'BAK205',
      'parts → machines',
      'parts → machines: 1 rows should point at nothing, but 3 do.',
    ])
  })

  test('the order in which objects were made is no difference', async () => {
    const ref = await changed('drop view heavy; create view heavy as select * from machines where weight > 1')
    expect(await messages(ref)).toEqual([])
  })

  test('a backup that fails is no longer called proved, until it is whole again', async () => {
    const { ref, file, directory, manifest } = await backedUp()
    const state = async (): Promise<Manifest> => readManifest(directory, manifest.id)
    const { readFileSync, writeFileSync } = await import('node:fs')
    const bytes = readFileSync(file)
    rmSync(file)
    expect(await messages(ref)).toEqual([['BAK201', manifest.file, `the file ${manifest.file} is missing.`]])
    expect(isProved(await state())).toBe(false)
    writeFileSync(file, bytes)
    expect(await messages(ref)).toEqual([])
    expect(isProved(await state())).toBe(true)
  })
})
