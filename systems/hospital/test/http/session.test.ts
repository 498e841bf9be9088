import { sql } from 'millwright'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { hashPassword } from '../../src/accounts/passwords.ts'
import { createApp } from '../../src/http/app.ts'
import { openDesk } from '../../src/http/desk.ts'
import { hashOfToken } from 'millwright/http'
import { type Answered, accountOf, type TestHospital, testHospital } from './support.ts'

const password = 'a very good password'
const minute = 60_000
let hash = ''
let hospital: TestHospital

beforeEach(async () => {
  hospital = await testHospital()
  hash ||= await hashPassword(password)
})

const setHash = (
  username: string,
  stored: string | null,
  more: { readonly mustReset?: boolean } = {},
): Promise<number> =>
  hospital.desk.db.write((db) =>
    db.run(sql`update users set password_hash = ${stored}, must_reset = ${more.mustReset === true ? 1 : 0}
      where username = ${username}`),
  )

const signIn = (username: string, given = password): Promise<Answered> =>
  hospital.call('nobody', 'POST /api/session', { username, password: given })

const tokenIn = ({ body }: Answered): string => (body as { readonly token: string }).token

const events = async (): Promise<readonly (readonly unknown[])[]> => {
  const rows = await hospital.desk.db.read((db) =>
    db.all(sql`select performed_by, description, status, details from audit_log where imported = 0 order by id`),
  )
  return rows.map((row) => [
    row['performed_by'],
    row['description'],
    row['status'],
    JSON.parse(String(row['details'])) as unknown,
  ])
}

const failure = { error: 'The user name or the password is wrong', code: 'sign_in_failed', details: [] }

test('the right password opens a session, as a token and as a cookie', async () => {
  await setHash('test-editor', hash)
  const answer = await signIn('test-editor')
  expect([answer.status, answer.body]).toEqual([
    201,
    { token: expect.stringMatching(/^[\w-]{43}$/) as unknown, expires_at: '2025-06-28T22:00:00.000Z' },
  ])
  const token = tokenIn(answer)
  expect(answer.headers.get('set-cookie')).toBe(
    `hospital_session=${token}; Path=/; Expires=Sat, 28 Jun 2025 22:00:00 GMT; HttpOnly; SameSite=Strict`,
  )
  const session = await hospital.call({ token }, 'GET /api/session')
  expect(session.body).toMatchObject({ actor: 'test-editor', role: 'Editor', must_reset: false })
  expect((session.body as { readonly permissions: readonly string[] }).permissions).toHaveLength(11)
  const byCookie = await hospital.send('nobody', 'GET /api/session', {
    headers: { cookie: `hospital_session=${token}` },
  })
  expect(byCookie.body).toEqual(session.body)
  expect(await events()).toEqual([['test-editor', 'Signed in', 'Success', { address: 'no socket' }]])
})

test('of a token only its digest is stored', async () => {
  await setHash('test-editor', hash)
  const token = tokenIn(await signIn('test-editor'))
  const rows = await hospital.desk.db.read((db) =>
    db.all(sql`select token_hash from sessions order by id desc limit 1`),
  )
  expect(rows[0]?.['token_hash']).toBe(hashOfToken(token))
  const { status } = await hospital.call({ token: hashOfToken(token) }, 'GET /api/session')
  expect(status).toBe(401)
})

test('whatever is wrong, the answer is the same; the audit log knows the reason', async () => {
  await setHash('test-editor', hash)
  await setHash('test-viewer', '$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234')
  await setHash('viewer-a', hash)
  await hospital.desk.db.write((db) => db.run(sql`update users set is_active = 0 where username = 'viewer-a'`))
  const answers = [
    await signIn('test-editor', 'a very bad password'),
    await signIn('my secret typed too early'),
    await signIn('test-admin'),
    await signIn('test-viewer'),
    await signIn('viewer-a'),
  ]
  for (const { status, body } of answers) expect([status, body]).toEqual([401, failure])
  const reasons = (await events()).map(([actor, description, status, details]) => {
    expect([actor, description, status]).toEqual(['anonymous', 'Somebody failed to sign in', 'Failed'])
    return details
  })
  const address = 'no socket'
  expect(reasons).toEqual([
    { username: 'test-editor', address, reason: 'wrong password' },
    { username: null, address, reason: 'unknown name' },
    { username: 'test-admin', address, reason: 'no password is set' },
    { username: 'test-viewer', address, reason: 'the stored hash is of a form that cannot be checked' },
    { username: 'viewer-a', address, reason: 'the account is closed' },
  ])
})

