import { sql } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Answered, sharedHospital, type TestHospital, testHospital } from '../http/support.ts'

const nurse = {
  employee_id: '2100',
  name: 'NURSE-001',
  department: 'ER',
  machine_trainer_assignments: [
    { machine: 'LAMP', trainer: 'TECH-A' },
    { machine: 'PUMP', trainer: '' },
    { machine: 'BATH', trainer: 'TECH-B', trained_date: '03/02/2025' },
  ],
  last_trained_date: 'N/A',
  next_due_date: '14/04/2026',
}

const codeOf = ({ status, body }: Answered) => [status, (body as { code: string }).code]
const count = async ({ desk }: TestHospital, table: string): Promise<number> =>
  desk.db.read(async (db) => Number((await db.get(sql`select count(*) as n from ${sql.id(table)}`))?.['n']))

describe('training records', () => {
  let hospital: TestHospital
  beforeAll(async () => {
    hospital = await sharedHospital()
  })

  test('are listed with ids as texts, in the order of the ids', async () => {
    const { status, body } = await hospital.call('Editor', 'GET /api/trainings')
    const ids = (body as { id: string }[]).map(({ id }) => id)
    expect([status, ids]).toEqual([200, Array.from({ length: 12 }, (_, at) => String(at + 1))])
  })

  test('are added, read, put back unchanged, changed and deleted', async () => {
    const added = await hospital.call('Editor', 'POST /api/trainings', nurse)
    const { id } = added.body as { id: string }
    expect([added.status, added.headers.get('location')]).toEqual([201, `/api/trainings/${id}`])
    expect(added.body).toEqual({ id, ...nurse })

    const read = await hospital.call('Editor', `GET /api/trainings/${id}`)
    expect(await hospital.call('Editor', `PUT /api/trainings/${id}`, read.body)).toMatchObject({
      status: 200,
      body: read.body,
    })

    const changed = { ...nurse, machine_trainer_assignments: [{ machine: 'PUMP', trainer: 'TECH-C' }] }
    const put = await hospital.call('Editor', `PUT /api/trainings/${id}`, changed)
    expect(put).toMatchObject({ status: 200, body: { id, ...changed } })

    const before = await count(hospital, 'training_assignments')
    const gone = await hospital.call('Editor', `DELETE /api/trainings/${id}`)
    expect(gone).toMatchObject({ status: 200, body: { message: `Training record ${id} was deleted` } })
    expect(await count(hospital, 'training_assignments')).toBe(before - 1)
    expect(codeOf(await hospital.call('Editor', `GET /api/trainings/${id}`))).toEqual([404, 'not_found'])
  })

  test('have a version: who changes or deletes another one than that is told', async () => {
    const added = await hospital.call('Editor', 'POST /api/trainings', nurse)
    const { id } = added.body as { id: string }
    const [old, line] = [added.headers.get('etag') ?? '', `/api/trainings/${id}` as const]
    expect(old).toMatch(/^"[\w-]{27}"$/)
    for (const query of ['', '?dates=iso'])
      expect((await hospital.call('Editor', `GET ${line}${query}`)).headers.get('etag')).toBe(old)
    const send = (verb: 'PUT' | 'DELETE', version: string) =>
      hospital.send('Editor', `${verb} ${line}`, {
        ...(verb === 'PUT' ? { body: JSON.stringify({ ...nurse, name: 'NURSE-002' }) } : {}),
        headers: { 'content-type': 'application/json', 'if-match': version },
      })
    const changed = await send('PUT', old)
    expect([changed.status, changed.headers.get('etag') === old]).toEqual([200, false])
    for (const verb of ['PUT', 'DELETE'] as const) {
      const { status, body } = await send(verb, old)
      expect([status, body]).toEqual([
        412,
        { error: `Training record ${id} was changed meanwhile: read it again`, code: 'version_mismatch', details: [] },
      ])
    }
    expect((await send('DELETE', changed.headers.get('etag') ?? '')).status).toBe(200)
  })

  test('an id that was given once is never given again, not even after a delete', async () => {
    const first = (await hospital.call('Editor', 'POST /api/trainings', nurse)).body as { id: string }
    await hospital.call('Editor', `DELETE /api/trainings/${first.id}`)
    const second = (await hospital.call('Editor', 'POST /api/trainings', nurse)).body as { id: string }
    expect(Number(second.id)).toBe(Number(first.id) + 1)
  })

  test('dates are ISO or null when asked for', async () => {
    const { id } = (await hospital.call('Editor', 'POST /api/trainings', nurse)).body as { id: string }
    expect((await hospital.call('Editor', `GET /api/trainings/${id}?dates=iso`)).body).toMatchObject({
      last_trained_date: null,
      next_due_date: '2026-04-14',
      machine_trainer_assignments: [{}, {}, { trained_date: '2025-02-03' }],
    })
  })

  test.each([
    ['an empty body', {}, 'required'],
    ['an unknown field', { ...nurse, colour: 'blue' }, 'unknown_field'],
    ['an id', { ...nurse, id: '77' }, 'unknown_field'],
    ['a name that says nothing', { ...nurse, name: 'N/A' }, 'required'],
    ['a name that is too long', { ...nurse, name: 'N'.repeat(201) }, 'too_long'],
    ['a day that does not exist', { ...nurse, next_due_date: '31/02/2025' }, 'date_invalid'],
    ['a list that is none', { ...nurse, machine_trainer_assignments: 'LAMP' }, 'wrong_type'],
    [
      'one machine with two trainers',
      {
        ...nurse,
        machine_trainer_assignments: [nurse.machine_trainer_assignments[0], { machine: 'LAMP', trainer: '' }],
      },
      'assignment_duplicate',
    ],
    [
      'an unknown key in an assignment',
      { ...nurse, machine_trainer_assignments: [{ machine: 'A', coach: 'B' }] },
      'unknown_field',
    ],
    ['half a surrogate', { ...nurse, name: 'NURSE \ud800' }, 'text_malformed'],
  ])('%s is refused, and nothing is stored', async (_, body, code) => {
    const before = await count(hospital, 'training_records')
    const answer = await hospital.call('Editor', 'POST /api/trainings', body)
    expect(answer.status).toBe(400)
    expect((answer.body as { details: { code: string }[] }).details.map((detail) => detail.code)).toContain(code)
    expect(await count(hospital, 'training_records')).toBe(before)
  })

  test.each(['0', '-1', '1e3', '01', 'x', '99999999999999999999', '1 or 1=1'])('there is no record %s', async (id) => {
    expect(codeOf(await hospital.call('Editor', `GET /api/trainings/${encodeURIComponent(id)}`))).toEqual([
      404,
      'not_found',
    ])
    expect(codeOf(await hospital.call('Editor', `DELETE /api/trainings/${encodeURIComponent(id)}`))).toEqual([
      404,
      'not_found',
    ])
  })

  test('an id never changes', async () => {
    expect(codeOf(await hospital.call('Editor', 'PUT /api/trainings/1', { ...nurse, id: '2' }))).toEqual([
      400,
      'id_mismatch',
    ])
  })

  test('a viewer neither reads nor writes them, and nobody does without signing in', async () => {
    expect(codeOf(await hospital.call('Viewer', 'GET /api/trainings'))).toEqual([403, 'permission_missing'])
    expect(codeOf(await hospital.call('nobody', 'POST /api/trainings', nurse))).toEqual([401, 'sign_in_required'])
  })
})

