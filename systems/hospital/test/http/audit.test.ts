import { sql } from 'millwright'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { recordEvent } from '../../src/audit/record.ts'
import type { EventType } from '../../src/domain/audit.ts'
import { sharedHospital, type TestHospital, testHospital } from './support.ts'

const shared = sharedHospital()
let hospital: TestHospital

type Told = {
  readonly actor: string
  readonly at: string
  readonly type?: EventType
  readonly description: string
  readonly details?: Record<string, unknown>
}

const tell = ({ desk }: TestHospital, told: readonly Told[]): Promise<void> =>
  desk.db.write(async (db) => {
    for (const { actor, at, type = 'User Action', description, details = {} } of told)
      await recordEvent(db, { actor, at, today: '' }, { type, description, details })
  })

beforeAll(async () => {
  hospital = await shared
  await tell(hospital, [
    {
      actor: 'a',
      at: '2026-01-01T12:00:00.000Z',
      type: 'Equipment Added',
      description: 'Added a pump',
      details: { serial: '50%_x' },
    },
    { actor: 'b', at: '2026-01-02T12:00:00.000Z', type: 'Equipment Added', description: 'Added a PUMP lamp' },
    { actor: 'a', at: '2026-01-03T12:00:00.000Z', type: 'Equipment Deleted', description: 'Removed a pump' },
    { actor: 'a', at: '2026-01-04T12:00:00.000Z', type: 'Equipment Added', description: '=1+1 | Ärztin' },
  ])
})

type PageBody = {
  readonly items: readonly { readonly description: string; readonly id: number }[]
  readonly total: number
}

const found = async (query: string): Promise<readonly string[]> => {
  const { status, body } = await hospital.call('Admin', `GET /api/audit-log?start_date=2026-01-01&${query}`)
  expect(status).toBe(200)
  return (body as PageBody).items.map(({ description }) => description)
}

test('filters are joined by AND', async () => {
  expect(await found('')).toEqual(['=1+1 | Ärztin', 'Removed a pump', 'Added a PUMP lamp', 'Added a pump'])
  expect(await found('user=a')).toEqual(['=1+1 | Ärztin', 'Removed a pump', 'Added a pump'])
  expect(await found('user=a&event_type=Equipment+Added')).toEqual(['=1+1 | Ärztin', 'Added a pump'])
  expect(await found('user=a&event_type=Equipment+Added&search=pump')).toEqual(['Added a pump'])
  expect(await found('end_date=2026-01-02')).toEqual(['Added a PUMP lamp', 'Added a pump'])
  expect(await found('end_date=2026-01-02&user=b&search=lamp+pump')).toEqual(['Added a PUMP lamp'])
  expect(await found('status=Failed')).toEqual([])
  expect(await found('search=%25')).toEqual(['Added a pump'])
  expect(await found('search=%C3%A4rztin')).toEqual(['=1+1 | Ärztin'])
})

test.each([
  ['event_type=Party', 'unknown_value'],
  ['start_date=2026-02-30', 'invalid'],
  ['page=0', 'out_of_range'],
  ['per_page=501', 'out_of_range'],
  ['per_page=ten', 'wrong_type'],
  ['colour=blue', 'unknown_field'],
])('?%s is refused', async (query, code) => {
  expect(await hospital.call('Admin', `GET /api/audit-log?${query}`)).toMatchObject({ status: 400, body: { code } })
})

test('pages together are the whole log, once, and looking at it is no event', async () => {
  const all = new Set<number>()
  const first = await hospital.call('Admin', 'GET /api/audit-log?per_page=7')
  expect(first.body).toMatchObject({ current_page: 1, per_page: 7, has_prev: false, next_page: 2, prev_page: null })
  const { total } = first.body as PageBody
  for (let page = 1; page <= Math.ceil(total / 7); page++)
    for (const { id } of ((await hospital.call('Admin', `GET /api/audit-log?per_page=7&page=${page}`)).body as PageBody)
      .items)
      all.add(id)
  expect(all.size).toBe(total)
  const row = await hospital.desk.db.read((db) => db.get(sql`select count(*) as n from audit_log`))
  expect(Number(row?.['n'])).toBe(total)
})

test('no event is left out, however many there are', async () => {
  const own = await testHospital()
  await tell(
    own,
    Array.from({ length: 2500 }, (_, at) => ({
      actor: 'a',
      at: '2026-01-01T12:00:00.000Z',
      description: `event ${at}`,
    })),
  )
  const { body, headers, status } = await own.call('Admin', 'GET /api/audit-log/export?user=a')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="audit_export_20250628_\d{6}\.csv"$/)
  const rows: string[][] = parse(body as string)
  expect(rows[0]).toEqual(['ID', 'Timestamp', 'Event Type', 'Performed By', 'Description', 'Status', 'Details'])
  expect(rows).toHaveLength(2501)
  expect(new Set(rows.map(([id]) => id)).size).toBe(2501)
  const log = await own.call('Admin', 'GET /api/audit-log?per_page=1')
  expect((log.body as { readonly items: readonly unknown[] }).items).toMatchObject([
    {
      event_type: 'Data Export',
      performed_by: 'test-admin',
      description: 'Exported the audit log',
      details: { register: 'audit', filter: { user: 'a' } },
    },
  ])
})

test('for a spreadsheet no cell is a formula; otherwise the text is as it is', async () => {
  const lineOf = async (excel: string): Promise<string | undefined> => {
    const { body } = await hospital.call('Admin', `GET /api/audit-log/export?user=a&search=1%2B1${excel}`)
    return (parse(body as string) as string[][])[1]?.[4]
  }
  expect(await lineOf('')).toBe('=1+1 | Ärztin')
  expect(await lineOf('&excel=1')).toBe("'=1+1 | Ärztin")
})

test('an event that is written stays as it is', async () => {
  const { desk } = await testHospital()
  for (const change of [sql`delete from audit_log`, sql`update audit_log set performed_by = 'x'`])
    await expect(desk.db.write((db) => db.run(change))).rejects.toThrow('the audit log is append-only')
})

test('a change that is undone leaves no event', async () => {
  const own = await testHospital()
  const work = own.desk.change({ actor: 'a' }, async (db, act) => {
    await recordEvent(db, act, { type: 'User Action', description: 'never happened' })
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  const { body } = await own.call('Admin', 'GET /api/audit-log?search=never')
  expect(body).toMatchObject({ total: 0, items: [], pages: 0, next_page: null })
})
