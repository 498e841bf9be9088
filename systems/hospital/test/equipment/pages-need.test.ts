/** What the pages of the hospital ask for: the calendar, the departments, a device's history, devices that are due. */
import { sql } from 'millwright'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src/domain/dates.ts'
import type { Register } from '../../src/domain/fields.ts'
import { ocmStatus, ppmStatus, type Status, visitStatus } from '../../src/domain/status.ts'
import { sharedHospital, testDay, testHospital, type TestHospital } from '../http/support.ts'
import { bodyOf, newDevice, pathOf, serialKey } from './support.ts'

const shared = sharedHospital({ profile: 'real', ocm: 120, ppm: 60 })

type Piece = { readonly serial: string; readonly due: string; readonly status: Status; readonly description: string }

/** Every piece of work there is, by the rules of the domain and not by those of the database. */
async function piecesOf({ desk }: TestHospital, register: Register): Promise<readonly Piece[]> {
  const romans = ['I', 'II', 'III', 'IV']
  const rows = await desk.db.read((db) =>
    register === 'ocm'
      ? db.all(
          sql`select serial, service_date, next_maintenance from ocm_equipment where next_maintenance is not null order by next_maintenance, no`,
        )
      : db.all(sql`select d.serial, v.* from ppm_visit v join ppm_equipment d on d.id = v.equipment_id
          where v.due_date is not null order by v.due_date, d.no, v.quarter`),
  )
  return rows.map((row) => {
    const text = (name: string) => row[name] as string | null
    if (register === 'ocm') {
      const due = text('next_maintenance') as string
      return {
        serial: String(row['serial']),
        due,
        status: ocmStatus(text('service_date'), due, testDay),
        description: 'Next Maintenance',
      }
    }
    const visit = { due_date: text('due_date'), engineer: text('engineer'), completed_on: text('completed_on') }
    return {
      serial: String(row['serial']),
      due: String(row['due_date']),
      status: visitStatus(visit, testDay) as Status,
      description: `Quarter ${romans[Number(row['quarter']) - 1]}`,
    }
  })
}

type Calendar = {
  readonly days: readonly { day: string; upcoming: number; overdue: number; maintained: number }[]
  readonly items: readonly { serial: string; due_date: string; status: Status; description: string; days: number }[]
  readonly total: number
}

describe.each<Register>(['ocm', 'ppm'])('the calendar of the %s register', (register) => {
  test('has every piece of work of its days, each with its state, and counts them day by day', async () => {
    const hospital = await shared
    const [from, to] = [addDays(testDay, -60), addDays(testDay, 300)]
    const expected = (await piecesOf(hospital, register)).filter(({ due }) => due >= from && due <= to)
    expect(expected.length).toBeGreaterThan(20)
    const { body } = await hospital.call('Viewer', `GET /api/due/${register}?from=${from}&to=${to}&per_page=500`)
    const { items, total, days } = body as Calendar
    expect(total).toBe(expected.length)
    expect(
      items.map(({ serial, due_date, status, description }) => ({ serial, due: due_date, status, description })),
    ).toEqual(expected)
    for (const { day, upcoming, overdue, maintained } of days) {
      const own = expected.filter(({ due }) => due === day)
      const of = (status: Status) => own.filter((piece) => piece.status === status).length
      expect([day, upcoming, overdue, maintained]).toEqual([day, of('Upcoming'), of('Overdue'), of('Maintained')])
    }
    expect(days.map(({ day }) => day)).toEqual([...new Set(expected.map(({ due }) => due))])
  })

  test('pages join to the whole', async () => {
    const { call } = await shared
    const asked = `due/${register}?from=${testDay}&to=${addDays(testDay, 300)}`
    const whole = (await call('Viewer', `GET /api/${asked}&per_page=500`)).body as Calendar
    const pages = []
    for (let page = 1; pages.length < whole.total; page++)
      pages.push(...((await call('Viewer', `GET /api/${asked}&per_page=7&page=${page}`)).body as Calendar).items)
    expect(pages).toEqual(whole.items)
  })

  test.each([
    ['from=2025-02-30&to=2025-03-01', 'from'],
    ['from=2025-03-02&to=2025-03-01', 'to'],
    ['from=2025-01-01&to=2026-06-01', 'to'],
    ['from=2025-01-01', 'to'],
  ])('refuses %s by its field', async (asked, field) => {
    const { call } = await shared
    const { status, body } = await call('Viewer', `GET /api/due/${register}?${asked}`)
    expect([status, (body as { details: { field: string }[] }).details[0]?.field]).toEqual([400, field])
  })

  test('due=n finds the devices with work to be done within n days, and no other', async () => {
    const hospital = await shared
    for (const days of [0, 7, 200]) {
      const to = addDays(testDay, days)
      const pieces = (await piecesOf(hospital, register)).filter(
        ({ due, status }) => due >= testDay && due <= to && status === 'Upcoming',
      )
      const { body } = await hospital.call('Viewer', `GET /api/equipment/${register}?due=${days}`)
      const found = (body as readonly Record<string, string>[]).map((one) => one[serialKey[register]])
      expect(found.filter((one) => one !== undefined).sort((a, b) => (a < b ? -1 : 1))).toEqual(
        [...new Set(pieces.map(({ serial }) => serial))].sort((a, b) => (a < b ? -1 : 1)),
      )
    }
    for (const bad of ['-1', '367', 'soon', '1.5'])
      expect((await hospital.call('Viewer', `GET /api/equipment/${register}?due=${bad}`)).status).toBe(400)
  })
})