test('an old hash is made anew by the first sign-in', async () => {
  const old = 'pbkdf2:sha256:260000$sQbsBpTSSue9qJoR$b51cbc363e87da40b94f7bc0fe354db030345ce918f9dee4a44044e7637e9d8e'
  await setHash('test-editor', old)
  expect(await signIn('test-editor', 'wrong')).toMatchObject({ status: 401 })
  expect(await signIn('test-editor', 'correct horse battery')).toMatchObject({ status: 201 })
  const row = await hospital.desk.db.read((db) =>
    db.get(sql`select password_hash from users where username = 'test-editor'`),
  )
  expect(row?.['password_hash']).toMatch(/^scrypt:32768:8:3\$/)
  expect(await signIn('test-editor', 'correct horse battery')).toMatchObject({ status: 201 })
  expect((await events()).map(([, , , details]) => (details as { passwordHash?: string }).passwordHash)).toEqual([
    undefined,
    'made anew',
    undefined,
  ])
})

test('five failures close the door for a name from an address; a quarter of an hour or nothing else opens it', async () => {
  await setHash('test-editor', hash)
  for (let at = 0; at < 5; at++) expect(await signIn('test-editor', 'wrong')).toMatchObject({ status: 401 })
  hospital.wait(5 * minute)
  const answer = await signIn('Test-Editor')
  expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
    429,
    '600',
    { error: 'Too many failed attempts to sign in. Try again in 600 seconds', code: 'too_many_attempts', details: [] },
  ])
  expect(await signIn('test-editor')).toMatchObject({ status: 429 })
  hospital.wait(10 * minute + 1)
  expect(await signIn('test-editor')).toMatchObject({ status: 201 })
})

test('the door stays closed when the server starts anew, and for unknown names too', async () => {
  for (let at = 0; at < 5; at++) expect(await signIn('nobody at all')).toMatchObject({ status: 401 })
  const { reopened } = await hospital.restart()
  expect(await reopened.call('nobody', 'POST /api/session', { username: 'nobody at all', password })).toMatchObject({
    status: 429,
  })
})

test('an answer takes as long for a name that nobody has', async () => {
  const desk = await openDesk(hospital.project, { leastSignInMs: 1500 })
  onTestFinished(() => desk.db.close())
  const { app } = createApp(desk)
  const at = performance.now()
  const answer = await app.request('http://127.0.0.1/api/session', {
    method: 'POST',
    headers: { host: '127.0.0.1', 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'nobody at all', password }),
  })
  expect([answer.status, performance.now() - at >= 1490]).toEqual([401, true])
})

test('a thousand guesses at once are no way around the limit', async () => {
  await setHash('test-editor', hash)
  const answers = await Promise.all(Array.from({ length: 40 }, () => signIn('test-editor', 'wrong')))
  const counts = Object.groupBy(answers, ({ status }) => String(status))
  expect([counts['401']?.length, counts['429']?.length]).toEqual([5, 35])
})

test('a session that is right forgives the failures before it', async () => {
  await setHash('test-editor', hash)
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 4; at++) await signIn('test-editor', 'wrong')
    expect(await signIn('test-editor')).toMatchObject({ status: 201 })
  }
})

test('a session ends when it is not used for an hour, and after twelve hours at the latest', async () => {
  const { call, tokens, wait } = hospital
  const over = {
    status: 401,
    body: { error: 'This session is over. Sign in again: POST /api/session', code: 'session_over', details: [] },
  }
  const { Editor: token } = tokens
  for (let at = 0; at < 14; at++) {
    wait(50 * minute)
    expect(await call({ token }, 'GET /api/session')).toMatchObject({ status: 200 })
  }
  wait(20 * minute)
  const ended = await call({ token }, 'GET /api/session')
  expect(ended).toMatchObject(over)
  expect(ended.headers.get('www-authenticate')).toBe('Bearer realm="hospital"')
  expect(await call('Viewer', 'GET /api/session')).toMatchObject(over)
})

