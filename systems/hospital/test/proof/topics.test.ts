import { beforeAll, describe, expect, test } from 'vitest'
import { fieldsOf, type Register } from '../../src/domain/fields.ts'
import { bodyOf, codeOf, newDevice, pathOf, refusedIn, serialKey } from '../equipment/support.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'

type Device = Readonly<Record<string, unknown>>

/** What the register's own guide asks to be tried after the move, in its order, through the API. */
describe.each<Register>(['ocm', 'ppm'])('the six topics of the guide, %s', (register) => {
  let hospital: TestHospital
  beforeAll(async () => {
    hospital = await sharedHospital()
  })

  const all = `GET /api/equipment/${register}` as const
  const add = `POST /api/equipment/${register}` as const
  const key = serialKey[register]
  const list = async (query = ''): Promise<readonly Device[]> =>
    (await hospital.call('Viewer', `${all}${query}`)).body as readonly Device[]

  test('1. view all devices, each with every field', async () => {
    const devices = await list()
    expect(devices).toHaveLength(40)
    const keys = [...new Set(fieldsOf[register].map((field) => field.key))]
    for (const device of devices) expect(Object.keys(device)).toEqual(keys)
  })

  test('2. add a device', async () => {
    const added = await hospital.call('Editor', add, newDevice(register, 'TOPIC 2/#+%'))
    expect([added.status, added.headers.get('location')]).toEqual([201, pathOf(register, 'TOPIC 2/#+%')])
    expect(await list()).toHaveLength(41)
    expect((await hospital.call('Viewer', `GET ${pathOf(register, 'TOPIC 2/#+%')}`)).body).toEqual(added.body)
  })

  test('3. update a device', async () => {
    const [first] = await list()
    const serial = String(first?.[key])
    const updated = await hospital.call('Editor', `PUT ${pathOf(register, serial)}`, { ...first, Name: 'TOPIC 3' })
    expect(updated).toMatchObject({ status: 200, body: { ...first, Name: 'TOPIC 3' } })
    expect((await list())[0]).toEqual({ ...first, Name: 'TOPIC 3' })
  })

  test('4. delete a device', async () => {
    const before = await list()
    const serial = String(before.at(-1)?.[key])
    expect(await hospital.call('Editor', `DELETE ${pathOf(register, serial)}`)).toMatchObject({
      status: 200,
      body: { message: `The device with serial ${serial} was deleted` },
    })
    expect(await list()).toEqual(before.slice(0, -1))
    expect(codeOf(await hospital.call('Viewer', `GET ${pathOf(register, serial)}`))).toEqual([404, 'not_found'])
  })

  test('5. search and filter', async () => {
    const devices = await list()
    const { Department: department, Name: name } = devices[5] as { Department: string; Name: string }
    const isFound = (device: Device): boolean =>
      Object.values(device).some((value) => typeof value === 'string' && value.includes(name))
    expect(await list(`?search=${encodeURIComponent(name)}`)).toEqual(devices.filter(isFound))
    expect(await list(`?department=${encodeURIComponent(department)}`)).toEqual(
      devices.filter((device) => device['Department'] === department),
    )
    for (const status of ['Upcoming', 'Overdue', 'Maintained'])
      expect(await list(`?filter=${status.toLowerCase()}`)).toEqual(
        devices.filter((device) => device['Status'] === status),
      )
  })

  test('6. validation', async () => {
    const before = await list()
    const taken = String(before[0]?.[key])
    const good = newDevice(register, 'TOPIC 6')
    const day = register === 'ocm' ? { Service_Date: '31/02/2025' } : { Installation_Date: '31/02/2025' }
    const { Department: _, ...without } = good
    expect(refusedIn(await hospital.call('Editor', add, without))).toEqual([['Department', 'required']])
    expect(refusedIn(await hospital.call('Editor', add, { ...good, ...day }))).toEqual([
      [Object.keys(day)[0], 'date_invalid'],
    ])
    expect(refusedIn(await hospital.call('Editor', add, { ...good, Colour: 'blue' }))).toEqual([
      ['Colour', 'unknown_field'],
    ])
    expect(codeOf(await hospital.call('Editor', add, newDevice(register, taken)))).toEqual([409, 'duplicate_serial'])
    expect(codeOf(await hospital.call('Editor', `PUT ${pathOf(register, 'NO SUCH')}`, good))).toEqual([
      404,
      'not_found',
    ])
    expect(await list()).toEqual(before)
    expect(bodyOf(await hospital.call('Editor', add, {}))['details']).not.toEqual([])
  })
})
