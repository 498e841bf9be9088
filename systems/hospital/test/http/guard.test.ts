import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { sharedHospital, testHospital } from './support.ts'

const whatIsKnown = async ({ desk }: Awaited<ReturnType<typeof testHospital>>): Promise<readonly unknown[]> => {
  const rows = await desk.db.read((db) =>
    db.all(
      sql`select performed_by, event_type, description, status, details from audit_log where imported = 0 order by id`,
    ),
  )
  return rows.map(({ details, ...row }) => [...Object.values(row), JSON.parse(String(details)) as unknown])
}

test('a name of another site that points at this machine opens nothing', async () => {
  const hospital = await testHospital()
  const answer = await hospital.send('Admin', 'GET /api/session', { headers: { host: 'evil.example:8080' } })
  expect([answer.status, answer.body]).toEqual([
    421,
    { error: 'This server does not answer for the host "evil.example:8080"', code: 'host_not_allowed', details: [] },
  ])
  expect(await whatIsKnown(hospital)).toEqual([
    [
      'anonymous',
      'User Action',
      'A request for a foreign host was refused',
      'Warning',
      {
        code: 'host_not_allowed',
        reason: 'This server does not answer for the host "evil.example:8080"',
        method: 'GET',
        path: '/api/session',
        address: 'no socket',
      },
    ],
  ])
})

test.each([
  '',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  'evil.example',
  '[::2]',
  '127.0.0.1:80:80',
  'localhost:evil',
])('the host "%s" is refused', async (host) => {
  const { send } = await testHospital()
  expect(await send('Admin', 'GET /api/session', { headers: { host } })).toMatchObject({ status: 421 })
})

test.each(['127.0.0.1', 'localhost:8080', 'LOCALHOST', '[::1]:3000'])('the host "%s" is ours', async (host) => {
  const { send } = await testHospital()
  expect(await send('Admin', 'GET /api/session', { headers: { host } })).toMatchObject({ status: 200 })
})

test('nothing is taken from a page of another site, even with the right cookie', async () => {
  const hospital = await testHospital()
  const cookie = `hospital_session=${hospital.tokens.Admin}`
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:8081', 'http://localhost'])
    expect(await hospital.send('nobody', 'DELETE /api/session', { headers: { cookie, origin } })).toMatchObject({
      status: 403,
      body: { error: `This server takes nothing from pages of "${origin}"`, code: 'origin_not_allowed', details: [] },
    })
  for (const site of ['cross-site', 'same-site'])
    expect(
      await hospital.send('nobody', 'DELETE /api/session', { headers: { cookie, 'sec-fetch-site': site } }),
    ).toMatchObject({
      status: 403,
      body: { error: 'This server takes nothing from pages of "another site"' },
    })
  expect(await hospital.call('Admin', 'GET /api/session')).toMatchObject({ status: 200 })
  expect(await whatIsKnown(hospital)).toMatchObject([
    ['anonymous', 'User Action', 'A request from a foreign page was refused', 'Warning', {}],
  ])
})

test('pages of ours may send, and a link from elsewhere may be followed', async () => {
  const { send } = await testHospital()
  for (const origin of ['http://127.0.0.1', 'https://127.0.0.1'])
    expect(await send('Admin', 'GET /api/session', { headers: { origin } })).toMatchObject({ status: 200 })
  const elsewhere = { 'sec-fetch-site': 'cross-site' }
  expect(await send('Admin', 'GET /api/session', { headers: elsewhere })).toMatchObject({ status: 200 })
})

test('a knock is written once a minute, with how many were left out', async () => {
  const hospital = await testHospital()
  const knock = (): Promise<unknown> => hospital.send('nobody', 'GET /', { headers: { host: 'evil.example' } })
  for (let at = 0; at < 30; at++) await knock()
  hospital.wait(60_000)
  await knock()
  const details = (await whatIsKnown(hospital)).map(
    (event) => (event as { leftOutBefore?: number }[])[4]?.leftOutBefore,
  )
  expect(details).toEqual([undefined, 29])
})

