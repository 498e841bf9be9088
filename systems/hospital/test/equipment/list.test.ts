import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { bodyOf, newDevice, refusedIn, serialKey } from './support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})

const serialsOf = (body: unknown, register: Register): unknown[] =>
  (body as Record<string, unknown>[]).map((device) => device[serialKey[register]])

describe.each<Register>(['ocm', 'ppm'])('the list of the %s register', (register) => {
  const base = `GET /api/equipment/${register}` as const
  const list = async (query: string) => serialsOf((await hospital.call('Viewer', `${base}?${query}`)).body, register)

  beforeAll(async () => {
    const devices = [
      ['L/1', { Name: 'LASER % UNIT', Department: 'LASER LAB' }],
      ['L/2', { Name: 'laser_unit two', Department: 'LASER LAB' }],
      ['L/3', { Name: 'جهاز الليزر', Department: 'LASER LAB', Warranty_End: '01/03/2026' }],
    ] as const
    for (const [serial, changes] of devices)
      await hospital.call('Editor', `POST /api/equipment/${register}`, newDevice(register, serial, changes))
  })

  test('searches words in either case, all of them, % and _ as they are', async () => {
    expect(await list('search=LaSeR+unit')).toEqual(['L/1', 'L/2'])
    expect(await list('search=laser+%25')).toEqual(['L/1'])
    expect(await list('search=%25')).toEqual(['L/1'])
    expect(await list('search=_')).toEqual(['L/2'])
    expect(await list(`search=${encodeURIComponent('الليزر')}`)).toEqual(['L/3'])
    expect(await list('search=laser+nowhere')).toEqual([])
    expect(await list('search=++&department=LASER+LAB')).toHaveLength(3)
  })

  test('filters, sorts and cuts', async () => {
    expect(await list('department=LASER+LAB&sort=serial&sort_dir=desc')).toEqual(['L/3', 'L/2', 'L/1'])
    expect(await list('department=LASER+LAB&sort=warranty_end')).toEqual(['L/3', 'L/1', 'L/2'])
    expect(await list('department=LASER+LAB&sort=Warranty_End&sort_dir=desc')).toEqual(['L/3', 'L/1', 'L/2'])
    expect(await list('warranty_end=01/03/2026')).toEqual(['L/3'])
    expect(await list('warranty_end=2026-02-01..2026-03-01')).toEqual(['L/3'])
    expect(await list('warranty_end=N/A&department=LASER+LAB')).toEqual(['L/1', 'L/2'])
  })

  test('covers everything once by status, and knows the words of the screens', async () => {
    const [upcoming, overdue, maintained] = [
      await list('filter=upcoming'),
      await list('filter=overdue'),
      await list('filter=maintained'),
    ]
    expect(upcoming.length + overdue.length + maintained.length).toBe(43)
    expect(upcoming.length).toBeGreaterThan(0)
    expect(await list('filter=pending')).toEqual(upcoming)
    expect(await list('filter=completed')).toEqual(maintained)
  })

  test('answers an envelope when a page is asked for', async () => {
    const first = await hospital.call('Viewer', `${base}?page=1`)
    expect(bodyOf(first)).toMatchObject({
      total: 43,
      pages: 3,
      current_page: 1,
      per_page: 20,
      has_next: true,
      has_prev: false,
      next_page: 2,
      prev_page: null,
    })
    expect(Object.keys(bodyOf(first))).toEqual([
      'items',
      'total',
      'pages',
      'current_page',
      'per_page',
      'has_next',
      'has_prev',
      'next_page',
      'prev_page',
    ])
    const last = bodyOf(await hospital.call('Viewer', `${base}?page=9&per_page=5`))
    expect(last).toMatchObject({ current_page: 9, has_next: false, next_page: null, prev_page: 8 })
    expect(last['items']).toHaveLength(3)
    const beyond = bodyOf(await hospital.call('Viewer', `${base}?page=99&per_page=5`))
    expect(beyond).toMatchObject({ items: [], has_next: false, has_prev: true, prev_page: 9 })
    const none = bodyOf(await hospital.call('Viewer', `${base}?page=1&search=nowhere`))
    expect(none).toMatchObject({ items: [], total: 0, pages: 0, has_next: false, has_prev: false, prev_page: null })
  })

  test.each<[string, string, string]>([
    ['page=0', 'page', 'out_of_range'],
    ['page=-1', 'page', 'out_of_range'],
    ['page=1.5', 'page', 'out_of_range'],
    ['page=one', 'page', 'out_of_range'],
    ['page=1e3', 'page', 'out_of_range'],
    ['page=99999999999999999999', 'page', 'out_of_range'],
    ['per_page=0', 'per_page', 'out_of_range'],
    ['per_page=501', 'per_page', 'out_of_range'],
    ['filter=broken', 'filter', 'unknown_value'],
    ['filter=Due+Soon', 'filter', 'unknown_value'],
    ['status=broken', 'status', 'bad_value'],
    ['sort=colour', 'sort', 'unknown_value'],
    ['sort=no;drop', 'sort', 'unknown_value'],
    ['sort_dir=down', 'sort_dir', 'unknown_value'],
    ['colour=blue', 'colour', 'unknown_parameter'],
    ['location=ER', 'location', 'unknown_parameter'],
    ['installation_date=31/02/2025', 'installation_date', 'bad_value'],
    ['installation_date=2025-01-01..2025-02-30', 'installation_date', 'bad_value'],
    ['installation_date=..', 'installation_date', 'bad_value'],
    ['installation_date=2025-01-01..2025-01-02..2025-01-03', 'installation_date', 'bad_value'],
    ['no=x', 'no', 'bad_value'],
    [`search=${'x'.repeat(201)}`, 'search', 'too_long'],
    [`serial=${'x'.repeat(201)}`, 'serial', 'bad_value'],
    ['dates=ISO', 'dates', 'unknown_value'],
    ['search=a&search=b', 'search', 'wrong_type'],
    ['department=a&department=b', 'department', 'wrong_type'],
  ])('refuses %s', async (query, field, code) => {
    const refused = await hospital.call('Viewer', `${base}?${query}`)
    expect([refused.status, refusedIn(refused)]).toEqual([400, [[field, code]]])
  })
})

test('the columns of one register are unknown to the other', async () => {
  const refused = await hospital.call('Viewer', 'GET /api/equipment/ppm?service_date=2025-01-01')
  expect(refusedIn(refused)).toEqual([['service_date', 'unknown_parameter']])
  const other = await hospital.call('Viewer', 'GET /api/equipment/ocm?ppm_q1_date=2025-01-01')
  expect(refusedIn(other)).toEqual([['ppm_q1_date', 'unknown_parameter']])
})