test('every change of a record is in the audit log, in the name of who made it', async () => {
  const hospital = await testHospital()
  const { id } = (await hospital.call('Editor', 'POST /api/trainings', nurse)).body as { id: string }
  await hospital.call('Admin', `PUT /api/trainings/${id}`, nurse)
  await hospital.call('Editor', `DELETE /api/trainings/${id}`)
  await hospital.call('Editor', 'DELETE /api/trainings/999999')
  const events = await hospital.desk.db.read((db) =>
    db.all(sql`select event_type, performed_by, description, details from audit_log where imported = 0 order by id`),
  )
  expect(events.map((event) => Object.values(event))).toEqual([
    [
      'Training Added',
      'test-editor',
      `Training record ${id} was added`,
      `{"id":"${id}","name":"NURSE-001","assignments":3}`,
    ],
    [
      'Training Updated',
      'test-admin',
      `Training record ${id} was changed`,
      `{"id":"${id}","name":"NURSE-001","assignments":3}`,
    ],
    ['Training Deleted', 'test-editor', `Training record ${id} was deleted`, `{"id":"${id}","name":"NURSE-001"}`],
  ])
})

test('H-35: ids are texts for callers and integers in the table, and assignments are stored once', async () => {
  const hospital = await testHospital()
  const { id } = (await hospital.call('Editor', 'POST /api/trainings', nurse)).body as { id: string }
  expect(typeof id).toBe('string')
  const row = await hospital.desk.db.read((db) => db.get(sql`select * from training_records where id = ${Number(id)}`))
  expect(typeof row?.['id']).toBe('bigint')
  expect(Object.values(row ?? {}).join()).not.toContain('LAMP')
})

