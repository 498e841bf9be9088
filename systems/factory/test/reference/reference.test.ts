import { describe, expect, test } from 'vitest'
import { madeId } from '../../src/reference/ids.ts'
import { type MaintenanceRecord, maintenanceOf } from '../../src/reference/maintenance.ts'
import type { Outcome } from '../../src/reference/outcome.ts'
import { type LegacyUser, userOf } from '../../src/reference/people.ts'
import { equipmentOf, type Line, type Plant, siteOf, workCenterOf, type WorkUnit } from '../../src/reference/places.ts'

const told = (outcome: Outcome<unknown>): string => {
  if (outcome.kind !== 'row') return `${outcome.kind} ${outcome.code}`
  return ['row', ...(outcome.notes ?? []).map(({ code }) => code)].join(' ')
}

const times = { isActive: true, createdAt: '2020-01-01 00:00:00+00', updatedAt: '2025-01-01 00:00:00+00' }

const plant: Plant = { id: 'p', code: 'P001', name: 'Plant', timezone: 'UTC', country: 'DE', ...times }

describe('a plant', () => {
  test.each([
    [null, 'UTC', 'row TZ_MISSING'],
    ['', 'UTC', 'row TZ_MISSING'],
    ['  ', 'UTC', 'row TZ_MISSING'],
    ['NaN', 'UTC', 'row TZ_MISSING'],
    ['UTC', 'UTC', 'row'],
    [' Europe/Berlin ', 'Europe/Berlin', 'row'],
    ['europe/berlin', 'europe/berlin', 'row'],
    ['Etc/GMT+5', 'Etc/GMT+5', 'row'],
    ['Asia/Kathmandu', 'Asia/Kathmandu', 'row'],
    ['Australia/Lord_Howe', 'Australia/Lord_Howe', 'row'],
    ['America/Sao_Paulo', 'America/Sao_Paulo', 'row'],
    ['Pacific/Apia', 'Pacific/Apia', 'row'],
  ])('D05: the zone %s is %s', (timezone, zone, code) => {
    const outcome = siteOf({ ...plant, timezone }, {})
    expect(outcome).toMatchObject({ row: { timezone: zone } })
    expect(told(outcome)).toBe(code)
  })

  test('D05: a zone that is none is refused, and never guessed, unless somebody said which it is', () => {
    const outcome = siteOf({ ...plant, timezone: 'Mars/Olympus' }, {})
    expect(outcome).toEqual({
      kind: 'refused',
      code: 'TZ_INVALID',
      field: 'timezone',
      message: "Mars/Olympus is no zone of the IANA's list",
    })
    expect(siteOf({ ...plant, timezone: 'Mars/Olympus' }, { P001: 'Asia/Tokyo' })).toMatchObject({
      row: { timezone: 'Asia/Tokyo' },
    })
  })

  test.each([
    [null, null, 'row'],
    ['', null, 'row'],
    ['NA', 'NA', 'row'],
    [' de ', 'DE', 'row'],
    ['DEU', null, 'row COUNTRY_INVALID'],
  ])('D06: the country %s is %s', (country, found, code) => {
    const outcome = siteOf({ ...plant, country }, {})
    expect(outcome).toMatchObject({ row: { country: found } })
    expect(told(outcome)).toBe(code)
  })

  test.each(['001', '1e5', 'null', 'a,b', '"q"', 'line\nfeed', '🏭'])('D02: the code %s stays what it is', (code) => {
    expect(siteOf({ ...plant, code }, {})).toMatchObject({ row: { code } })
  })
})

const line: Line = {
  id: 'l',
  code: 'L1',
  name: 'Line 1',
  plantId: 'p',
  plantCode: 'P001',
  areaCode: 'A1',
  costCenter: 'CC',
  uniqueBy: 'line',
  type: 'LINE',
  ...times,
}

describe('a line', () => {
  test.each([
    ['line', 'L1', 'row'],
    ['plant', 'P001-L1', 'row CODE_CHANGED'],
    ['area', 'P001-A1-L1', 'row CODE_CHANGED'],
  ] as const)('D07: unique by %s has the code %s', (uniqueBy, code, found) => {
    const outcome = workCenterOf({ ...line, uniqueBy })
    expect(outcome).toMatchObject({ row: { code, siteId: 'p', workCenterType: 'LINE', costCenter: 'CC' } })
    expect(told(outcome)).toBe(found)
  })

  test('D10: keeps its cost centre, its times and whether it is active', () => {
    const outcome = workCenterOf({ ...line, isActive: false })
    expect(outcome).toMatchObject({ row: { costCenter: 'CC', ...times, isActive: false } })
  })

  test('a code that is too long is refused', () => {
    expect(told(workCenterOf({ ...line, uniqueBy: 'plant', plantCode: 'P'.repeat(50) }))).toBe('refused CODE_TOO_LONG')
  })
})

