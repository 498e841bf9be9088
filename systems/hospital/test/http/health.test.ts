import { DatabaseSync } from 'node:sqlite'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testHospital } from './support.ts'

test('a database at head is well, and anybody may ask', async () => {
  const { call } = await testHospital()
  const { status, body } = await call('nobody', 'GET /api/health')
  expect(status).toBe(200)
  expect(body).toEqual({
    status: 'ok',
    db: 'ok',
    schema_version: expect.stringMatching(/^\d{4}$/) as unknown,
    pending_migrations: 0,
  })
})

test('a schema that was changed by hand is not well', async () => {
  const { call, folder } = await testHospital()
  const db = new DatabaseSync(join(folder, 'hospital.db'))
  db.exec('create index by_hand on ocm_equipment (name)')
  db.close()
  const { status, body } = await call('nobody', 'GET /api/health')
  expect([status, body]).toMatchObject([503, { status: 'not well', db: 'drifted' }])
})

test('a database that is gone is not well', async () => {
  const { call, folder } = await testHospital()
  rmSync(join(folder, 'hospital.db'))
  const { status, body } = await call('nobody', 'GET /api/health')
  expect([status, body]).toMatchObject([503, { status: 'not well', db: 'not reachable', schema_version: null }])
})