describe('the lists that were constants', () => {
  test('begin with what the records name, and are added to, renamed and shortened', async () => {
    const hospital = await testHospital()
    const { body } = await hospital.call('Editor', 'GET /api/training/trainers')
    const rows = await hospital.desk.db.read((db) =>
      db.all(sql`select distinct trainer from training_assignments where trainer is not null order by 1`),
    )
    expect((body as { name: string }[]).map(({ name }) => name)).toEqual(rows.map(({ trainer }) => trainer))
    expect(rows.length).toBeGreaterThan(0)

    for (const path of ['/api/training/trainers', '/api/training/modules'] as const) {
      const added = await hospital.call('Editor', `POST ${path}`, { name: '  NEW   ONE ' })
      const { id } = added.body as { id: number }
      expect(added).toMatchObject({ status: 201, body: { id, name: 'NEW ONE' } })
      expect((await hospital.call('Editor', `POST ${path}`, { name: 'NEW ONE' })).status).toBe(409)
      expect(await hospital.call('Editor', `PUT ${path}/${id}`, { name: 'NEWER' })).toMatchObject({
        status: 200,
        body: { id, name: 'NEWER' },
      })
      expect(await hospital.call('Editor', `DELETE ${path}/${id}`)).toMatchObject({
        status: 200,
        body: { id, name: 'NEWER' },
      })
      expect(codeOf(await hospital.call('Editor', `DELETE ${path}/${id}`))).toEqual([404, 'not_found'])
      expect(codeOf(await hospital.call('Editor', `POST ${path}`, { name: ' n/a ' }))).toEqual([400, 'required'])
      expect(codeOf(await hospital.call('Viewer', `POST ${path}`, { name: 'X' }))).toEqual([403, 'permission_missing'])
    }
  })
})

describe('H-33: assigning machines', () => {
  let hospital: TestHospital
  let department: { id: number; code: string; machines: { name: string }[] }
  beforeAll(async () => {
    hospital = await sharedHospital()
    const all = (await hospital.call('Editor', 'GET /api/departments')).body as (typeof department)[]
    const trainings = (await hospital.call('Editor', 'GET /api/trainings')).body as { department: string }[]
    department = all.find(
      ({ code, machines }) => machines.length > 1 && trainings.some((one) => one.department === code),
    ) as typeof department
    await hospital.call('Editor', 'POST /api/training/trainers', { name: 'TECH-Z' })
  })

  const assign = (changes: object) =>
    hospital.call('Editor', 'POST /api/training/assignments', {
      department: department.id,
      machines: department.machines.slice(0, 2).map(({ name }) => name),
      trainer: 'TECH-Z',
      ...changes,
    })

  test('stores them in the records of the people of the department', async () => {
    const people = (
      (await hospital.call('Editor', 'GET /api/trainings')).body as { id: string; department: string }[]
    ).filter((one) => one.department === department.code)
    const first = await assign({ trained_date: '2025-06-01' })
    const { added, changed } = first.body as { added: number; changed: number }
    expect([first.status, added + changed]).toEqual([200, people.length * 2])
    expect((await assign({})).body).toEqual({ added: 0, changed: 0, unchanged: people.length * 2 })
    const { body } = await hospital.call('Editor', `GET /api/trainings/${people[0]?.id}`)
    const machine = department.machines[0]?.name
    expect((body as typeof nurse).machine_trainer_assignments).toContainEqual({
      machine,
      trainer: 'TECH-Z',
      trained_date: '01/06/2025',
    })
  })

  test.each([
    [{ machines: ['NO SUCH'] }, 400, 'machine_unknown'],
    [{ trainer: 'NOBODY' }, 400, 'trainer_unknown'],
    [{ department: 999_999 }, 404, 'not_found'],
    [{ trainings: ['999999'] }, 404, 'not_found'],
    [{ trained_date: '31/02/2025' }, 400, 'date_invalid'],
    [{ machines: [] }, 400, 'out_of_range'],
    [{ trainings: [] }, 400, 'out_of_range'],
  ])('%j is refused, and nothing is stored', async (changes, status, code) => {
    const before = await count(hospital, 'training_assignments')
    expect(codeOf(await assign(changes))).toEqual([status, code])
    expect(await count(hospital, 'training_assignments')).toBe(before)
  })

  test('a department without people is told, and never called done', async () => {
    const made = await hospital.call('Editor', 'POST /api/departments', { code: 'EMPTY', machines: ['LAMP'] })
    const { id } = made.body as { id: number }
    const answer = await assign({ department: id, machines: ['LAMP'] })
    expect([answer.status, answer.body]).toEqual([
      409,
      { error: 'EMPTY has nobody to train: no training record names it', code: 'nobody_to_train', details: [] },
    ])
  })
})
