/** What is due: the counts of the real files, whose dates the sample has, and the edges of every bucket. */
import { sql } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../../src/domain/dates.ts'
import { quarters } from '../domain/records.ts'
import { sharedHospital, type TestHospital, testHospital } from '../http/support.ts'
import { clearRegisters } from '../registers/support.ts'
import { bodyOf, newDevice } from './support.ts'

describe('on the sample', () => {
  let hospital: TestHospital
  beforeAll(async () => {
    hospital = await sharedHospital({ profile: 'real', seed: 42, ocm: 612, ppm: 1038 })
  }, 120_000)

  test.each([
    ['2025-06-28', [0, 0, 0, 0], 0, [4, 12, 16, 30], 122],
    ['2026-11-21', [2, 6, 8, 15], 61, [8, 24, 32, 60], 243],
  ] as const)('on %s OCM has %j and %i in 60 days, PPM %j and %i', async (...vector) => {
    const [day, ocm, ocm60, ppm, ppm60] = vector
    const { body } = await hospital.call('Viewer', `GET /api/reminders?as_of=${day}`)
    expect(body).toEqual({
      as_of: day,
      buckets: [
        { name: 'URGENT', from: 0, to: 1, ocm: ocm[0], ppm: ppm[0] },
        { name: 'HIGH', from: 2, to: 7, ocm: ocm[1], ppm: ppm[1] },
        { name: 'MEDIUM', from: 8, to: 15, ocm: ocm[2], ppm: ppm[2] },
        { name: 'LOW', from: 16, to: 30, ocm: ocm[3], ppm: ppm[3] },
      ],
      push: { ppm: ppm60, ocm: ocm60, days: 60, text: `${ppm60} PPM and ${ocm60} OCM due soon` },
    })
    for (const [register, counts] of [
      ['ocm', ocm],
      ['ppm', ppm],
    ] as const) {
      const rows = await hospital.call('Viewer', `GET /api/reminders/${register}?as_of=${day}`)
      const found = bodyOf(rows)['buckets'] as { rows: unknown[] }[]
      expect(found.map((bucket) => bucket.rows.length)).toEqual(counts)
    }
  })

  test.each(['2025-06-28', '2026-01-10', '2026-11-21'])('the dashboard of %s counts all rows', async (day) => {
    const dashboard = bodyOf(await hospital.call('Viewer', `GET /api/dashboard?as_of=${day}`))
    const registers = dashboard['registers'] as Record<'ocm' | 'ppm', Record<string, unknown>>
    expect([dashboard['total'], registers.ocm['total'], registers.ppm['total']]).toEqual([1650, 612, 1038])
    const expected = await hospital.desk.db.read((db) =>
      db.get(sql`select
        (select count(*) from ocm_equipment where next_maintenance >= ${day} and next_maintenance <= date(${day}, '+90 days')) as ocm,
        (select count(*) from ppm_visit where due_date >= ${day} and due_date <= date(${day}, '+90 days')) as ppm,
        (select count(*) from ocm_equipment where next_maintenance < ${day}) as overdue,
        (select count(distinct equipment_id) from ppm_visit where due_date < ${day} and engineer is null) as late`),
    )
    expect(registers.ocm['due_within']).toMatchObject({ 90: Number(expected?.['ocm']) })
    expect(registers.ppm['due_within']).toMatchObject({ 90: Number(expected?.['ppm']) })
    expect(registers.ocm['status']).toMatchObject({ overdue: Number(expected?.['overdue']), maintained: 0 })
    expect(registers.ppm['status']).toMatchObject({ overdue: Number(expected?.['late']) })
    expect(Object.keys(dashboard['due_within'] as object)).toEqual(['7', '14', '21', '30', '60', '90'])
    for (const name of ['status', 'due_within']) expect(countsOf(dashboard, name)).toEqual(summed(registers, name))
  })
})

type Counts = Readonly<Record<string, number>>

const countsOf = (of: Readonly<Record<string, unknown>>, name: string): Counts => of[name] as Counts

function summed({ ocm, ppm }: Record<'ocm' | 'ppm', Record<string, unknown>>, name: string): Counts {
  const [first, second] = [countsOf(ocm, name), countsOf(ppm, name)]
  const keys = new Set([...Object.keys(first), ...Object.keys(second)])
  return Object.fromEntries([...keys].map((key) => [key, (first[key] ?? 0) + (second[key] ?? 0)]))
}

describe('at the edges', () => {
  let hospital: TestHospital
  const day = '2025-06-28'
  const steps = [-1, 0, 1, 2, 7, 8, 15, 16, 30, 31]

  beforeAll(async () => {
    hospital = await sharedHospital()
    await hospital.desk.db.write(clearRegisters)
    for (const step of steps) {
      await hospital.call('Editor', 'POST /api/equipment/ocm', {
        ...newDevice('ocm', `O${step}`),
        Next_Maintenance: addDays(day, step),
      })
      const dates = quarters(['2024-01-01', 'TECH-A'], [null, null], [addDays(day, step), 'TECH-C'], [null, null])
      await hospital.call('Editor', 'POST /api/equipment/ppm', newDevice('ppm', `P/${step}`, dates))
    }
  })

  test.each(['ocm', 'ppm'] as const)(
    'a day belongs to one bucket, and today is not yesterday: %s',
    async (register) => {
      const list = bodyOf(await hospital.call('Viewer', `GET /api/reminders/${register}`))
      const found = list['buckets'] as { name: string; rows: Record<string, unknown>[] }[]
      expect(found.map(({ name, rows }) => [name, rows.map(({ days }) => days)])).toEqual([
        ['URGENT', [0, 1]],
        ['HIGH', [2, 7]],
        ['MEDIUM', [8, 15]],
        ['LOW', [16, 30]],
      ])
      expect(found[0]?.rows[0]).toEqual(
        register === 'ocm'
          ? {
              type: 'OCM',
              department: 'DERMA',
              name: 'PULSE LAMP',
              serial: 'O0',
              description: 'Next Maintenance',
              due_date: day,
              days: 0,
              engineer: 'TECH-A',
            }
          : {
              type: 'PPM',
              department: 'OR',
              name: 'CTG MACHINE',
              serial: 'P/0',
              description: 'Quarter III',
              due_date: day,
              days: 0,
              engineer: 'TECH-C',
            },
      )
    },
  )

  test('what was done is not due', async () => {
    await hospital.call('Editor', 'PUT /api/equipment/ppm/P%2F1/visits/3', { completed_on: day })
    await hospital.call('Editor', 'PATCH /api/equipment/ocm/O1', { Service_Date: addDays(day, 1) })
    const { body } = await hospital.call('Viewer', 'GET /api/reminders')
    expect((body as { buckets: unknown[] }).buckets[0]).toMatchObject({ ocm: 1, ppm: 1 })
  })

  test('a day that is none is refused', async () => {
    for (const path of ['dashboard', 'reminders', 'reminders/ocm', 'reminders/ppm'])
      for (const query of ['as_of=2025-02-30', 'as_of=28/06/2025', 'as_of=', 'day=2025-06-28'])
        expect((await hospital.call('Viewer', `GET /api/${path}?${query}`)).status).toBe(400)
  })

  test('an empty register has counts, all of them zero', async () => {
    const own = await testHospital()
    await own.desk.db.write(clearRegisters)
    expect((await own.call('Viewer', 'GET /api/dashboard')).body).toMatchObject({
      as_of: day,
      total: 0,
      status: { upcoming: 0, overdue: 0, maintained: 0 },
      due_within: { 7: 0, 14: 0, 21: 0, 30: 0, 60: 0, 90: 0 },
    })
  })
})