const unit: WorkUnit = {
  id: 'u',
  code: 'U1',
  name: 'Unit',
  lineId: 'l',
  workUnitType: 'CNC',
  manufacturer: null,
  model: null,
  serialNumber: null,
  nominalSpeed: 120,
  theoreticalCycleTime: 30,
  installationDate: '2020-01-01 00:00:00+00',
  ...times,
}

describe('a work unit', () => {
  test('is equipment of its line', () => {
    expect(equipmentOf(unit)).toMatchObject({
      kind: 'row',
      row: { id: 'u', workCenterId: 'l', equipmentType: 'CNC', commissionDate: '2020-01-01 00:00:00+00' },
      notes: [],
    })
  })

  test('without line and cell is refused', () => {
    expect(told(equipmentOf({ ...unit, lineId: null }))).toBe('refused EQ_NO_LINE')
  })

  test('with a speed or a cycle time that is not above 0 has none', () => {
    const outcome = equipmentOf({ ...unit, nominalSpeed: 0, theoreticalCycleTime: -1 })
    expect(outcome).toMatchObject({ row: { nominalSpeed: null, theoreticalCycleTime: null } })
    expect(told(outcome)).toBe('row NOT_POSITIVE NOT_POSITIVE')
  })

  test('whose speed and cycle time do not agree is said', () => {
    expect(told(equipmentOf({ ...unit, nominalSpeed: 125 }))).toBe('row')
    expect(told(equipmentOf({ ...unit, nominalSpeed: 127 }))).toBe('row CT_INCONSISTENT')
  })
})

const user: LegacyUser = {
  id: 'x',
  email: ' a@x ',
  name: null,
  role: ' operator ',
  siteId: 'p',
  createdAt: times.createdAt,
  updatedAt: times.updatedAt,
  sharers: 1n,
}

describe('a user', () => {
  test('is known by the local part where he has no name', () => {
    expect(userOf(user)).toMatchObject({ row: { email: 'a@x', name: 'a', role: 'operator', isActive: true } })
    expect(userOf({ ...user, name: ' Ann ' })).toMatchObject({ row: { name: 'Ann' } })
  })

  test('who shares an address but for the case of letters is refused, and never merged', () => {
    expect(told(userOf({ ...user, sharers: 2n }))).toBe('refused USR_DUP_EMAIL')
  })

  test('whose role is too long is refused', () => {
    expect(told(userOf({ ...user, role: 'r'.repeat(21) }))).toBe('refused USR_ROLE')
  })
})

const record: MaintenanceRecord = {
  id: 'm',
  workUnitId: 'u',
  isKnownUnit: true,
  maintenanceType: 'corrective',
  description: 'Repair',
  priority: 'high',
  failureMode: 'BD-TOOL',
  failureCause: null,
  preventiveMeasures: null,
  notes: 'n',
  startTime: '2025-03-08 00:00:00+00',
  endTime: '2025-03-08 00:10:30+00',
  startMs: 0n,
  endMs: 630_000n,
  actualDuration: 3,
  partsCost: 1,
  totalCost: 2,
  status: 'completed',
}

describe('a maintenance record', () => {
  test('is an event with its minutes, its cause and what was done', () => {
    expect(maintenanceOf(record)).toMatchObject({
      row: { eventType: 'BREAKDOWN', durationMinutes: 11, severity: 'MAJOR', rootCause: 'BD-TOOL', actionTaken: 'n' },
    })
  })

  test('that ends before it begins has no end, and takes as long as was written', () => {
    const outcome = maintenanceOf({ ...record, endMs: -1n })
    expect(outcome).toMatchObject({ row: { endTime: null, durationMinutes: 180 } })
    expect(told(outcome)).toBe('row MNT_NEGATIVE')
    expect(maintenanceOf({ ...record, endMs: null, endTime: null, actualDuration: null })).toMatchObject({
      row: { durationMinutes: null },
    })
  })

  test('that was not done is left out, and one of no known kind or machine refused', () => {
    expect(told(maintenanceOf({ ...record, status: 'scheduled' }))).toBe('dropped MNT_NOT_DONE')
    expect(told(maintenanceOf({ ...record, status: 'cancelled' }))).toBe('dropped MNT_NOT_DONE')
    expect(told(maintenanceOf({ ...record, maintenanceType: 'constructor' }))).toBe('refused MNT_TYPE')
    expect(told(maintenanceOf({ ...record, isKnownUnit: false }))).toBe('refused MNT_ORPHAN')
  })

  test.each([
    ['preventive', 'PREVENTIVE'],
    ['predictive', 'PREDICTIVE'],
    ['emergency', 'BREAKDOWN'],
  ])('of the kind %s is %s', (maintenanceType, eventType) => {
    expect(maintenanceOf({ ...record, maintenanceType })).toMatchObject({ row: { eventType } })
  })
})

test('made ids follow from what they are of', () => {
  expect(madeId('sh', 'site', 'A')).toBe(madeId('sh', 'site', 'A'))
  expect(madeId('sh', 'site', 'A')).toMatch(/^sh_[a-z2-7]{26}$/)
  expect(new Set(['A', 'B', 'C'].map((code) => madeId('sh', 'site', code))).size).toBe(3)
})
