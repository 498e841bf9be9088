import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProblem } from 'millwright'
import { expect, test } from 'vitest'
import { type FileVariant, writeVariant } from '../../src/generator/variants.ts'
import { list, ocm, ppm, writeRegisters } from './records.ts'
import { change, digestOf, emptyPlace, move, type Place, query, writeData } from './support.ts'

const text = list([ocm(1), ocm(2), ocm(3)])

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (isProblem(error)) return error.code
    throw error
  }
}

function broken(variant: FileVariant): Place {
  const place = emptyPlace()
  writeRegisters(place, {})
  writeVariant(join(place.data, 'ocm.json'), variant, text)
  return place
}

test.each([
  ['truncated', 'SRC108'],
  ['object-instead-of-array', 'SRC106'],
  ['empty-array', 'SRC107'],
  ['empty-file', 'SRC105'],
  ['trailing-comma', 'SRC109'],
  ['utf-16', 'SRC111'],
] as const)('a register that is %s is refused with %s, and nothing is lost', async (variant, code) => {
  const place = broken(variant)
  const before = digestOf(join(place.data, 'ocm.json'))
  expect(await codeOf(() => move(place))).toBe(code)
  expect(existsSync(place.db)).toBe(false)
  expect(digestOf(join(place.data, 'ocm.json'))).toBe(before)
})

test.each(['bom', 'crlf'] as const)('a register with %s moves like any other', async (variant) => {
  const place = broken(variant)
  expect((await move(place)).exit).toBe(0)
})

test('a key given twice leaves the record out, with its text', async () => {
  const place = broken('duplicate-keys')
  const { exit, document } = await move(place, '--rejects', '1')
  expect(exit).toBe(0)
  expect(document.registers['ocm']).toMatchObject({ read: 3, written: 2, rejected: 1 })
  expect(query(place, 'select raw from millwright_reject')[0]?.['raw']).toContain('1000001')
})

test('an unknown column leaves the record out and names it', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1, { Colour: 'blue' })] })
  const { exit, document } = await move(place)
  expect(exit).toBe(4)
  expect(document.rejects.groups[0]).toMatchObject({ rule: 'unknown_field', path: 'Colour' })
})

test('a folder or a register that is missing is said so; a side file that is missing is a finding', async () => {
  const place = emptyPlace()
  expect(await codeOf(() => move({ ...place, data: join(place.folder, 'none') }))).toBe('HOSP101')
  expect(await codeOf(() => move(place))).toBe('HOSP102')
  writeRegisters(place, {})
  const { exit, document } = await move(place)
  expect(exit).toBe(0)
  expect(document.preflight.filter(({ code }) => code === 'file_missing').map(({ label }) => label)).toEqual([
    'training.json',
    'departments_and_machines.json',
    'settings.json',
    'audit_log.json',
    'push_subscriptions.json',
  ])
})

test('a file that is no database, a table of unknown make and a database in use are refused', async () => {
  const place = emptyPlace()
  writeRegisters(place, {})
  writeFileSync(place.db, 'not a database at all, but a text of some length')
  expect(await codeOf(() => move(place))).toMatch(/^SQL|^DB/)
  rmSync(place.db)
  change(place, 'create table ocm_equipment (id integer primary key)')
  const before = digestOf(place.db)
  expect(await codeOf(() => move(place))).toBe('HOSP105')
  expect(digestOf(place.db)).toBe(before)
})

test('subscriptions move, and their keys stand nowhere else', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ppms: [ppm(1), ppm(2)] })
  const subscription = {
    endpoint: 'https://push.example.org/1',
    expirationTime: null,
    keys: { p256dh: 'PUBLICPART', auth: 'SECRETPART' },
  }
  writeData(place, 'push_subscriptions.json', list([subscription]))
  const { exit, document } = await move(place)
  expect(exit).toBe(0)
  expect(query(place, 'select endpoint, auth from push_subscriptions')).toEqual([
    { endpoint: 'https://push.example.org/1', auth: 'SECRETPART' },
  ])
  expect(JSON.stringify(document)).not.toContain('SECRETPART')
  expect(query(place, "select count(*) as n from millwright_lineage where raw like '%SECRETPART%'")[0]?.['n']).toBe(0)
})
