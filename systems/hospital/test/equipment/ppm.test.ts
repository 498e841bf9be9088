import { sql } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { quarters } from '../domain/records.ts'
import { sharedHospital, type TestHospital, testHospital } from '../http/support.ts'
import { bodyOf, codeOf, events, newDevice, pathOf, refusedIn } from './support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})

const add = (serial: string, changes: Record<string, unknown> = {}, query = '') =>
  hospital.call('Editor', `POST /api/equipment/ppm${query}` as 'POST /', newDevice('ppm', serial, changes))

const dates = (body: Record<string, unknown>): unknown[] =>
  ['PPM_Q_I', 'PPM_Q_II', 'PPM_Q_III', 'PPM_Q_IV'].map((key) => (body[key] as Record<string, unknown>)['quarter_date'])

describe('the quarters of a new device', () => {
  const first = { PPM_Q_I: { engineer: 'TECH-A', quarter_date: '27/03/2025' } }
  const absent = { PPM_Q_II: undefined, PPM_Q_III: undefined, PPM_Q_IV: undefined }

  test('follow from the first one, three months or 90 days apart', async () => {
    const months = bodyOf(await add('STEP M', { ...first, ...absent }))
    expect(dates(months)).toEqual(['27/03/2025', '27/06/2025', '27/09/2025', '27/12/2025'])
    const days = bodyOf(await add('STEP D', { ...first, ...absent }, '?quarter_step=P90D'))
    expect(dates(days)).toEqual(['27/03/2025', '25/06/2025', '23/09/2025', '22/12/2025'])
    const end = bodyOf(await add('STEP E', { ...first, PPM_Q_I: { quarter_date: '30/11/2024' }, ...absent }))
    expect(dates(end)).toEqual(['30/11/2024', '28/02/2025', '30/05/2025', '30/08/2025'])
    expect((await add('STEP X', { ...first, ...absent }, '?quarter_step=P1M')).status).toBe(400)
  })

  test('stay without a date where the body says so, and where it gives one', async () => {
    const given = {
      ...first,
      PPM_Q_II: { engineer: 'TECH-B', quarter_date: null },
      PPM_Q_III: { engineer: 'TECH-C' },
      PPM_Q_IV: { quarter_date: '2026-01-05' },
    }
    expect(dates(bodyOf(await add('STEP N', given)))).toEqual(['27/03/2025', null, '27/09/2025', '05/01/2026'])
  })

  test('are demanded: the first one with its date, all of them as quarters', async () => {
    expect(refusedIn(await add('Q 1', { PPM_Q_I: { engineer: 'TECH-A', quarter_date: null } }))).toEqual([
      ['PPM_Q_I.quarter_date', 'required'],
    ])
    expect(refusedIn(await add('Q 1', { PPM_Q_I: undefined }))).toEqual([['PPM_Q_I.quarter_date', 'required']])
    expect(refusedIn(await add('Q 1', { PPM_Q_II: '25/06/2025' }))).toEqual([['PPM_Q_II', 'bad_quarter']])
    expect(refusedIn(await add('Q 1', { PPM_Q_II: { colour: 'blue' } }))).toEqual([['PPM_Q_II.colour', 'bad_quarter']])
    expect(refusedIn(await add('Q 1', { PPM_Q_II: { engineer: 7 } }))).toEqual([['PPM_Q_II.engineer', 'wrong_type']])
    expect(refusedIn(await add('Q 1', { PPM_Q_III: { quarter_date: '31/02/2025' } }))).toEqual([
      ['PPM_Q_III.quarter_date', 'date_invalid'],
    ])
  })

  test('are accepted under every spelling that the old system knew', async () => {
    const { PPM_Q_I: _, PPM_Q_II: __, PPM_Q_III: ___, PPM_Q_IV: ____, ...head } = newDevice('ppm', 'SPELLED')
    const flat = {
      ...head,
      PPM_Q_I_date: '27/03/2025',
      'PPM_Q_I.engineer': 'TECH-A',
      PPM_Q_II: { Engineer: 'TECH-B', 'Quarter Date': '25/06/2025' },
      PPM_Q_III: {},
      PPM_Q_IV: { quarter_date: 'N/A' },
    }
    const added = await hospital.call('Editor', 'POST /api/equipment/ppm', flat)
    expect(added.status).toBe(201)
    expect(dates(bodyOf(added))).toEqual(['27/03/2025', '25/06/2025', '27/09/2025', null])
    expect(bodyOf(added)['PPM_Q_II']).toMatchObject({ engineer: 'TECH-B' })
    const twice = await hospital.call('Editor', 'PATCH /api/equipment/ppm/SPELLED', { MODEL: 'A', Model: 'B' })
    expect(refusedIn(twice)).toEqual([['MODEL', 'alias_conflict']])
    const other = await hospital.call('Editor', 'PATCH /api/equipment/ppm/SPELLED', { Manufacturer: 'NEW MAKER' })
    expect(bodyOf(other)).toMatchObject({ MANUFACTURER: 'NEW MAKER' })
  })

  test('are replaced as a whole by PUT and field by field by PATCH', async () => {
    await add('PARTS')
    const patched = await hospital.call('Editor', `PATCH ${pathOf('ppm', 'PARTS')}`, {
      PPM_Q_II: { engineer: 'TECH-E' },
    })
    expect(bodyOf(patched)['PPM_Q_II']).toMatchObject({ engineer: 'TECH-E', quarter_date: '25/06/2025' })
    const { PPM_Q_IV: _, ...without } = bodyOf(patched)
    expect(refusedIn(await hospital.call('Editor', `PUT ${pathOf('ppm', 'PARTS')}`, without))).toEqual([
      ['PPM_Q_IV', 'bad_quarter'],
    ])
    const put = await hospital.call('Editor', `PUT ${pathOf('ppm', 'PARTS')}`, {
      ...bodyOf(patched),
      PPM_Q_II: { quarter_date: '2025-06-26' },
    })
    expect(bodyOf(put)['PPM_Q_II']).toEqual({ engineer: null, quarter_date: '26/06/2025', status: 'Overdue' })
  })
})

