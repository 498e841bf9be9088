/** Lists against an oracle that knows no SQL: every device is looked at in plain TypeScript. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { statuses } from '../../src/domain/status.ts'
import { current, type DeviceRow } from '../../src/registers/device.ts'
import { listDevices, pageOfDevices } from '../../src/registers/list.ts'
import { type Parameters, readListRequest } from '../../src/registers/list-request.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { clearRegisters, days, devices, fill } from './support.ts'

let hospital: TestHospital

beforeAll(async () => {
  hospital = await sharedHospital({ ocm: 4, ppm: 4, training: 2 })
})

type Row = Readonly<Record<string, string | number | null>>

const common = ['no', 'department', 'name', 'model', 'serial', 'manufacturer', 'log_number', 'installation_date']
const sortable: Readonly<Record<Register, readonly string[]>> = {
  ocm: [...common, 'warranty_end', 'status', 'service_date', 'engineer', 'next_maintenance'],
  ppm: [...common, 'warranty_end', 'status', 'ppm_q1_date', 'ppm_q2_engineer', 'ppm_q3_status', 'ppm_q4_completed_on'],
}

const ranges = fc
  .tuple(fc.option(days, { nil: '' }), fc.option(days, { nil: '' }))
  .filter(([from, to]) => from + to !== '')
  .map(([from, to]) => `${from}..${to}`)
const dayFilters = fc.oneof(days, ranges, fc.constant('N/A'))
const words = fc.constantFrom(
  'pump',
  'PUMP',
  'é',
  'É',
  'écho',
  '%',
  '_',
  '\\',
  'ÜN',
  'تنفس',
  '🩺',
  '[',
  '*',
  'sn',
  '7',
  'e\u0301',
  '?',
)

/** At most two filters at a time, or nothing would be found; values as a client sends them. */
const asked = (register: Register): fc.Arbitrary<Asked> =>
  fc
    .tuple(fc.subarray(names(register), { maxLength: 2 }), values(register), fc.boolean())
    .map(([chosen, all, isSorted]) =>
      Object.fromEntries([...chosen, ...(isSorted ? ['sort', 'sort_dir'] : [])].map((name) => [name, all[name]])),
    )

const names = (register: Register): string[] => [
  'search',
  'filter',
  'department',
  'name',
  'serial',
  'manufacturer',
  'installation_date',
  ...(register === 'ocm'
    ? ['engineer', 'next_maintenance', 'service_date', 'status']
    : ['ppm_q2_engineer', 'ppm_q1_date', 'ppm_q4_completed_on', 'ppm_q3_status', 'status']),
]

const values = (register: Register): fc.Arbitrary<Asked> =>
  fc.record({
    search: fc.array(words, { minLength: 1, maxLength: 3 }).map((list) => list.join(' ')),
    filter: fc.constantFrom('upcoming', 'overdue', 'maintained', 'pending', 'completed'),
    department: fc.constantFrom('ER', 'er', 'LAB'),
    name: words,
    serial: words,
    manufacturer: fc.constantFrom('ACME', 'ünal'),
    installation_date: dayFilters,
    engineer: people,
    ppm_q2_engineer: people,
    next_maintenance: dayFilters,
    ppm_q1_date: dayFilters,
    service_date: dayFilters,
    ppm_q4_completed_on: dayFilters,
    status: states,
    ppm_q3_status: states,
    sort: fc.constantFrom(...sortable[register]),
    sort_dir: fc.constantFrom('asc', 'desc'),
  })

const people = fc.constantFrom('TECH-A', 'N/A')
const states = fc.constantFrom('upcoming', 'Overdue', 'completed')

type Asked = Readonly<Record<string, string | undefined>>

const parametersOf = (given: Asked): Parameters =>
  Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]])))

/** What has exactly one capital and one small form is the same in both. */
const fold = (text: string): string =>
  Array.from(text, (letter) => {
    const low = letter.toLowerCase()
    return Array.from(low).length === 1 && low.toUpperCase() === letter ? low : letter
  }).join('')

const includes = (value: string | number | null | undefined, part: string): boolean =>
  typeof value === 'string' && [part, part.normalize()].some((one) => fold(value).includes(fold(one)))

const searched = ['name', 'model', 'serial', 'department', 'manufacturer', 'log_number']
const meaning: Readonly<Record<string, string>> = { pending: 'Upcoming', completed: 'Maintained' }
const statusOf = (word: string): string => meaning[word] ?? word.charAt(0).toUpperCase() + word.slice(1)

