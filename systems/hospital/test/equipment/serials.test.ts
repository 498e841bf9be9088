/** Serials are text of any kind: each one has to work wherever a serial can stand. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { bodyOf, newDevice, pathOf, serialKey } from './support.ts'

const serials = [
  'SW3266#',
  'N-A 78',
  'N-A  78',
  '2008/20022213',
  '2018PRO+1081',
  '27292(2016) 21292',
  '/',
  '//x/',
  '%',
  '100%2F',
  '%2F',
  'a?b=c&d',
  'a;b',
  'a:b@c',
  "o'clock",
  'say "hi"',
  'a\\b',
  'جهاز ٧/٣',
  '心電図#1',
  '🩺/🩻 1',
  'e\u0301 decomposed',
  'é composed',
  '..%2f..%2fetc',
  '.hidden',
  '*',
  '=1+1',
  '<b>&amp;</b>',
  "'; drop table ocm_equipment; --",
  '1.20214E+11',
  '00123',
  'x'.repeat(100),
  '🩺'.repeat(100),
]

describe.each<Register>(['ocm', 'ppm'])('in the %s register', (register) => {
  let hospital: TestHospital
  beforeAll(async () => {
    hospital = await sharedHospital()
  })
  const key = serialKey[register]
  const base = `/api/equipment/${register}` as const

  test.each(serials)('the serial %j is added, read, found, changed, exported as it is, and deleted', async (serial) => {
    const added = await hospital.call('Editor', `POST ${base}`, newDevice(register, serial))
    expect([added.status, bodyOf(added)[key]]).toEqual([201, serial])
    const path = added.headers.get('location') as `/${string}`
    expect(path).toBe(pathOf(register, serial))

    expect(bodyOf(await hospital.call('Viewer', `GET ${path}`))[key]).toBe(serial)
    const asked = encodeURIComponent(serial)
    const exact = await hospital.call('Viewer', `GET ${base}?serial=${asked}&exact=1`)
    expect([exact.status, bodyOf(exact)[key], exact.headers.get('etag')]).toEqual([
      200,
      serial,
      added.headers.get('etag'),
    ])
    const contained = await hospital.call('Viewer', `GET ${base}?serial=${asked}`)
    expect((contained.body as Record<string, unknown>[]).map((device) => device[key])).toContain(serial)
    const searched = await hospital.call('Viewer', `GET ${base}?search=${asked}`)
    expect((searched.body as Record<string, unknown>[]).map((device) => device[key])).toContain(serial)

    expect((await hospital.call('Editor', `PUT ${path}`, added.body)).body).toEqual(added.body)
    expect(bodyOf(await hospital.call('Editor', `PATCH ${path}`, { Name: 'CHANGED' }))).toMatchObject({
      [key]: serial,
      Name: 'CHANGED',
    })
    if (register === 'ppm') {
      expect((await hospital.call('Viewer', `GET ${path}/visits`)).status).toBe(200)
      expect((await hospital.call('Editor', `PUT ${path}/visits/2`, { completed_on: null })).status).toBe(200)
    }
    expect((await hospital.call('Editor', `DELETE ${path}`)).status).toBe(200)
    expect((await hospital.call('Viewer', `GET ${path}`)).status).toBe(404)
  })

  test('a serial is found by itself and never by one that is like it', async () => {
    await hospital.call('Editor', `POST ${base}`, newDevice(register, 'Like 1'))
    for (const other of ['like 1', 'Like  1', 'Like 1 ', 'Like+1', 'Like%201', 'Like_1', 'Like%'])
      expect((await hospital.call('Viewer', `GET ${pathOf(register, other)}`)).status).toBe(404)
  })

  test('what is no percent-encoding, or holds a zero byte, is of no device', async () => {
    for (const path of ['%E0%A4', '%00', 'a%00b', '%'])
      expect((await hospital.call('Viewer', `GET ${base}/${path}`)).status).toBe(404)
  })

  test('exact=1 stands with a serial alone', async () => {
    for (const [query, code] of [
      ['exact=1', 'required'],
      ['exact=1&serial=x&search=y', 'unknown_parameter'],
      ['exact=2&serial=x', 'unknown_value'],
    ] as const) {
      const answer = await hospital.call('Viewer', `GET ${base}?${query}`)
      expect([answer.status, bodyOf(answer)['code']]).toEqual([400, code])
    }
    expect((await hospital.call('Viewer', `GET ${base}?exact=1&serial=nobody`)).status).toBe(404)
  })
})
