import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { readOcm } from '../../src/domain/ocm.ts'
import { defaultPolicies } from '../../src/domain/policies.ts'
import type { Moved } from '../../src/move/follow.ts'
import type { QualityEntry } from '../../src/move/quality.ts'
import { contentOf, count, digestOf, move, query, readData, sharedPlace } from './support.ts'

const rowsOf = (quality: readonly QualityEntry[], file: string, code: string): number =>
  quality.filter((one) => one.file === file && one.code === code).reduce((sum, one) => sum + one.rows, 0)

const place = sharedPlace()
let first: Moved
beforeAll(async () => {
  first = await move(place)
})

test('the sample moves with the figures that its dirt gives', async () => {
  const { exit, document } = first
  expect(document.verdict).toMatchObject({ word: 'PROVED', exitCode: 0 })
  expect(exit).toBe(0)
  expect(document.registers['ocm']).toMatchObject({ read: 612, written: 612, suffixed: 2, quarantined: 0, rejected: 0 })
  expect(document.registers['ppm']).toMatchObject({
    read: 1038,
    written: 1038,
    suffixed: 0,
    quarantined: 0,
    rejected: 0,
  })
  expect(document.registers['training']).toMatchObject({ read: 238, written: 238 })
  expect(document.registers['ocm']?.warnings).toMatchObject({
    serial_hash_twin: 22,
    log_number_duplicate: 36,
    department_unknown: 91,
    text_looks_like_date: 4,
  })
  const { dataQuality: quality } = document
  expect(rowsOf(quality, 'ppm.json', 'serial_lossy_scientific')).toBe(16)
  expect(rowsOf(quality, 'ppm.json', 'serial_looks_numeric_converted')).toBe(1)
  expect(rowsOf(quality, 'ppm.json', 'engineer_not_a_name') + rowsOf(quality, 'ppm.json', 'engineer_missing')).toBe(58)
  expect(rowsOf(quality, 'ppm.json', 'text_trimmed') + rowsOf(quality, 'ppm.json', 'text_collapsed')).toBe(151)
  expect(quality.find((one) => one.id === 'D2' && one.file === 'ppm.json')?.count).toBe(380)
  expect(rowsOf(quality, 'ppm.json', 'serial_hash_twin')).toBe(26)
  expect(rowsOf(quality, 'ppm.json', 'log_number_duplicate')).toBe(16)
  expect(quality.find((one) => one.id === 'D3')).toMatchObject({ count: 1, code: 'date_locale_fingerprint' })
  expect(new Set(quality.map(({ id }) => id)).size).toBeGreaterThanOrEqual(46)
})

test('every table of the target is filled, with one moment for all rows and ids in the order of the numbers', async () => {
  const counts = [
    'departments',
    'department_machines',
    'training_records',
    'training_assignments',
    'users',
    'settings',
    'audit_log',
  ]
  expect(counts.map((table) => count(place, table))).toEqual([26, 451, 238, 19, 6, 12, 62])
  expect(
    query(
      place,
      'select distinct created_at from (select created_at from ocm_equipment union select created_at from ppm_equipment)',
    ),
  ).toHaveLength(1)
  expect(query(place, 'select no from ocm_equipment where id <> no')).toEqual([])
  expect(query(place, 'select count(*) as n from training_records where last_trained_date is null')[0]?.['n']).toBe(237)
  expect(query(place, 'select count(*) as n from training_assignments where trainer is null')[0]?.['n']).toBe(1)
  expect(query(place, 'select username from users where password_hash is null and must_reset = 1')).toHaveLength(2)
  expect(query(place, 'select count(*) as n from audit_log where imported = 1')[0]?.['n']).toBe(62)
  expect(query(place, "select serial from ocm_equipment where serial like '%~2'")).toHaveLength(2)
  expect(
    query(
      place,
      'select r.name, count(*) as n from roles r join role_permissions on role_id = r.id group by r.id order by r.id',
    ),
  ).toEqual([
    { name: 'Admin', n: 18 },
    { name: 'Editor', n: 11 },
    { name: 'Viewer', n: 3 },
  ])
})

test('what is stored is what the register reads from the file', async () => {
  const records = JSON.parse(readData(place, 'ocm.json')) as Record<string, unknown>[]
  const rows = query(place, 'select * from ocm_equipment order by no')
  for (const [at, record] of records.entries()) {
    const result = readOcm(record, { policies: defaultPolicies, asOf: '2025-06-28' })
    if (!result.ok) throw new Error('refused')
    const { serial, ...rest } = result.row
    expect(rows[at]).toMatchObject(rest)
    expect(String(rows[at]?.['serial']).replace(/~2$/, '')).toBe(serial)
  }
})

test('the checklist is executed, item by item', async () => {
  const { document } = first
  expect([...new Set(document.verification.map(({ id }) => id))].sort()).toEqual([
    'V1',
    'V2',
    'V3',
    'V4',
    'V5',
    'V6',
    'V7',
    'V8',
  ])
  expect(document.verification.filter(({ ok }) => !ok)).toEqual([])
  const second = document.verification.find(({ id, title }) => id === 'V8' && title.startsWith('ocm'))
  expect(second?.found).toBe('unchanged = 612')
  expect(document.sections.map(({ title }) => title)).toEqual(['Before the move', 'Verification', 'Data quality'])
})

test('a second move finds everything as it is and only reads', async () => {
  const before = [digestOf(place.db), contentOf(place)]
  const { exit, document } = await move(place)
  expect(exit).toBe(0)
  expect(document.verdict.why).toContain('nothing to move: unchanged = ')
  expect(document.registers['ocm']).toMatchObject({ read: 612, unchanged: 612, written: 0 })
  expect(document.registers['ppm']).toMatchObject({ read: 1038, unchanged: 1038, written: 0 })
  expect([digestOf(place.db), contentOf(place)]).toEqual(before)
})

test('no password, no text of the settings and no secret reaches the database, the reports or the lineage', async () => {
  const { files } = first
  const texts = [
    readFileSync(place.db, 'latin1'),
    readFileSync(files?.json ?? '', 'utf8'),
    readFileSync(files?.html ?? '', 'utf8'),
  ]
  for (const text of texts) expect(text).not.toMatch(/synthetic-[45]/)
  expect(query(place, "select count(*) as n from millwright_lineage where raw like '%synthetic%'")[0]?.['n']).toBe(0)
})