test('statuses that are sent and contradict the dates are replaced and told of', async () => {
  const sent = { Status: 'Maintained', ...quarters(['01/01/2025', null], ['01/12/2025', 'TECH-A']) }
  const added = await add('TOLD', sent, '?warnings=1')
  expect(added).toMatchObject({
    status: 201,
    body: {
      Status: 'Overdue',
      warnings: [
        {
          field: 'Status',
          code: 'status_disagrees',
          message: 'Status disagrees with the dates and was computed',
        },
      ],
    },
  })
  const unknown = await hospital.call('Editor', `PATCH ${pathOf('ppm', 'TOLD')}?warnings=1`, { Status: 'Due Soon' })
  expect(bodyOf(unknown)['warnings']).toMatchObject([{ field: 'Status', code: 'status_unknown' }])
  const quiet = await hospital.call('Editor', `PATCH ${pathOf('ppm', 'TOLD')}`, { Status: 'Due Soon' })
  expect(bodyOf(quiet)).not.toHaveProperty('warnings')
})

test('an engineer that is a number is nobody, and the past quarter is overdue', async () => {
  const sent = { Status: null, ...quarters(['01/01/2025', '45819'], ['01/12/2025', null]) }
  const added = await add('T11', sent, '?warnings=1')
  expect(bodyOf(added)).toMatchObject({
    Status: 'Overdue',
    PPM_Q_I: { engineer: null, status: 'Overdue' },
    warnings: [{ field: 'PPM_Q_I.engineer', code: 'engineer_not_a_name' }],
  })
})

