import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { change, count, digestOf, emptyPlace, move, query, samplePlace } from './support.ts'
import { ocm, writeRegisters } from './records.ts'

test('quarantine: 610 devices are written and two are listed with their text', async () => {
  const place = samplePlace()
  const { exit, document } = await move(place, '--placeholder-serials', 'quarantine')
  expect(exit).toBe(0)
  expect(document.registers['ocm']).toMatchObject({ read: 612, written: 610, suffixed: 0, quarantined: 2, rejected: 0 })
  expect(count(place, 'ocm_equipment')).toBe(610)
  expect(query(place, 'select rule, accepted, raw from millwright_reject')).toEqual([
    { rule: 'duplicate_placeholder', accepted: 1, raw: expect.stringContaining('"Serial": "N-A') as string },
    { rule: 'duplicate_placeholder', accepted: 1, raw: expect.stringContaining('"Serial": "N-A') as string },
  ])
})

test('fail: nothing is written, and the database is not even made', async () => {
  const place = samplePlace()
  const { exit, document } = await move(place, '--placeholder-serials', 'fail', '--rejects', '100')
  expect(exit).toBe(4)
  expect(document.verdict.word).toBe('REFUSED')
  expect(document.problem?.code).toBe('HOSP110')
  expect(document.registers['ocm']).toMatchObject({ read: 612, written: 0, rejected: 2 })
  expect(existsSync(place.db)).toBe(false)
})

test('fail: a database that is there keeps every byte', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1), ocm(2, { Serial: 'SN1001' })] })
  change(place, 'pragma user_version = 7; create table gone (a); drop table gone')
  const before = digestOf(place.db)
  const { exit, document } = await move(place)
  expect([exit, document.problem?.what]).toEqual([4, expect.stringContaining('duplicate_serial') as string])
  expect(digestOf(place.db)).toBe(before)
})

const dirty = [
  ocm(1),
  ocm(2, { Manufacturer: '' }),
  ocm(3, { Service_Date: '31/02/2025' }),
  ocm(4, { Serial: '1.20214E+11' }),
  ocm(5, { Model: 'M'.repeat(101) }),
  ocm(6, { Serial: 'SN1001' }),
]

test('every policy that quarantines lists its own records, and the others move', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: dirty })
  const flags = ['missing-required', 'invalid-dates', 'lossy-serials', 'too-long', 'duplicate-serials'].flatMap(
    (name) => [`--${name}`, 'quarantine'],
  )
  const { exit, document } = await move(place, ...flags)
  expect(exit).toBe(0)
  expect(document.registers['ocm']).toMatchObject({ read: 6, written: 1, quarantined: 5 })
  expect(query(place, 'select record, rule from millwright_reject order by record')).toEqual([
    { record: 1, rule: 'required' },
    { record: 2, rule: 'date_invalid' },
    { record: 3, rule: 'serial_lossy_scientific' },
    { record: 4, rule: 'too_long' },
    { record: 5, rule: 'duplicate_serial' },
  ])
})

test('the other words of the policies: a text that is given, a flag, a suffix', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: dirty.filter((_, at) => at !== 4) })
  const { exit } = await move(place, '--missing-required', 'placeholder:NOT KNOWN', '--duplicate-serials', 'suffix')
  expect(exit).toBe(0)
  expect(
    query(
      place,
      'select no, serial, manufacturer, service_date, next_maintenance from ocm_equipment where no > 1 order by no',
    ),
  ).toEqual([
    { no: 2, serial: 'SN1002', manufacturer: 'NOT KNOWN', service_date: '2025-01-10', next_maintenance: '2026-01-10' },
    { no: 3, serial: 'SN1003', manufacturer: 'ACME MEDICAL', service_date: null, next_maintenance: '2026-01-10' },
    {
      no: 4,
      serial: '1.20214E+11',
      manufacturer: 'ACME MEDICAL',
      service_date: '2025-01-10',
      next_maintenance: '2026-01-10',
    },
    {
      no: 6,
      serial: 'SN1001~2',
      manufacturer: 'ACME MEDICAL',
      service_date: '2025-01-10',
      next_maintenance: '2026-01-10',
    },
  ])
})

test('--rejects bears as many as it says, and no record more', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1), ocm(2, { Colour: 'blue' })] })
  expect((await move(place)).document.problem?.what).toContain('records that would be left out: 1; allowed: 0')
  const { exit, document } = await move(place, '--rejects', '1')
  expect(exit).toBe(0)
  expect(document.registers['ocm']).toMatchObject({ read: 2, written: 1, rejected: 1, quarantined: 0 })
})

test('an unknown department can stop the move', async () => {
  const place = samplePlace()
  const { exit, document } = await move(place, '--unknown-departments', 'fail')
  expect(exit).toBe(4)
  expect(document.problem?.what).toContain('ocm: 91 records, department_unknown')
})
