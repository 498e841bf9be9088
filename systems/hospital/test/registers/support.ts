import fc from 'fast-check'
import { type Queries, sql } from 'millwright'
import { addDays } from '../../src/domain/dates.ts'
import type { Register } from '../../src/domain/fields.ts'
import { current, type DeviceRow, type PpmDevice, quarters } from '../../src/registers/device.ts'
import { insertDevice } from '../../src/registers/write.ts'

/** Takes every device out, so that a test fills the registers itself. */
export async function clearRegisters(db: Queries): Promise<void> {
  for (const table of ['ocm_equipment', 'ppm_equipment']) await db.run(sql`delete from ${sql.id(table)}`)
}

export async function fill(db: Queries, rows: readonly DeviceRow[]): Promise<void> {
  for (const row of rows) await insertDevice(db, row, '2025-01-01T00:00:00.000Z')
}

/** The day around which generated dates lie. */
export const middle = '2024-03-15'

export const days = fc.integer({ min: -40, max: 40 }).map((offset) => addDays(middle, offset))
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null, freq: 3 })
const engineers = fc.constantFrom('TECH-A', 'TECH-B', 'مهندس')

/** Few values, so that filters find something and sorting meets equals; with letters of every kind of case. */
const texts = fc.constantFrom(
  'PUMP',
  'pump 2',
  'ÉCHO',
  'écho é',
  '100%',
  'a_b',
  'a\\b',
  'جهاز تنفس',
  '🩺 unit',
  'ß [x]',
  '*?',
)

const head = fc.record({
  department: fc.constantFrom('ER', 'OR', 'LAB', 'er'),
  name: texts,
  model: texts,
  manufacturer: fc.constantFrom('ACME', 'Ünal', 'ünal', 'LOCAL SUPPLY'),
  log_number: fc.constantFrom('1001', '1002', '2_1'),
  installation_date: maybe(days),
  warranty_end: maybe(days),
})

const ocm = fc.record({ service_date: maybe(days), engineer: maybe(engineers), next_maintenance: maybe(days) })
const visit = fc.record({ date: maybe(days), engineer: maybe(engineers), completed_on: maybe(days) })
const ppm = fc
  .tuple(visit, visit, visit, visit)
  .map((visits) =>
    Object.fromEntries(
      quarters.flatMap((quarter) =>
        Object.entries(visits[quarter - 1] as object).map(([name, value]) => [
          `ppm_q${quarter}_${name}`,
          value as string,
        ]),
      ),
    ),
  )

const serials = fc.constantFrom('SN', 'N-A 7', 'N-A  7', 'A/B', 'é', 'e\u0301', '#', 'X%', 'ا')

/** Devices as they may be stored, numbered anew; their stored statuses are those of the day `asOf`. */
export const devices = (register: Register, asOf = middle): fc.Arbitrary<DeviceRow[]> =>
  fc.array(fc.tuple(head, register === 'ocm' ? ocm : ppm, serials, fc.boolean()), { maxLength: 25 }).map((list) =>
    list.map(([common, own, serial, isNameless], at) => {
      const name = register === 'ppm' && isNameless ? null : common.name
      const row = { ...common, name, no: at + 1, serial: `${serial}${at}`, status: 'Upcoming', ...own }
      return current(row as unknown as PpmDevice, asOf)
    }),
  )
