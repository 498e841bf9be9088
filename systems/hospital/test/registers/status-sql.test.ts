import fc from 'fast-check'
import { sql as raw } from 'kysely'
import { asSql } from 'millwright/kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../src/database/build.ts'
import type { Register } from '../../src/domain/fields.ts'
import { statuses } from '../../src/domain/status.ts'
import { current, isPpm } from '../../src/registers/device.ts'
import { hasStatus, statusSql, visitHasStatus, visitStatusSql } from '../../src/registers/status-sql.ts'
import { tableOf } from '../../src/registers/write.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { clearRegisters, days, devices, fill } from './support.ts'

let hospital: TestHospital

beforeAll(async () => {
  hospital = await sharedHospital({ ocm: 4, ppm: 4, training: 2 })
})

describe.each<Register>(['ocm', 'ppm'])('the status of an %s device, as SQL', (register) => {
  test('is the rule of the domain, as a value and as a condition', () =>
    fc.assert(
      fc.asyncProperty(devices(register), days, (rows, asOf) =>
        hospital.desk.db.write(async (db) => {
          await clearRegisters(db)
          await fill(db, rows)
          const about = { of: 'd', asOf }
          const query = build
            .selectFrom(`${tableOf[register] as 'ppm_equipment'} as d`)
            .select(['d.no', statusSql(register, about).as('status')])
            .select(statuses.map((status) => hasStatus(register, status, about).as(status)))
            .orderBy('d.no')
          const found = await db.all(asSql(query.compile()))
          expect(found.map(({ status }) => status)).toEqual(rows.map((row) => current(row, asOf).status))
          for (const row of found) expect(statuses.filter((status) => row[status] === 1n)).toEqual([row['status']])
        }),
      ),
      { numRuns: 80 },
    ))
})

test('the status of a quarter, as SQL, is the rule of the domain', () =>
  fc.assert(
    fc.asyncProperty(devices('ppm'), days, (rows, asOf) =>
      hospital.desk.db.write(async (db) => {
        await clearRegisters(db)
        await fill(db, rows)
        const about = { of: 'v', asOf }
        const query = build
          .selectFrom('ppm_visit as v')
          .select([visitStatusSql(about).as('status')])
          .select(statuses.map((status) => raw<number>`${visitHasStatus(status, about)}`.as(status)))
          .orderBy('v.equipment_id')
          .orderBy('v.quarter')
        const found = await db.all(asSql(query.compile()))
        const expected = rows
          .filter(isPpm)
          .map((row) => current(row, asOf))
          .flatMap((row) => [row.ppm_q1_status, row.ppm_q2_status, row.ppm_q3_status, row.ppm_q4_status])
        expect(found.map(({ status }) => status)).toEqual(expected)
        for (const row of found)
          expect(statuses.filter((status) => row[status] === 1n)).toEqual(row['status'] === null ? [] : [row['status']])
      }),
    ),
    { numRuns: 80 },
  ))