test('every department that has a device is counted, known to the master list or not', async () => {
  const hospital = await shared
  const { body } = await hospital.call('Viewer', 'GET /api/dashboard/departments')
  const { departments } = body as { departments: readonly { department: string; ocm: object; ppm: object }[] }
  const ocm = await hospital.desk.db.read((db) =>
    db.all(sql`select department, service_date, next_maintenance from ocm_equipment`),
  )
  const ppm = await hospital.desk.db.read((db) => db.all(sql`select * from ppm_register`))
  const late = (row: (typeof ppm)[number]): boolean =>
    ppmStatus(
      [1, 2, 3, 4].map((quarter) => {
        const text = (name: string) => row[`ppm_q${quarter}_${name}`] as string | null
        return visitStatus(
          { due_date: text('date'), engineer: text('engineer'), completed_on: text('completed_on') },
          testDay,
        )
      }),
    ) === 'Overdue'
  const names = [...new Set([...ocm, ...ppm].map(({ department }) => String(department)))].sort()
  expect(departments).toEqual(
    names.map((department) => {
      const [a, b] = [ocm, ppm].map((rows) => rows.filter((row) => row['department'] === department)) as unknown as [
        typeof ocm,
        typeof ppm,
      ]
      const overdue = a.filter(
        (row) =>
          ocmStatus(row['service_date'] as string | null, row['next_maintenance'] as string | null, testDay) ===
          'Overdue',
      )
      return {
        department,
        ocm: { total: a.length, overdue: overdue.length },
        ppm: { total: b.length, overdue: b.filter(late).length },
      }
    }),
  )
})

describe.each<Register>(['ocm', 'ppm'])('the history of a device of the %s register', (register) => {
  test('has what was done to it and to none other, the newest first, for whoever reads the register', async () => {
    const { call } = await testHospital()
    for (const serial of ['A/1', 'A/2'])
      await call('Editor', `POST /api/equipment/${register}`, newDevice(register, serial))
    await call('Admin', `PATCH ${pathOf(register, 'A/1')}`, { Department: 'LAB' })
    const { body } = await call('Viewer', `GET ${pathOf(register, 'A/1')}/history`)
    const { items, total } = body as { items: readonly Record<string, unknown>[]; total: number }
    expect(total).toBe(2)
    expect(items.map(({ event_type, performed_by }) => [event_type, performed_by])).toEqual([
      ['Equipment Updated', 'test-admin'],
      ['Equipment Added', 'test-editor'],
    ])
    expect(items[0]).toMatchObject({ changes: { department: [expect.any(String), 'LAB'] } })
    expect(Object.keys(items[0] ?? {})).not.toContain('details')
    const second = await call('Viewer', `GET ${pathOf(register, 'A/1')}/history?per_page=1&page=2`)
    expect(bodyOf(second)['items']).toEqual([items[1]])
    await call('Editor', `POST /api/bulk_delete/${register}`, { serials: ['A/1', 'A/2'] })
    expect(bodyOf(await call('Viewer', `GET ${pathOf(register, 'A/1')}/history?per_page=1`))).toMatchObject({
      total: 3,
      items: [{ event_type: 'Bulk Delete', performed_by: 'test-editor', changes: {} }],
    })
    const other = register === 'ocm' ? 'ppm' : 'ocm'
    expect((await call('Viewer', `GET ${pathOf(other, 'A/1')}/history`)).body).toMatchObject({ total: 0 })
  })
})

test('an import of many devices stands in the history of each that it changed, and of no other', async () => {
  const { call, send } = await testHospital()
  const columns = 'Department,Name,Model,Serial,Manufacturer,Log_Number,Installation_Date,Service_Date,Engineer'
  const body = `${columns}\nER,PUMP,M,"A,1",ACME,1,01/02/2024,03/02/2025,TECH-A\n`
  const imported = await send('Editor', 'POST /api/import/ocm', { body, headers: { 'content-type': 'text/csv' } })
  expect(imported).toMatchObject({ status: 200, body: { imported: 1 } })
  expect((await call('Viewer', `GET ${pathOf('ocm', 'A,1')}/history`)).body).toMatchObject({
    total: 1,
    items: [{ event_type: 'Bulk Import', performed_by: 'test-editor' }],
  })
  expect((await call('Viewer', `GET ${pathOf('ocm', 'A')}/history`)).body).toMatchObject({ total: 0 })
})
