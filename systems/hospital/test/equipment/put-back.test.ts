/** Whatever is stored, however old and odd: a body that was read is put back without a change. */
import fc from 'fast-check'
import { sql } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { clearRegisters, devices, fill } from '../registers/support.ts'
import { pathOf, serialKey, stateOf } from './support.ts'

describe.each<Register>(['ocm', 'ppm'])('devices of the %s register', (register) => {
  describe('with the dirt of the old files', () => {
    let hospital: TestHospital
    beforeAll(async () => {
      hospital = await sharedHospital({ profile: 'real', ocm: 400, ppm: 400 })
    })

    test('are put back unchanged', async () => {
      const { body } = await hospital.call('Viewer', `GET /api/equipment/${register}`)
      const before = await stateOf(hospital)
      for (const device of body as Record<string, unknown>[]) {
        const answer = await hospital.call(
          'Editor',
          `PUT ${pathOf(register, String(device[serialKey[register]]))}`,
          device,
        )
        expect([answer.status, answer.body]).toEqual([200, device])
      }
      expect(await stateOf(hospital)).toBe(before)
    }, 120_000)
  })

  describe('with any value that a column may hold', () => {
    let hospital: TestHospital
    beforeAll(async () => {
      hospital = await sharedHospital({ ocm: 4, ppm: 4, training: 2 })
    })

    test(
      'are put back unchanged, and taken over by PATCH one field at a time',
      () =>
        fc.assert(
          fc.asyncProperty(
            devices(register).filter((rows) => rows.length > 0),
            fc.constantFrom('DD/MM/YYYY', 'iso'),
            async ([row], dates) => {
              await hospital.desk.db.write(async (db) => {
                await clearRegisters(db)
                await fill(db, row === undefined ? [] : [row])
                if (register === 'ocm') await db.run(sql`update ocm_equipment set department = 'N/A' where no % 2 = 0`)
              })
              const before = await stateOf(hospital)
              const path = `${pathOf(register, String(row?.serial))}?dates=${encodeURIComponent(dates)}`
              const { body } = await hospital.call('Viewer', `GET ${path}` as 'GET /')
              expect(await hospital.call('Editor', `PUT ${path}` as 'PUT /', body)).toMatchObject({ status: 200, body })
              for (const [key, value] of Object.entries(body as object)) {
                const answer = await hospital.call('Editor', `PATCH ${path}` as 'PATCH /', { [key]: value as unknown })
                expect(answer).toMatchObject({ status: 200, body })
              }
              expect(await stateOf(hospital)).toBe(before)
            },
          ),
          { numRuns: 20 },
        ),
      120_000,
    )
  })
})
