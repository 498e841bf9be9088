import { describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { testHospital } from '../http/support.ts'
import { bodyOf, events, newDevice, refusedIn, stateOf } from './support.ts'

describe.each<Register>(['ocm', 'ppm'])('bulk delete of %s devices', (register) => {
  const bulk = `POST /api/bulk_delete/${register}` as const
  const odd = ['B/1', 'B #2', 'ب 3', '🩺 4']

  const hospitalWith = async (serials: readonly string[]) => {
    const hospital = await testHospital()
    for (const serial of serials)
      await hospital.call('Editor', `POST /api/equipment/${register}`, newDevice(register, serial))
    return hospital
  }

  test('deletes all of them, whatever their serials, and tells of it once with the list', async () => {
    const hospital = await hospitalWith([...odd, 'STAYS'])
    const answer = await hospital.call('Editor', bulk, { serials: [...odd, 'B/1', ' B/1 '] })
    expect(answer).toMatchObject({ status: 200, body: { deleted_count: 4, not_found: [] } })
    const left = (await hospital.call('Viewer', `GET /api/equipment/${register}`)).body as unknown[]
    expect(left).toHaveLength(41)
    const told = (await events(hospital)).filter(({ event_type }) => event_type === 'Bulk Delete')
    expect(told).toMatchObject([
      {
        performed_by: 'test-editor',
        description: `4 ${register.toUpperCase()} devices were deleted`,
        details: { register, serials: odd, not_found: [] },
      },
    ])
  })

  test('deletes nothing when one is missing', async () => {
    const hospital = await hospitalWith(odd)
    const before = await stateOf(hospital)
    const answer = await hospital.call('Editor', bulk, { serials: [...odd, 'NOBODY', 'b/1'] })
    expect([answer.status, refusedIn(answer)]).toEqual([
      400,
      [
        ['serials', 'not_found'],
        ['serials', 'not_found'],
      ],
    ])
    expect(bodyOf(answer)).toMatchObject({
      error: '2 of the serials are of no device; nothing was deleted',
      code: 'not_found',
      details: [
        { message: 'There is no device with serial NOBODY' },
        { message: 'There is no device with serial b/1' },
      ],
    })
    expect(await stateOf(hospital)).toBe(before)
  })

  test('deletes those that are there and names the others, when it may', async () => {
    const hospital = await hospitalWith(odd)
    const answer = await hospital.call('Editor', `${bulk}?partial=true`, { serials: ['B/1', 'NOBODY'] })
    expect(answer).toMatchObject({ status: 200, body: { deleted_count: 1, not_found: ['NOBODY'] } })
    const again = await hospital.call('Editor', bulk, { serials: ['B/1', 'NOBODY'], partial: true })
    expect(again).toMatchObject({ status: 200, body: { deleted_count: 0, not_found: ['B/1', 'NOBODY'] } })
    expect((await events(hospital)).filter(({ event_type }) => event_type === 'Bulk Delete')).toHaveLength(1)
  })

  test.each<[string, unknown, string]>([
    ['no serials', { serials: [] }, 'out_of_range'],
    ['no list', {}, 'required'],
    ['a number among the serials', { serials: [7] }, 'wrong_type'],
    ['an unknown field', { serials: ['x'], all: true }, 'unknown_field'],
    ['a bare list', ['x'], 'wrong_type'],
    ['too many serials', { serials: Array.from({ length: 10_001 }, () => 'x') }, 'out_of_range'],
  ])('refuses %s', async (_, body, code) => {
    const hospital = await testHospital()
    const answer = await hospital.call('Admin', bulk, body)
    expect([answer.status, bodyOf(answer)['code']]).toEqual([400, code])
  })
})
