import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { type Answered, testHospital } from '../http/support.ts'

type Department = { id: number; code: string; machines: { id: number; name: string }[] }

const codeOf = ({ status, body }: Answered) => [status, (body as { code: string }).code]

test('departments are listed with their machines, for whoever is signed in', async () => {
  const { call, desk } = await testHospital()
  const { status, body } = await call('Viewer', 'GET /api/departments')
  const all = body as Department[]
  expect(status).toBe(200)
  expect(all.map(({ code }) => code)).toEqual(all.map(({ code }) => code).toSorted())
  const rows = await desk.db.read((db) => db.all(sql`select count(*) as n from department_machines`))
  expect(all.flatMap(({ machines }) => machines)).toHaveLength(Number(rows[0]?.['n']))
  expect((await call('Viewer', `GET /api/departments/${all[0]?.id}`)).body).toEqual(all[0])
  expect((await call('nobody', 'GET /api/departments')).status).toBe(401)
})

test('a department and its machines: added, renamed, removed', async () => {
  const { call } = await testHospital()
  const added = await call('Editor', 'POST /api/departments', { code: ' DAY  CARE ', machines: ['PUMP', 'LAMP'] })
  const { id, machines } = added.body as Department
  expect([added.status, added.headers.get('location')]).toEqual([201, `/api/departments/${id}`])
  expect(added.body).toMatchObject({ code: 'DAY CARE', machines: [{ name: 'LAMP' }, { name: 'PUMP' }] })
  const pump = machines[1]?.id

  expect((await call('Editor', `POST /api/departments/${id}/machines`, { name: 'BATH' })).body).toMatchObject({
    machines: [{ name: 'BATH' }, { name: 'LAMP' }, { name: 'PUMP' }],
  })
  expect((await call('Editor', `PUT /api/departments/${id}/machines/${pump}`, { name: 'PUMP 2' })).body).toMatchObject({
    machines: [{ name: 'BATH' }, { name: 'LAMP' }, { id: pump, name: 'PUMP 2' }],
  })
  expect((await call('Editor', `DELETE /api/departments/${id}/machines/${pump}`)).body).toMatchObject({
    machines: [{ name: 'BATH' }, { name: 'LAMP' }],
  })
  expect(await call('Editor', `PUT /api/departments/${id}`, { code: 'DAY/CARE #1' })).toMatchObject({
    status: 200,
    body: { department: { id, code: 'DAY/CARE #1' }, under_the_old_name: { ocm: 0, ppm: 0, training: 0 } },
  })
  expect((await call('Editor', `DELETE /api/departments/${id}`)).status).toBe(200)
  expect(codeOf(await call('Editor', `GET /api/departments/${id}`))).toEqual([404, 'not_found'])
})

test('what cannot be is refused, and nothing is changed', async () => {
  const { call } = await testHospital()
  const before = (await call('Editor', 'GET /api/departments')).body as Department[]
  const [first, second] = before.filter(({ machines }) => machines.length > 1) as [Department, Department]
  const [lamp, pump] = first.machines as [{ id: number; name: string }, { id: number; name: string }]
  for (const [line, body, status, code] of [
    ['POST /api/departments', { code: first.code }, 409, 'duplicate_department'],
    ['POST /api/departments', { code: 'N/A' }, 400, 'required'],
    ['POST /api/departments', { code: 'X'.repeat(101) }, 400, 'too_long'],
    ['POST /api/departments', { code: 'NEW', machines: ['A', ' A'] }, 409, 'duplicate_machine'],
    ['POST /api/departments', { code: 'NEW', colour: 1 }, 400, 'unknown_field'],
    [`PUT /api/departments/${first.id}`, { code: second.code }, 409, 'duplicate_department'],
    ['PUT /api/departments/999999', { code: 'NEW' }, 404, 'not_found'],
    ['PUT /api/departments/x', { code: 'NEW' }, 400, 'wrong_type'],
    [`POST /api/departments/${first.id}/machines`, { name: lamp.name }, 409, 'duplicate_machine'],
    [`PUT /api/departments/${first.id}/machines/${lamp.id}`, { name: pump.name }, 409, 'duplicate_machine'],
    [`PUT /api/departments/${second.id}/machines/${lamp.id}`, { name: 'NEW' }, 404, 'not_found'],
    ['DELETE /api/departments/999999', undefined, 404, 'not_found'],
  ] as const)
    expect([line, ...codeOf(await call('Editor', line, body))]).toEqual([line, status, code])
  expect((await call('Editor', 'GET /api/departments')).body).toEqual(before)
})

test('a department that is named somewhere stays, and says where', async () => {
  const { call, desk } = await testHospital()
  const [used] = await desk.db.read((db) =>
    db.all(sql`select d.id, d.code, (select count(*) from ocm_equipment o where o.department = d.code) as ocm,
      (select count(*) from ppm_equipment p where p.department = d.code) as ppm,
      (select count(*) from training_records t where t.department = d.code) as training
      from departments d order by ocm > 0 and ppm > 0 and training > 0 desc limit 1`),
  )
  const { id, code, ocm, ppm, training } = used as Record<string, unknown>
  expect((await call('Editor', `DELETE /api/departments/${String(id)}`)).body).toEqual({
    error: `${String(code)} is still named by ${String(ocm)} OCM devices, ${String(ppm)} PPM devices, ${String(training)} training records. Give them another department first`,
    code: 'department_in_use',
    details: [],
  })
  expect((await call('Editor', `PUT /api/departments/${String(id)}`, { code: 'RENAMED' })).body).toMatchObject({
    under_the_old_name: { ocm: Number(ocm), ppm: Number(ppm), training: Number(training) },
  })
})
