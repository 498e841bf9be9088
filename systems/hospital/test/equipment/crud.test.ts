import { sql } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { fieldsOf, type Register } from '../../src/domain/fields.ts'
import { sharedHospital, type TestHospital, testHospital } from '../http/support.ts'
import { bodyOf, codeOf, events, newDevice, pathOf, refusedIn, serialKey, stateOf } from './support.ts'

const registers: readonly Register[] = ['ocm', 'ppm']

describe.each(registers)('the endpoints of the %s register', (register) => {
  let hospital: TestHospital
  beforeAll(async () => {
    hospital = await sharedHospital()
  })

  const list = `GET /api/equipment/${register}` as const
  const post = `POST /api/equipment/${register}` as const
  const key = serialKey[register]

  test('list everything as a bare array, by number', async () => {
    const { status, body } = await hospital.call('Viewer', list)
    const numbers = (body as { NO: number }[]).map(({ NO }) => NO)
    expect([status, numbers]).toEqual([200, Array.from({ length: 40 }, (_, at) => at + 1)])
  })

  test('give a device the keys of the JSON era, in their order', async () => {
    const [device] = (await hospital.call('Viewer', list)).body as [Record<string, unknown>]
    expect(Object.keys(device)).toEqual([...new Set(fieldsOf[register].map(({ key: one }) => one))])
  })

  test('add, answer, change and delete a device', async () => {
    const made = newDevice(register, `NEW ${register}`)
    const added = await hospital.call('Editor', post, made)
    expect([added.status, added.headers.get('location')]).toEqual([201, pathOf(register, `NEW ${register}`)])
    expect(added.body).toMatchObject({ [key]: `NEW ${register}`, NO: 41, Department: made['Department'] })

    const read = await hospital.call('Viewer', `GET ${pathOf(register, `NEW ${register}`)}`)
    expect(read).toMatchObject({ status: 200, body: added.body })

    const put = await hospital.call('Editor', `PUT ${pathOf(register, `NEW ${register}`)}`, { ...made, Name: 'OTHER' })
    expect(put).toMatchObject({ status: 200, body: { ...bodyOf(added), Name: 'OTHER' } })

    const patched = await hospital.call('Editor', `PATCH ${pathOf(register, `NEW ${register}`)}`, { Name: 'THIRD' })
    expect(patched).toMatchObject({ status: 200, body: { ...bodyOf(added), Name: 'THIRD' } })

    const deleted = await hospital.call('Editor', `DELETE ${pathOf(register, `NEW ${register}`)}`)
    expect(deleted).toMatchObject({
      status: 200,
      body: { message: `The device with serial NEW ${register} was deleted` },
    })
    expect(codeOf(await hospital.call('Viewer', `GET ${pathOf(register, `NEW ${register}`)}`))).toEqual([
      404,
      'not_found',
    ])
  })

  test('never use a number again, not even that of the last device', async () => {
    const first = bodyOf(await hospital.call('Editor', post, newDevice(register, 'LAST')))['NO']
    await hospital.call('Editor', `DELETE ${pathOf(register, 'LAST')}`)
    const { reopened } = await hospital.restart()
    const second = await reopened.call('Editor', post, newDevice(register, 'NEXT'))
    expect(second.body).toMatchObject({ NO: Number(first) + 1 })
    hospital = { ...hospital, ...reopened }
  })

  test('put back what they have given without changing anything', async () => {
    const devices = (await hospital.call('Viewer', list)).body as Record<string, unknown>[]
    const before = await stateOf(hospital)
    hospital.wait(1000)
    for (const dates of ['DD/MM/YYYY', 'iso']) {
      for (const device of devices) {
        const path = pathOf(register, String(device[key]))
        const read = await hospital.call('Viewer', `GET ${path}?dates=${encodeURIComponent(dates)}`)
        const put = await hospital.call('Editor', `PUT ${path}?dates=${encodeURIComponent(dates)}`, read.body)
        expect(put).toMatchObject({ status: 200, body: read.body })
        expect(put.headers.get('etag')).toBe(read.headers.get('etag'))
      }
    }
    expect(await stateOf(hospital)).toBe(before)
  })

  test('refuse what is no device, and store nothing of it', async () => {
    const before = await stateOf(hospital)
    const empty = await hospital.call('Editor', post, {})
    expect(codeOf(empty)).toEqual([400, 'required'])
    const missing = refusedIn(empty).filter(([, code]) => code === 'required')
    expect(missing.map(([field]) => field)).toEqual(
      expect.arrayContaining(['Department', key, register === 'ocm' ? 'Engineer' : 'PPM_Q_I.quarter_date']),
    )
    for (const body of ['null', '[]', '"text"', '7'])
      expect((await hospital.call('Editor', post, JSON.parse(body) as unknown)).status).toBe(400)
    expect(await stateOf(hospital)).toBe(before)
  })

  test('refuse a serial that is taken, exactly and after trimming', async () => {
    await hospital.call('Editor', post, newDevice(register, 'TWICE 1'))
    for (const serial of ['TWICE 1', '  TWICE 1 ', '\u200bTWICE 1']) {
      const refused = await hospital.call('Editor', post, newDevice(register, serial))
      expect(codeOf(refused)).toEqual([409, 'duplicate_serial'])
      expect(bodyOf(refused)['error']).toBe('A device with serial TWICE 1 already exists')
    }
    expect((await hospital.call('Editor', post, newDevice(register, 'TWICE  1'))).status).toBe(201)
    expect((await hospital.call('Editor', post, newDevice(register, 'twice 1'))).status).toBe(201)
  })

  test.each<[string, Record<string, unknown>, readonly [field: string, code: string]]>([
    ['an unknown field', { Colour: 'blue' }, ['Colour', 'unknown_field']],
    ['a number where text belongs', { Department: 7 }, ['Department', 'wrong_type']],
    ['a list where text belongs', { Name: ['PUMP'] }, ['Name', 'wrong_type']],
    ['a word where a number belongs', { NO: 'seven' }, ['NO', 'no_mismatch']],
    ['an object where a date belongs', { Warranty_End: {} }, ['Warranty_End', 'wrong_type']],
    ['a day that does not exist', { Warranty_End: '31/02/2025' }, ['Warranty_End', 'date_invalid']],
    ['a year of two digits', { Installation_Date: '01/02/25' }, ['Installation_Date', 'date_invalid']],
    ['a text that is too long', { Department: 'x'.repeat(101) }, ['Department', 'too_long']],
    ['a required text that means none', { Department: 'N/A' }, ['Department', 'required']],
    ['a required text that is taken away', { Department: null }, ['Department', 'required']],
    ['another serial than that of the address', { [key]: 'OTHER' }, [key, 'serial_mismatch']],
    ['another number', { NO: 7777 }, ['NO', 'no_mismatch']],
    ['half of a surrogate pair', { Name: 'x\ud800' }, ['Name', 'text_malformed']],
  ])('refuse %s', async (_, change, expected) => {
    const device = (await hospital.call('Viewer', `GET ${pathOf(register, 'TWICE 1')}`)).body
    const before = await stateOf(hospital)
    for (const [verb, body] of [
      ['PUT', { ...(device as object), ...change }],
      ['PATCH', change],
    ] as const) {
      const refused = await hospital.call('Editor', `${verb} ${pathOf(register, 'TWICE 1')}`, body)
      expect([refused.status, ...refusedIn(refused)]).toEqual([400, expected])
    }
    expect(await stateOf(hospital)).toBe(before)
  })

  test.each(fieldsOf[register].filter(({ rule }) => rule !== 'number').map((field) => [field.name, field] as const))(
    '%s: what it demands and how long it may be',
    async (name, { key: of, inner, required, width, rule }) => {
      const own = newDevice(register, 'RULES')
      const without =
        inner === undefined ? { ...own, [of]: '' } : { ...own, [of]: { ...(own[of] as object), [inner]: '' } }
      const demanded = required || name === 'Engineer' || name === 'PPM_Q_I.quarter_date'
      const empty = await hospital.call('Editor', post, without)
      if (demanded) expect([empty.status, refusedIn(empty)]).toEqual([400, [[name, 'required']]])
      else expect(empty.status).toBe(201)
      await hospital.call('Editor', `DELETE ${pathOf(register, 'RULES')}`)
      if (width === 0 || rule === 'status') return
      const withText = (text: string) =>
        inner === undefined ? { ...own, [of]: text } : { ...own, [of]: { ...(own[of] as object), [inner]: text } }
      const serial = rule === 'serial' ? '🩺'.repeat(width) : 'RULES'
      expect((await hospital.call('Editor', post, withText('🩺'.repeat(width)))).status).toBe(201)
      await hospital.call('Editor', `DELETE ${pathOf(register, serial)}`)
      const long = await hospital.call('Editor', post, withText('🩺'.repeat(width + 1)))
      expect([long.status, refusedIn(long)]).toEqual([400, [[name, 'too_long']]])
    },
  )

  test('name every refused field at once', async () => {
    const body = { Colour: 'blue', Department: 'N/A', Warranty_End: '31/02/2025' }
    const refused = await hospital.call('Editor', `PATCH ${pathOf(register, 'TWICE 1')}`, body)
    expect(refusedIn(refused)).toEqual([
      ['Colour', 'unknown_field'],
      ['Department', 'required'],
      ['Warranty_End', 'date_invalid'],
    ])
    expect(bodyOf(refused)['error']).toBe(
      'Colour is not a field of this register; Department is required; Warranty_End is not a date: use DD/MM/YYYY or YYYY-MM-DD',
    )
  })

  test('answer 404 for a device that is not there, whatever is asked', async () => {
    const body = newDevice(register, 'NOBODY')
    for (const verb of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
      const answer = await hospital.call(
        'Admin',
        `${verb} ${pathOf(register, 'NOBODY')}`,
        verb === 'GET' ? undefined : body,
      )
      expect(codeOf(answer)).toEqual([404, 'not_found'])
      expect(bodyOf(answer)['error']).toBe('There is no device with serial NOBODY')
    }
  })

  test('refuse a change of a version that is not the current one', async () => {
    const path = pathOf(register, 'TWICE 1')
    const read = await hospital.call('Viewer', `GET ${path}`)
    const version = read.headers.get('etag') ?? ''
    expect(version).toMatch(/^"[\w-]{27}"$/)
    const change = (name: string, ifMatch: string) =>
      hospital.send('Editor', `PATCH ${path}`, {
        body: JSON.stringify({ Name: name }),
        headers: { 'content-type': 'application/json', 'if-match': ifMatch },
      })
    const first = await change('FIRST', version)
    expect([first.status, first.headers.get('etag') === version]).toEqual([200, false])
    const second = await change('SECOND', version)
    expect(codeOf(second)).toEqual([412, 'version_mismatch'])
    expect(bodyOf(second)['error']).toBe('The device with serial TWICE 1 was changed meanwhile: read it again')
    expect((await change('THIRD', `W/${first.headers.get('etag')}`)).status).toBe(412)
    expect((await change('FOURTH', `"x", ${first.headers.get('etag')}`)).status).toBe(200)
    expect((await change('FIFTH', '*')).status).toBe(200)
    const remove = (ifMatch: string) => hospital.send('Editor', `DELETE ${path}`, { headers: { 'if-match': ifMatch } })
    expect(codeOf(await remove(version))).toEqual([412, 'version_mismatch'])
    expect(await hospital.call('Viewer', `GET ${path}`)).toMatchObject({ body: { Name: 'FIFTH' } })
  })

  test('keep the version when only the day has changed', async () => {
    const path = pathOf(
      register,
      String(((await hospital.call('Viewer', list)).body as Record<string, unknown>[])[0]?.[key]),
    )
    const before = (await hospital.call('Viewer', `GET ${path}`)).headers.get('etag')
    await hospital.desk.db.write((db) => db.run(sql`update ${sql.id(`${register}_equipment`)} set status = 'Overdue'`))
    expect((await hospital.call('Viewer', `GET ${path}`)).headers.get('etag')).toBe(before)
  })

  test('write dates as they are asked for', async () => {
    const path = pathOf(register, 'TWICE 1')
    const field = register === 'ocm' ? 'Service_Date' : 'Installation_Date'
    await hospital.call('Editor', `PATCH ${path}`, { [field]: '2024-02-29' })
    expect(bodyOf(await hospital.call('Viewer', `GET ${path}`))[field]).toBe('29/02/2024')
    const iso = bodyOf(await hospital.call('Viewer', `GET ${path}?dates=iso`))
    expect([iso[field], iso['Warranty_End']]).toEqual(['2024-02-29', null])
    const none = bodyOf(await hospital.call('Viewer', `GET ${path}`))['Warranty_End']
    expect(none).toBe(register === 'ocm' ? 'N/A' : null)
    const listed = await hospital.call('Viewer', `${list}?dates=iso&serial=TWICE%201`)
    expect((listed.body as Record<string, unknown>[])[0]).toMatchObject({ [field]: '2024-02-29' })
  })

  test('refuse parameters that they do not know', async () => {
    const path = pathOf(register, 'TWICE 1')
    expect((await hospital.call('Viewer', `GET ${path}?date=iso`)).status).toBe(400)
    expect((await hospital.call('Viewer', `GET ${path}?dates=ISO`)).status).toBe(400)
    expect((await hospital.call('Viewer', `GET ${path}?warnings=yes`)).status).toBe(400)
  })

  test('tell the log who did what, once, and nothing where nothing was done', async () => {
    const own = await testHospital()
    await own.call('Editor', post, newDevice(register, 'TOLD'))
    const { body } = await own.call('Editor', `PATCH ${pathOf(register, 'TOLD')}`, { Name: 'NEW', Warranty_End: 'N/A' })
    await own.call('Editor', `PUT ${pathOf(register, 'TOLD')}`, body)
    await own.call('Editor', `PATCH ${pathOf(register, 'TOLD')}`, {})
    await own.call('Editor', `PATCH ${pathOf(register, 'TOLD')}`, { Colour: 'blue' })
    await own.call('Admin', `DELETE ${pathOf(register, 'TOLD')}`)
    const title = register.toUpperCase()
    const name = register === 'ocm' ? 'PULSE LAMP' : 'CTG MACHINE'
    expect(await events(own)).toMatchObject([
      {
        event_type: 'Equipment Added',
        performed_by: 'test-editor',
        description: `${title} device TOLD was added`,
        status: 'Success',
        details: { register, serial: 'TOLD', no: 41 },
      },
      {
        event_type: 'Equipment Updated',
        performed_by: 'test-editor',
        description: `${title} device TOLD was changed`,
        details: { register, serial: 'TOLD', no: 41, changes: { name: [name, 'NEW'] } },
      },
      {
        event_type: 'Equipment Deleted',
        performed_by: 'test-admin',
        description: `${title} device TOLD was deleted`,
        details: { register, serial: 'TOLD', no: 41, device: { [key]: 'TOLD', Name: 'NEW' } },
      },
    ])
    expect(await events(own)).toHaveLength(3)
  })

  test('keep when a device was changed last', async () => {
    const stamps = () =>
      hospital.desk.db.read((db) =>
        db.get(sql`select created_at, updated_at from ${sql.id(`${register}_equipment`)} where serial = 'TWICE  1'`),
      )
    const before = await stamps()
    hospital.wait(60_000)
    await hospital.call('Editor', `PATCH ${pathOf(register, 'TWICE  1')}`, {})
    expect(await stamps()).toEqual(before)
    await hospital.call('Editor', `PATCH ${pathOf(register, 'TWICE  1')}`, { Name: 'LATER' })
    const after = await stamps()
    expect(after?.['created_at']).toBe(before?.['created_at'])
    expect(String(after?.['updated_at']) > String(before?.['updated_at'])).toBe(true)
  })
})
