/** The database says by which index it would answer; a plan that reads whole tables where it need not is a mistake. */
import { sql } from 'millwright'
import { asSql } from 'millwright/kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { countQuery, listQuery } from '../../src/registers/list.ts'
import { type Parameters, readListRequest } from '../../src/registers/list-request.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})

type Query = ReturnType<typeof countQuery>

const planOf = (query: Query): Promise<string> =>
  hospital.desk.db.read(async (db) => {
    const rows = await db.all(sql`explain query plan ${asSql(query)}`)
    return rows.map(({ detail }) => String(detail)).join('\n')
  })

const asOf = '2025-06-28'
const ask = (register: Register, parameters: Parameters) => readListRequest(register, parameters)
const list = (register: Register, parameters: Parameters) =>
  planOf(listQuery(ask(register, parameters), { register, asOf }))
const count = (register: Register, parameters: Parameters) =>
  planOf(countQuery(ask(register, parameters), { register, asOf }))

const page = { page: ['3'], per_page: ['20'] }

describe.each<Register>(['ocm', 'ppm'])('the %s register', (register) => {
  test('is paged along the numbers, without sorting', async () => {
    const plan = await list(register, page)
    expect(plan).toContain(
      `SCAN d USING ${register === 'ppm' ? 'COVERING ' : ''}INDEX sqlite_autoindex_${register}_equipment_1`,
    )
    if (register === 'ocm') expect(plan).not.toContain('TEMP B-TREE')
  })

  test('is filtered by department, and sorted by serial, along their indexes', async () => {
    expect(await count(register, { department: ['ER'] })).toContain(
      `SEARCH d USING COVERING INDEX ix_${register}_equipment_department (department=?)`,
    )
    expect(await list(register, { ...page, sort: ['serial'] })).toContain(`INDEX uq_${register}_equipment_serial`)
  })
})

test('overdue and upcoming OCM devices are found along the next maintenance', async () => {
  expect(await count('ocm', { filter: ['overdue'] })).toContain(
    'SEARCH d USING INDEX ix_ocm_equipment_next_maintenance (next_maintenance<?)',
  )
  expect(await count('ocm', { next_maintenance: ['2025-06-01..2025-06-30'] })).toContain(
    'SEARCH d USING COVERING INDEX ix_ocm_equipment_next_maintenance (next_maintenance>? AND next_maintenance<?)',
  )
})

test('overdue PPM devices and quarters of a time are found along the due dates', async () => {
  expect(await count('ppm', { filter: ['overdue'] })).toContain(
    'SEARCH v USING INDEX ix_ppm_visit_due_date (due_date<?)',
  )
  expect(await count('ppm', { ppm_q2_date: ['2025-06-01..2025-06-30'] })).toContain(
    'SEARCH v USING INDEX ix_ppm_visit_due_date (due_date>? AND due_date<?)',
  )
})

test('the quarters of a page are looked up device by device, after the page was cut', async () => {
  const plan = await list('ppm', { ...page, search: ['pump'], sort: ['ppm_q1_date'] })
  expect(plan.match(/SEARCH q\d USING INDEX uq_ppm_visit_equipment_id_quarter/g)).toHaveLength(4)
  expect(plan).toContain('SEARCH device USING INTEGER PRIMARY KEY (rowid=?)')
})