describe('visits', () => {
  const path = `${pathOf('ppm', 'VISITED')}/visits` as const

  test('tell when work was done, and what is done is maintained', async () => {
    await add(
      'VISITED',
      quarters(['01/01/2025', null], ['01/04/2025', 'TECH-A'], ['28/06/2025', null], ['01/12/2025', null]),
    )
    expect((await hospital.call('Viewer', `GET ${path}`)).body).toEqual([
      { quarter: 1, due_date: '01/01/2025', engineer: null, status: 'Overdue', completed_on: null },
      { quarter: 2, due_date: '01/04/2025', engineer: 'TECH-A', status: 'Maintained', completed_on: null },
      { quarter: 3, due_date: '28/06/2025', engineer: null, status: 'Upcoming', completed_on: null },
      { quarter: 4, due_date: '01/12/2025', engineer: null, status: 'Upcoming', completed_on: null },
    ])
    const done = await hospital.call('Editor', `PUT ${path}/1?dates=iso`, {
      completed_on: '05/01/2025',
      engineer: 'TECH-B',
    })
    expect(done).toMatchObject({
      status: 200,
      body: {
        quarter: 1,
        due_date: '2025-01-01',
        engineer: 'TECH-B',
        status: 'Maintained',
        completed_on: '2025-01-05',
      },
    })
    expect((await hospital.call('Editor', `PUT ${path}/3`, { completed_on: '2025-06-28' })).body).toMatchObject({
      status: 'Maintained',
      engineer: null,
    })
    expect(bodyOf(await hospital.call('Viewer', `GET ${pathOf('ppm', 'VISITED')}`))).toMatchObject({
      Status: 'Upcoming',
      PPM_Q_I: { engineer: 'TECH-B', quarter_date: '01/01/2025', status: 'Maintained' },
      PPM_Q_III: { engineer: null, quarter_date: '28/06/2025', status: 'Maintained' },
    })
    const found = await hospital.call(
      'Viewer',
      'GET /api/equipment/ppm?ppm_q1_completed_on=2025-01-05&ppm_q3_status=maintained',
    )
    expect((found.body as unknown[]).length).toBe(1)
  })

  test('are left alone by what is put and patched on the device', async () => {
    const device = (await hospital.call('Viewer', `GET ${pathOf('ppm', 'VISITED')}`)).body as object
    await hospital.call('Editor', `PUT ${pathOf('ppm', 'VISITED')}`, { ...device, Name: 'RENAMED' })
    await hospital.call('Editor', `PATCH ${pathOf('ppm', 'VISITED')}`, { PPM_Q_I: { engineer: 'TECH-C' } })
    expect((await hospital.call('Viewer', `GET ${path}`)).body).toMatchObject([
      { engineer: 'TECH-C', completed_on: '05/01/2025' },
      { completed_on: null },
      { completed_on: '28/06/2025' },
      { completed_on: null },
    ])
    const taken = await hospital.call('Editor', `PUT ${path}/1`, { completed_on: null, engineer: null })
    expect(taken.body).toMatchObject({ completed_on: null, engineer: null, status: 'Overdue' })
  })

  test('count only from their day on, and say so', async () => {
    const future = await hospital.call('Editor', `PUT ${path}/4?warnings=1`, { completed_on: '2025-11-30' })
    expect(future.body).toMatchObject({
      status: 'Upcoming',
      completed_on: '30/11/2025',
      warnings: [{ field: 'completed_on', code: 'completed_in_future' }],
    })
  })

  test.each<[unknown, [string, string]]>([
    [{}, ['completed_on', 'required']],
    [{ engineer: 'TECH-A' }, ['completed_on', 'required']],
    [{ completed_on: '31/02/2025' }, ['completed_on', 'date_invalid']],
    [{ completed_on: 20250105 }, ['completed_on', 'wrong_type']],
    [{ completed_on: null, colour: 'blue' }, ['colour', 'unknown_field']],
    [{ completed_on: null, due_date: '01/01/2025' }, ['due_date', 'unknown_field']],
    [{ completed_on: null, engineer: 7 }, ['engineer', 'wrong_type']],
    [{ completed_on: null, engineer: 'x'.repeat(101) }, ['engineer', 'too_long']],
    [null, ['The body', 'record_not_object']],
    [[], ['The body', 'record_not_object']],
  ])('refuse %j', async (body, refused) => {
    const before = (await hospital.call('Viewer', `GET ${path}`)).body
    const answer = await hospital.call('Editor', `PUT ${path}/2`, body)
    expect([answer.status, ...refusedIn(answer)]).toEqual([400, refused])
    expect((await hospital.call('Viewer', `GET ${path}`)).body).toEqual(before)
  })

  test('are of quarters one to four of a device that is there, in a version that is known', async () => {
    for (const quarter of ['0', '5', 'I', '1.0'])
      expect((await hospital.call('Editor', `PUT ${path}/${quarter}` as 'PUT /', { completed_on: null })).status).toBe(
        400,
      )
    expect(
      (await hospital.call('Editor', 'PUT /api/equipment/ppm/NOBODY/visits/1', { completed_on: null })).status,
    ).toBe(404)
    expect((await hospital.call('Viewer', 'GET /api/equipment/ppm/NOBODY/visits')).status).toBe(404)
    const stale = await hospital.send('Editor', `PUT ${path}/1`, {
      body: '{"completed_on":null}',
      headers: { 'content-type': 'application/json', 'if-match': '"old"' },
    })
    expect(codeOf(stale)).toEqual([412, 'version_mismatch'])
  })

  test('are told of in the log', async () => {
    const own = await testHospital()
    await own.call('Editor', 'POST /api/equipment/ppm', newDevice('ppm', 'LOGGED'))
    await own.call('Editor', 'PUT /api/equipment/ppm/LOGGED/visits/2', { completed_on: '2025-06-20' })
    await own.call('Editor', 'PUT /api/equipment/ppm/LOGGED/visits/2', { completed_on: '20/06/2025' })
    const [, ...updates] = await events(own)
    expect(updates).toMatchObject([
      { event_type: 'Equipment Updated', details: { changes: { ppm_q2_completed_on: [null, '2025-06-20'] } } },
    ])
  })
})

test('a PPM device is always one row with four visits', async () => {
  const row = await hospital.desk.db.read((db) =>
    db.get(sql`select (select count(*) from ppm_equipment) as devices, (select count(*) from ppm_visit) as visits`),
  )
  expect(Number(row?.['visits'])).toBe(4 * Number(row?.['devices']))
})