test('however many tokens are made up, the log does not fill', async () => {
  const hospital = await testHospital()
  for (let at = 0; at < 50; at++) await hospital.call({ token: `forged-${at}` }, 'GET /api/session')
  expect(await whatIsKnown(hospital)).toHaveLength(1)
})

test('a role that reaches beyond itself is refused and written down', async () => {
  const hospital = await testHospital()
  expect(await hospital.call('Viewer', 'GET /api/trainings')).toMatchObject({
    status: 403,
    body: {
      error: 'This needs the permission training_read, which your role does not have',
      code: 'permission_missing',
      details: [],
    },
  })
  expect(await whatIsKnown(hospital)).toMatchObject([
    ['test-viewer', 'User Action', 'A request beyond the role was refused', 'Warning', { path: '/api/trainings' }],
  ])
})

const shared = sharedHospital()

test.each([
  ['malformed JSON', '{"username":', 'application/json', 400, 'malformed_body'],
  ['no JSON at all', 'username=a', 'application/x-www-form-urlencoded', 415, 'media_type_unsupported'],
  ['JSON that does not say so', '{}', 'text/plain', 415, 'media_type_unsupported'],
  ['a body without a type', '{}', '', 415, 'media_type_unsupported'],
  ['a long body', `{"username":"${'x'.repeat(1024 * 1024)}"}`, 'application/json', 413, 'body_too_large'],
  ['deep nesting', '['.repeat(100_000), 'application/json', 400, 'malformed_body'],
  ['deep nesting that ends', '['.repeat(100_000) + ']'.repeat(100_000), 'application/json', 400, 'wrong_type'],
] as const)('%s is refused', async (...[, body, type, status, code]) => {
  const { send, reported } = await shared
  const answer = await send('nobody', 'POST /api/session', {
    body: new TextEncoder().encode(body),
    headers: type === '' ? {} : { 'content-type': type },
  })
  expect(answer).toMatchObject({ status, body: { code } })
  expect(reported).toEqual([])
})

test('the words of a body that cannot be taken', async () => {
  const { send } = await shared
  const words = async (body: string, type: string): Promise<unknown> =>
    (await send('nobody', 'POST /api/session', { body, headers: { 'content-type': type } })).body
  expect(await words('{', 'application/json')).toEqual({
    error: 'The body is not what it says it is: Malformed JSON in request body',
    code: 'malformed_body',
    details: [],
  })
  expect(await words('a', 'text/csv')).toEqual({
    error: 'Send the body as application/json',
    code: 'media_type_unsupported',
    details: [],
  })
  expect(await words(' '.repeat(1024 * 1024 + 1), 'application/json')).toEqual({
    error: 'The body is longer than 1048576 bytes',
    code: 'body_too_large',
    details: [],
  })
})

test('nobody learns what a route wants before it is known that they may call it', async () => {
  const { send } = await shared
  const about = { body: '{', headers: { 'content-type': 'application/json' } }
  expect(await send('nobody', 'POST /api/session/password', about)).toMatchObject({ status: 401 })
  expect(await send('Viewer', 'POST /api/trainings', about)).toMatchObject({ status: 403 })
})

test('a path that is not there, and one that knows other verbs', async () => {
  const { call } = await shared
  expect(await call('Admin', 'GET /api/nothing')).toMatchObject({
    status: 404,
    body: { error: 'There is nothing at /api/nothing', code: 'no_such_path', details: [] },
  })
  const answer = await call('Admin', 'PATCH /api/session')
  expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([
    405,
    'GET, POST, DELETE',
    {
      error: 'PATCH is nothing that /api/session understands; it understands GET, POST, DELETE',
      code: 'method_not_allowed',
      details: [],
    },
  ])
})

test('every answer carries the guards of a browser, refusals too', async () => {
  const { call, send } = await shared
  const answers = [
    await call('nobody', 'GET /api/health'),
    await call('nobody', 'GET /api/nothing'),
    await call('nobody', 'GET /api/session'),
    await send('nobody', 'GET /api/health', { headers: { host: 'evil.example' } }),
  ]
  for (const { headers } of answers)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    })
})
