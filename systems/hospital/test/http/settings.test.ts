import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { type TestHospital, testHospital } from './support.ts'

const set = ({ desk }: TestHospital, key: string, value: string): Promise<number> =>
  desk.db.write((db) =>
    db.run(sql`insert into settings (key, value, updated_at) values (${key}, ${value}, '2025-06-28T00:00:00.000Z')
      on conflict (key) do update set value = excluded.value`),
  )

const forget = ({ desk }: TestHospital, key: string): Promise<number> =>
  desk.db.write((db) => db.run(sql`delete from settings where key = ${key}`))

const lastEvents = async ({ desk }: TestHospital): Promise<readonly unknown[]> => {
  const rows = await desk.db.read((db) => db.all(sql`select * from audit_log where imported = 0 order by id`))
  return rows.map((row) => [
    row['performed_by'],
    row['event_type'],
    row['description'],
    JSON.parse(String(row['details'])) as unknown,
  ])
}

test('what was never set has its default, in parts too; what the program does not know is kept', async () => {
  const hospital = await testHospital()
  await forget(hospital, 'email_send_time_hour')
  await set(hospital, 'reminder_timing', '{"14_days_before":true}')
  await set(hospital, 'theme', '{"colour":"green"}')
  const { status, body } = await hospital.call('Admin', 'GET /api/settings')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    email_send_time_hour: 7,
    scheduler_interval_hours: 24,
    reminder_timing: { '60_days_before': false, '14_days_before': true, '1_day_before': false },
    theme: { colour: 'green' },
    audit_retention_days: null,
  })
  expect(Object.keys(body as object)).toHaveLength(14)
})

test('some settings are set, the others stay, and one event tells which', async () => {
  const hospital = await testHospital()
  await set(hospital, 'theme', '"dark"')
  const changed = await hospital.call('Admin', 'POST /api/settings', { email_send_time_hour: 6, theme: 'light' })
  expect([changed.status, changed.body]).toMatchObject([
    200,
    { email_send_time_hour: 6, theme: 'light', cc_emails: expect.any(String) as unknown },
  ])
  expect((await hospital.call('Admin', 'GET /api/settings')).body).toEqual(changed.body)
  expect(await lastEvents(hospital)).toEqual([
    [
      'test-admin',
      'Setting Changed',
      'Changed email_send_time_hour, theme',
      { email_send_time_hour: [7, 6], theme: ['dark', 'light'] },
    ],
  ])
  const row = await hospital.desk.db.read((db) => db.get(sql`select * from settings where key = 'theme'`))
  expect(row).toMatchObject({ updated_by: 'test-admin', updated_at: '2025-06-28T10:00:00.000Z' })
})

test('what a GET shows can be sent back unchanged, and is no event', async () => {
  const hospital = await testHospital()
  await set(hospital, 'theme', '"dark"')
  const shown = await hospital.call('Admin', 'GET /api/settings')
  expect(await hospital.call('Admin', 'POST /api/settings', shown.body)).toMatchObject({
    status: 200,
    body: shown.body,
  })
  expect(await lastEvents(hospital)).toEqual([])
})

test.each([
  ['email_notifications_enabled', 'yes', 'true or false'],
  ['email_reminder_interval_minutes', 0, 'a whole number from 1 up'],
  ['email_send_time_hour', 24, 'a whole number from 0 to 23'],
  ['email_send_time_hour', 6.5, 'a whole number from 0 to 23'],
  ['email_send_time_hour', '6', 'a whole number from 0 to 23'],
  ['email_send_time_hour', null, 'a whole number from 0 to 23'],
  ['recipient_email', 'nobody', 'an e-mail address, or nothing'],
  ['recipient_email', 'a@b.example\r\nBcc: c@d.example', 'an e-mail address, or nothing'],
  ['cc_emails', 'a@b.example; c@d.example', 'e-mail addresses with commas between them, or nothing'],
  [
    'reminder_timing',
    { '60_days_before': 1 },
    'true or false for each of 60_days_before, 14_days_before, 1_day_before',
  ],
  ['scheduler_interval_hours', 169, 'a whole number from 1 to 168'],
] as const)('%s cannot be %j', async (...[key, value, words]) => {
  const hospital = await testHospital()
  const before = (await hospital.call('Admin', 'GET /api/settings')).body
  const message = `${key}: use ${words}`
  expect(
    await hospital.call('Admin', 'POST /api/settings', { push_notifications_enabled: true, [key]: value }),
  ).toMatchObject({
    status: 400,
    body: { error: message, code: 'setting_invalid', details: [{ field: key, code: 'setting_invalid', message }] },
  })
  expect((await hospital.call('Admin', 'GET /api/settings')).body).toEqual(before)
})

test('a setting that nobody knows is refused, and so is a body that is no object', async () => {
  const hospital = await testHospital()
  expect(await hospital.call('Admin', 'POST /api/settings', { emial_send_time_hour: 6 })).toMatchObject({
    status: 400,
    body: { error: 'emial_send_time_hour is not a known setting', code: 'unknown_field' },
  })
  for (const body of [[], 'a', 7, null, ['email_send_time_hour']])
    expect(await hospital.call('Admin', 'POST /api/settings', body)).toMatchObject({ status: 400 })
  const hostile = '{"__proto__":{"polluted":true},"constructor":1}'
  const about = { body: hostile, headers: { 'content-type': 'application/json' } }
  expect(await hospital.send('Admin', 'POST /api/settings', about)).toMatchObject({ status: 400 })
  expect(({} as { polluted?: boolean }).polluted).toBe(undefined)
})

test('a damaged setting is an error and never its default, until it is given a value', async () => {
  const hospital = await testHospital()
  await set(hospital, 'email_send_time_hour', '"seven"')
  const answer = await hospital.call('Admin', 'GET /api/settings')
  expect([answer.status, answer.body]).toEqual([
    500,
    {
      error:
        'The setting email_send_time_hour is stored as "seven", which it cannot be. Give it a value: POST /api/settings with {"email_send_time_hour": …}.',
      code: 'HOSP301',
      details: [],
    },
  ])
  expect(hospital.reported).toHaveLength(1)
  expect(hospital.reported[0]).toMatchObject({
    text: {
      state: 'The database is as it was; nothing was done with the setting.',
      does: 'A damaged setting is never taken for its default.',
    },
  })
  expect(await lastEvents(hospital)).toMatchObject([
    ['test-admin', 'System Error', 'The server failed to answer a request', { code: 'HOSP301' }],
  ])
  expect(await hospital.call('Admin', 'POST /api/settings', { email_send_time_hour: 7 })).toMatchObject({ status: 200 })
  expect(await hospital.call('Admin', 'GET /api/settings')).toMatchObject({ status: 200 })
})
