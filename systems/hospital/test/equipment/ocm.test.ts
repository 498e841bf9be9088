import { beforeAll, expect, test } from 'vitest'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { bodyOf, newDevice, pathOf, refusedIn } from './support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})

const add = (serial: string, changes: Record<string, unknown> = {}) =>
  hospital.call('Editor', 'POST /api/equipment/ocm?warnings=1', newDevice('ocm', serial, changes))

test('the next maintenance is one year after the service, unless it is given', async () => {
  const derive = async (serial: string, service: unknown, next?: unknown) =>
    bodyOf(await add(serial, { Service_Date: service, Next_Maintenance: next }))['Next_Maintenance']
  expect(await derive('D1', '10/01/2025')).toBe('10/01/2026')
  expect(await derive('D2', '29/02/2024')).toBe('28/02/2025')
  expect(await derive('D3', '28/02/2023')).toBe('28/02/2024')
  expect(await derive('D4', null)).toBe('N/A')
  expect(await derive('D5', '10/01/2025', '01/08/2025')).toBe('01/08/2025')
})

test('what is allowed and worth a look is told, when it is asked for', async () => {
  const odd = await add('ODD', {
    Installation_Date: '01/06/2025',
    Warranty_End: '01/05/2025',
    Service_Date: '01/07/2025',
    Next_Maintenance: '01/07/2025',
    Department: 'NOWHERE',
  })
  const codes = (bodyOf(odd)['warnings'] as { code: string }[]).map(({ code }) => code)
  expect(codes.toSorted()).toEqual([
    'department_unknown',
    'next_not_after_service',
    'service_in_future',
    'status_disagrees',
    'warranty_before_installation',
  ])
  expect(bodyOf(odd)['Status']).toBe('Maintained')
  const read = bodyOf(await hospital.call('Viewer', `GET ${pathOf('ocm', 'ODD')}?warnings=1`))
  expect((read['warnings'] as unknown[]).length).toBe(4)
  expect(bodyOf(await hospital.call('Viewer', `GET ${pathOf('ocm', 'ODD')}`))).not.toHaveProperty('warnings')
})

test('a number that is sent with a new device is not used, and that is told', async () => {
  const added = bodyOf(await add('NUMBERED', { NO: 1 }))
  expect(added['NO']).not.toBe(1)
  expect(added['warnings']).toMatchObject([{ field: 'NO', code: 'no_assigned' }])
})

test('an engineer is demanded of a new device and cannot be taken away', async () => {
  for (const engineer of [null, '', 'N/A', undefined, '45819'])
    expect(refusedIn(await add('NOBODY', { Engineer: engineer }))).toEqual([['Engineer', 'required']])
  await add('SOMEBODY')
  const taken = await hospital.call('Editor', `PATCH ${pathOf('ocm', 'SOMEBODY')}`, { Engineer: null })
  expect(refusedIn(taken)).toEqual([['Engineer', 'required']])
})

test('texts are cleaned, serials only trimmed', async () => {
  const added = bodyOf(await add('  A  1\u200b ', { Name: '  PUMP\u00a0 \n two ', Manufacturer: 'Cafe\u0301' }))
  expect(added).toMatchObject({ Serial: 'A  1', Name: 'PUMP two', Manufacturer: 'Café' })
})

test('every spelling of a key is one field', async () => {
  const { Manufacturer: _, Name: __, Log_Number: ___, Engineer: ____, ...rest } = newDevice('ocm', 'ALIAS')
  const sent = { ...rest, MANUFACTURER: 'ACME', EQUIPMENT: 'PUMP', 'Log Number': '4711', ENGINEER: 'TECH-B' }
  const added = await hospital.call('Editor', 'POST /api/equipment/ocm', sent)
  expect(added).toMatchObject({
    status: 201,
    body: { Manufacturer: 'ACME', Name: 'PUMP', Log_Number: '4711', Engineer: 'TECH-B' },
  })
  expect(bodyOf(await hospital.call('Editor', 'PATCH /api/equipment/ocm/ALIAS', { MODEL: 'M-2' }))).toMatchObject({
    Model: 'M-2',
  })
})

test('a PUT takes what it does not hold', async () => {
  await add('WHOLE', { Installation_Date: '01/01/2020' })
  const { Installation_Date: _, Next_Maintenance: __, Serial: ___, ...rest } = newDevice('ocm', 'WHOLE')
  const put = await hospital.call('Editor', `PUT ${pathOf('ocm', 'WHOLE')}`, rest)
  expect(put).toMatchObject({
    status: 200,
    body: { Serial: 'WHOLE', Installation_Date: 'N/A', Next_Maintenance: '10/01/2026' },
  })
  const { Department: ____, ...without } = rest
  expect(refusedIn(await hospital.call('Editor', `PUT ${pathOf('ocm', 'WHOLE')}`, without))).toEqual([
    ['Department', 'required'],
  ])
})