test('nobody, a forged token, a broken header', async () => {
  const { call, send } = hospital
  expect(await call('nobody', 'GET /api/session')).toMatchObject({
    status: 401,
    body: { error: 'Sign in first: POST /api/session', code: 'sign_in_required', details: [] },
  })
  const unknown = {
    status: 401,
    body: {
      error: 'No session has this token. Sign in again: POST /api/session',
      code: 'session_unknown',
      details: [],
    },
  }
  expect(await call({ token: 'forged' }, 'GET /api/session')).toMatchObject(unknown)
  const cookie = `hospital_session=${hospital.tokens.Admin}`
  for (const authorization of ['Basic eDp5', 'Bearer', "Bearer ' or 1=1 --"])
    expect(await send('nobody', 'GET /api/session', { headers: { authorization, cookie } })).toMatchObject(unknown)
  expect(await events()).toEqual([
    [
      'anonymous',
      'A request with an unknown token was refused',
      'Warning',
      {
        code: 'session_unknown',
        reason: 'No session has this token. Sign in again: POST /api/session',
        method: 'GET',
        path: '/api/session',
        address: 'no socket',
      },
    ],
  ])
})

test('signing out ends this session and no other', async () => {
  await setHash('test-editor', hash)
  const token = tokenIn(await signIn('test-editor'))
  const out = await hospital.call({ token }, 'DELETE /api/session')
  expect([out.status, out.headers.get('set-cookie')]).toEqual([204, 'hospital_session=; Max-Age=0; Path=/'])
  expect(await hospital.call({ token }, 'GET /api/session')).toMatchObject({ status: 401 })
  expect(await hospital.call('Editor', 'GET /api/session')).toMatchObject({ status: 200 })
})

test('who must choose a new password can do nothing else, and is signed in anew by it', async () => {
  await setHash('test-editor', hash, { mustReset: true })
  const token = tokenIn(await signIn('test-editor'))
  expect(await hospital.call({ token }, 'GET /api/training-modules')).toMatchObject({
    status: expect.any(Number) as unknown,
  })
  const change = (current_password: string, new_password: string): Promise<Answered> =>
    hospital.call({ token }, 'POST /api/session/password', { current_password, new_password })
  expect(await hospital.call({ token }, 'GET /api/session')).toMatchObject({ body: { must_reset: true } })
  expect(await hospital.call({ token }, 'GET /api/trainings')).toMatchObject({
    status: 403,
    body: { error: 'Choose a new password first: POST /api/session/password', code: 'password_reset_required' },
  })
  expect(await change('wrong', 'another good password')).toMatchObject({
    status: 400,
    body: { error: 'The current password is wrong', code: 'password_wrong' },
  })
  expect(await change(password, 'short')).toMatchObject({ status: 400, body: { code: 'too_short' } })
  expect(await change(password, password)).toMatchObject({
    status: 400,
    body: { error: 'The new password is the current one', code: 'password_unchanged' },
  })
  const changed = await change(password, 'another good password')
  expect(changed.status).toBe(200)
  for (const ended of [token, hospital.tokens.Editor])
    expect(await hospital.call({ token: ended }, 'GET /api/session')).toMatchObject({ status: 401 })
  expect(await hospital.call({ token: tokenIn(changed) }, 'GET /api/session')).toMatchObject({
    status: 200,
    body: { actor: accountOf('Editor'), must_reset: false },
  })
  expect(await signIn('test-editor')).toMatchObject({ status: 401 })
  expect(await signIn('test-editor', 'another good password')).toMatchObject({ status: 201 })
})

test('credentials of a wrong shape', async () => {
  const tried = [{}, { username: 7, password: 'x' }, { username: 'a', password: 'b', admin: true }, 'a', null]
  const answers = await Promise.all(tried.map((body) => hospital.call('nobody', 'POST /api/session', body)))
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
  expect(answers[0]?.body).toEqual({
    error: 'username is required; password is required',
    code: 'required',
    details: [
      { field: 'username', code: 'required', message: 'username is required' },
      { field: 'password', code: 'required', message: 'password is required' },
    ],
  })
  expect(answers[1]?.body).toMatchObject({ code: 'wrong_type' })
  expect(answers[2]?.body).toEqual({
    error: 'admin is not a known field',
    code: 'unknown_field',
    details: [{ field: 'admin', code: 'unknown_field', message: 'admin is not a known field' }],
  })
})
