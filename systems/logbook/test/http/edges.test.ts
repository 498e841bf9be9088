import { expect, test } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { change, query } from '../support.ts'
import { sounding, testBook } from './support.ts'

const json = { 'content-type': 'application/json' }

test('what is no request of the interface is answered by what it understands', async () => {
  const { call, send, reported } = await testBook()
  expect(await call('viewer', 'GET /api/nothing')).toMatchObject({
    status: 404,
    body: { code: 'no_such_path', details: {} },
  })
  const { status, headers, body } = await call('viewer', 'POST /api/tanks', {})
  expect([status, headers.get('allow'), body]).toMatchObject([405, 'GET', { code: 'method_not_allowed' }])
  expect(await send('engineer', 'POST /api/soundings', { body: '{"recorded_at":', headers: json })).toMatchObject({
    status: 400,
    body: { code: 'malformed_body' },
  })
  expect(
    await send('engineer', 'POST /api/soundings', {
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ).toMatchObject({ status: 415, body: { code: 'media_type_unsupported' } })
  expect(
    await send('engineer', 'POST /api/soundings', {
      body: JSON.stringify({ remarks: 'x'.repeat(1_100_000) }),
      headers: json,
    }),
  ).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
  expect(await call('engineer', 'POST /api/soundings', { ...sounding, colour: 'red' })).toMatchObject({
    status: 400,
    body: { code: 'unknown_field', details: { colour: ['colour is not a known field'] } },
  })
  expect(await call('viewer', 'GET /api/soundings?per_page=1000')).toMatchObject({
    status: 400,
    body: { code: 'out_of_range' },
  })
  expect(await call('viewer', 'GET /api/orb-entries/1.5')).toMatchObject({ status: 400 })
  expect(reported).toEqual([])
})

test('hostile texts are stored as they are, and read back as they are', async () => {
  const { call, db } = await testBook()
  const remarks = `'); DROP TABLE orb_entries; -- "<script>`
  expect(await call('engineer', 'POST /api/soundings', { ...sounding, remarks })).toMatchObject({
    status: 201,
    body: { sounding: { remarks } },
  })
  expect(query(db, 'select count(*) as n from orb_entries')).toEqual([{ n: 28 }])
})

test('whoever asks in a circle is slowed down, and only for that minute', async () => {
  const { desk, wait } = await testBook()
  const { app } = createApp(desk, { perMinute: 3 })
  const ask = async () =>
    (await app.request('http://127.0.0.1/auth/api/check-auth', { headers: { host: '127.0.0.1' } })).status
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429])
  wait(60_000)
  expect(await ask()).toBe(200)
})

test('health is told without signing in, by GET and by HEAD, and says when the schema is not the known one', async () => {
  const { desk, db, call } = await testBook()
  const { app } = createApp(desk)
  const head = await app.request('http://127.0.0.1/health', { method: 'HEAD', headers: { host: '127.0.0.1' } })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect(await call('nobody', 'GET /health')).toMatchObject({
    status: 200,
    body: { status: 'ok', database: 'ok', schema_revision: 'r17', pending: 0 },
  })
  change(db, 'create table left_behind (x)')
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(await call('nobody', 'GET /api/health')).toMatchObject({
    status: 503,
    body: { status: 'not well', database: 'drifted' },
  })
})

test('what went wrong inside goes to the log, and the caller hears no secret of it', async () => {
  const { call, db, reported } = await testBook()
  change(db, 'drop view orb_register; alter table ship rename to ship_away; drop table oil_levels')
  const { status, body } = await call('viewer', 'GET /api/oil-levels')
  expect(status).toBe(500)
  expect(JSON.stringify(body)).not.toMatch(/oil_levels|\.db|select/i)
  expect(reported).toHaveLength(1)
})

test('a session ends for idleness, and lasts a watch while it is used', async () => {
  const { call, wait } = await testBook()
  for (let times = 0; times < 12; times++) {
    wait(55 * 60_000)
    expect((await call('viewer', 'GET /api/tanks')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  wait(61 * 60_000)
  expect((await call('viewer', 'GET /api/tanks')).status).toBe(401)
})