function isDay(value: string | number | null | undefined, wanted: string): boolean {
  if (wanted === 'N/A') return value === null
  if (typeof value !== 'string') return false
  const [from = '', to] = wanted.split('..')
  return to === undefined ? value === from : value >= from && (to === '' || value <= to)
}

function isMeant(row: Row, { search = '', filter, ...others }: Asked): boolean {
  const found = search.split(' ').filter((word) => word !== '')
  if (!found.every((word) => searched.some((column) => includes(row[column], word)))) return false
  if (filter !== undefined && row['status'] !== statusOf(filter)) return false
  return Object.entries(others).every(([name, wanted]) => wanted === undefined || isHeld(row, name, wanted))
}

function isHeld(row: Row, name: string, wanted: string): boolean {
  if (name.startsWith('sort')) return true
  const value = row[name]
  if (name.endsWith('status')) return value === statusOf(wanted)
  if (name.endsWith('date') || name.endsWith('maintenance') || name.endsWith('_on')) return isDay(value, wanted)
  if (name === 'name' || name === 'serial') return includes(value, wanted)
  return wanted === 'N/A' ? value === null : value === wanted
}

const points = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0) ?? 0)

/** By code points, as the database compares. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
  const [left, right] = [points(a), points(b)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

function sorted(rows: readonly Row[], column: string, isDown: boolean): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [a[column] ?? null, b[column] ?? null]
    if (left === null || right === null) return left === right ? tie(a, b) : left === null ? 1 : -1
    return (isDown ? compare(right, left) : compare(left, right)) || tie(a, b)
  })
}

const tie = (a: Row, b: Row): number => Number(a['no']) - Number(b['no'])

const oracle = (rows: readonly DeviceRow[], given: Asked, asOf: string): Row[] =>
  sorted(
    rows.map((row) => current(row, asOf) as unknown as Row).filter((row) => isMeant(row, given)),
    given['sort'] ?? 'no',
    given['sort_dir'] === 'desc',
  )

describe.each<Register>(['ocm', 'ppm'])('a list of %s devices', (register) => {
  test('is what the oracle finds, in its order, on any day', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(devices(register), asked(register), days, (rows, given, asOf) =>
        hospital.desk.db.write(async (db) => {
          await clearRegisters(db)
          await fill(db, rows)
          const request = readListRequest(register, parametersOf(given))
          const list = await listDevices(db, request, { register, asOf })
          const expected = oracle(rows, given, asOf)
          found += expected.length
          expect(list.map(({ no }) => no)).toEqual(expected.map(({ no }) => no))
          expect(list.map((row) => current(row, asOf))).toMatchObject(expected)
        }),
      ),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(300) // an oracle that finds nothing proves nothing
  }, 120_000)

  test('cut into pages is the same list', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ rows: devices(register), given: asked(register), size: fc.integer({ min: 1, max: 9 }) }),
        days,
        ({ rows, given, size }, asOf) =>
          hospital.desk.db.write(async (db) => {
            await clearRegisters(db)
            await fill(db, rows)
            const parameters = parametersOf(given)
            const about = { register, asOf }
            const whole = await listDevices(db, readListRequest(register, parameters), about)
            const pages = Math.ceil(whole.length / size)
            for (let number = 1; number <= pages + 1; number++) {
              const paged = readListRequest(register, { ...parameters, page: [`${number}`], per_page: [`${size}`] })
              const page = await pageOfDevices(db, { ...paged, page: { number, size } }, about)
              expect(page).toMatchObject({ total: whole.length, pages, current_page: number, per_page: size })
              expect(page.items).toEqual(whole.slice((number - 1) * size, number * size))
              expect(page.next_page).toBe(number < pages ? number + 1 : null)
              expect(page.has_next).toBe(number < pages)
              expect(page.prev_page).toBe(number > 1 && pages > 0 ? Math.min(number - 1, pages) : null)
            }
          }),
      ),
      { numRuns: 60 },
    ))

  test.each(statuses)('filtered by %s and by its stored status agree after a refresh of the rows', async (status) => {
    const [rows] = fc.sample(devices(register), { seed: 1, numRuns: 1 })
    await hospital.desk.db.write(async (db) => {
      await clearRegisters(db)
      await fill(db, rows ?? [])
      const request = readListRequest(register, { filter: [status.toLowerCase()] })
      const list = await listDevices(db, request, { register, asOf: '2024-03-15' })
      expect(list.map(({ no }) => no)).toEqual((rows ?? []).filter((row) => row.status === status).map(({ no }) => no))
    })
  })
})
