/** The frame of an HTTP interface: doors, errors and the document, by requests without a port. */
import { defineProblem } from '../../../src/kernel/problem.ts'
import {
  type AddRoute,
  adderOf,
  addDocs,
  type App,
  byField,
  describe as describeApi,
  doorsOf,
  newApp,
  operationsOf,
  paced,
  Refusal,
  refusedField,
  sendEvents,
  type ServerEvent,
  sessionCookie,
  z,
} from '../../../src/http/frame/index.ts'
import { describe, expect, test } from 'vitest'

type Caller = { readonly name: string; readonly may: readonly string[]; readonly isHeld?: boolean }
const nobody: Caller = { name: 'nobody', may: [] }
const people: Readonly<Record<string, Caller>> = {
  reader: { name: 'Ann', may: ['read'] },
  held: { name: 'Bob', may: ['read'], isHeld: true },
}
const cookie = sessionCookie('frame_session')
const secret = defineProblem('TEST100', 1, () => ({ what: 'Table t is gone.', state: 'As before.', next: 'Look.' }))
const busy = defineProblem('DB105', 1, () => ({ what: 'Locked.', state: 'As before.', next: 'Wait.' }))

type Style = { readonly wordsOf?: () => string; readonly details?: typeof byField; readonly invalidStatus?: 422 }

function made(style: Style = {}) {
  const reported: unknown[] = []
  const { invalidStatus, ...errors } = style
  const app = newApp<Caller>({
    errors: { report: (error) => reported.push(error), ...errors },
    identity: {
      cookie,
      nobody,
      find: (token) => {
        const caller = people[token]
        return Promise.resolve(
          caller === undefined ? { state: token === 'old' ? 'over' : 'unknown' } : { state: 'open', caller },
        )
      },
    },
    ...(invalidStatus === undefined ? {} : { invalidStatus }),
  })
  const doors = doorsOf<Caller>({
    realm: 'frame',
    signIn: 'POST /sign-in',
    isSignedIn: (caller) => caller !== nobody,
    may: ({ may }, permission) => may.includes(permission),
    heldBack: ({ isHeld }) =>
      isHeld === true ? new Refusal('Choose a password', { status: 403, code: 'held' }) : undefined,
  })
  addThings(app, adderOf(doors))
  const document = describeApi(app, {
    title: 'Frame',
    version: '1',
    description: 'A frame',
    cookie: cookie.name,
    path: '/openapi.json',
  })
  addDocs(app, { title: 'Frame', document: '/openapi.json' })
  return { app, document, reported }
}

function addThings(app: App<Caller>, addRoute: AddRoute<Caller>): void {
  const about = { tag: 'Things', summary: 'A thing' }
  const params = z.object({ id: z.coerce.number().int() })
  const body = z.strictObject({ name: z.string().max(5), size: z.int().max(9).optional() })
  addRoute(
    app,
    { ...about, method: 'get', path: '/things/{id}', permission: 'read', params, answers: { 200: z.object({}) } },
    ({ params: { id }, caller }) => ({ body: { id, by: caller.name } }),
  )
  addRoute(
    app,
    { ...about, method: 'put', path: '/things/{id}', permission: 'write', params, body, answers: { 204: null } },
    () => undefined,
  )
  addRoute(
    app,
    { ...about, method: 'post', path: '/things', permission: 'public', body, answers: { 201: z.object({}) } },
    ({ body: sent }) => {
      if (sent.name === 'taken') throw refusedField('name', 'taken', 'name: another thing has it')
      if (sent.name === 'db') throw secret()
      if (sent.name === 'busy') throw busy()
      if (sent.name === 'bug') throw new TypeError('x is not a function')
      return { status: 201, body: sent, headers: { Location: '/things/1' } }
    },
  )
  addRoute(
    app,
    { ...about, method: 'get', path: '/me', permission: 'signed-in', isOpenToHeldBack: true, answers: { 200: body } },
    ({ caller }) => ({ body: { name: caller.name } }),
  )
}

type Ask = { readonly token?: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }

async function ask(app: App<Caller>, line: string, { token, body, headers = {} }: Ask = {}) {
  const [method = 'GET', path = '/'] = line.split(' ')
  const answer = await app.request(`http://127.0.0.1${path}`, {
    method,
    headers: {
      host: '127.0.0.1',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (answer.headers.get('content-type') ?? '').startsWith('application/json') ? (JSON.parse(text) as object) : {},
  }
}

describe('the doors of a route', () => {
  test.each([
    [undefined, 401, 'Sign in first: POST /sign-in', 'sign_in_required'],
    ['old', 401, 'This session is over. Sign in again: POST /sign-in', 'session_over'],
    ['made-up', 401, 'No session has this token. Sign in again: POST /sign-in', 'session_unknown'],
    ['not, a token', 401, 'No session has this token. Sign in again: POST /sign-in', 'session_unknown'],
    ['held', 403, 'Choose a password', 'held'],
  ] as const)('the token %s gets %i', async (...[token, status, error, code]) => {
    const { app } = made()
    const answered = await ask(app, 'GET /things/1', token === undefined ? {} : { token })
    expect(answered).toMatchObject({ status, body: { error, code, details: [] } })
    if (status === 401) expect(answered.headers.get('www-authenticate')).toBe('Bearer realm="frame"')
  })

  test('a permission is demanded before the request is read', async () => {
    const { app } = made()
    expect(await ask(app, 'GET /things/7', { token: 'reader' })).toMatchObject({
      status: 200,
      body: { id: 7, by: 'Ann' },
    })
    expect(await ask(app, 'PUT /things/x', { token: 'reader', body: 'no json' })).toMatchObject({
      status: 403,
      body: { error: 'This needs the permission write, which your role does not have', code: 'permission_missing' },
    })
    expect(await ask(app, 'GET /me', { token: 'held' })).toMatchObject({ status: 200, body: { name: 'Bob' } })
  })

  test('a cookie opens what a token opens, and a header that makes no sense is not passed over for it', async () => {
    const { app } = made()
    const headers = { cookie: 'frame_session=reader' }
    expect(await ask(app, 'GET /me', { headers })).toMatchObject({ status: 200 })
    expect(await ask(app, 'GET /me', { headers: { ...headers, authorization: 'Basic x' } })).toMatchObject({
      status: 401,
    })
  })
})

describe('where a request comes from', () => {
  test.each([
    [{ host: 'evil.example' }, 421, 'This server does not answer for the host "evil.example"'],
    [{ origin: 'http://evil.example' }, 403, 'This server takes nothing from pages of "http://evil.example"'],
    [{ 'sec-fetch-site': 'cross-site' }, 403, 'This server takes nothing from pages of "another site"'],
    [{ origin: 'http://127.0.0.1' }, 201, undefined],
    [{ host: '127.0.0.1:8080', origin: 'https://127.0.0.1:8080' }, 201, undefined],
  ])('%o', async (headers, status, error) => {
    const { app } = made()
    const answered = await ask(app, 'POST /things', { body: '{"name":"a"}', headers: headers as never })
    expect([answered.status, (answered.body as { error?: string }).error]).toEqual([status, error])
  })

  test('every answer says what a browser must not do with it', async () => {
    const { app } = made()
    const { headers } = await ask(app, 'GET /nothing')
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
  })

  test('an address that asks too often waits for the next minute', async () => {
    const app = newApp<Caller>({
      errors: { report: () => undefined },
      identity: { cookie, nobody, find: () => Promise.resolve({ state: 'unknown' }) },
    })
    app.use(paced({ perMinute: 1, clock: () => 15_000 }))
    await ask(app, 'GET /x')
    const { status, headers, body } = await ask(app, 'GET /x')
    expect([status, headers.get('retry-after'), body]).toMatchObject([
      429,
      '45',
      { error: 'More than 1 requests in a minute', code: 'too_many_requests' },
    ])
  })
})

describe('what goes wrong', () => {
  test.each([
    ['{}', 400, 'required', 'name is required'],
    ['{"name":7}', 400, 'wrong_type', 'name: Invalid input: expected string, received number'],
    ['{"name":"too long"}', 400, 'too_long', 'name: Too big: expected string to have <=5 characters'],
    ['{"name":"a","size":10}', 400, 'out_of_range', 'size: Too big: expected number to be <=9'],
    ['{"name":"a","colour":1}', 400, 'unknown_field', 'colour is not a known field'],
    ['[]', 400, 'wrong_type', 'The body: Invalid input: expected object, received array'],
    ['{"name":', 400, 'malformed_body', 'The body is not what it says it is: Malformed JSON in request body'],
    ['{"name":"taken"}', 400, 'taken', 'name: another thing has it'],
    [
      '{"name":"busy"}',
      503,
      'database_busy',
      'Another program keeps the database locked. Nothing was changed; try again',
    ],
    ['{"name":"db"}', 500, 'TEST100', 'The server could not do this. Nothing was changed; its log says why'],
    ['{"name":"bug"}', 500, 'internal', 'The server could not do this. Nothing was changed; its log says why'],
  ] as const)('%s is answered with %i %s', async (...[body, status, code, error]) => {
    const { app, reported } = made()
    expect(await ask(app, 'POST /things', { body })).toMatchObject({ status, body: { error, code } })
    expect(reported).toHaveLength(status >= 500 ? 1 : 0)
  })

  test('a body of another kind, and one that is too long', async () => {
    const { app } = made()
    const headers = { 'content-type': 'text/plain' }
    expect(await ask(app, 'POST /things', { body: 'name=a', headers })).toMatchObject({
      status: 415,
      body: { error: 'Send the body as application/json', code: 'media_type_unsupported' },
    })
    const body = JSON.stringify({ name: 'x'.repeat(1_100_000) })
    expect(await ask(app, 'POST /things', { body, headers: { 'content-length': String(body.length) } })).toMatchObject({
      status: 413,
      body: { error: 'The body is longer than 1048576 bytes', code: 'body_too_large' },
    })
  })

  test('a system says how fields are told, what status they get, and which problems a caller may read', async () => {
    const { app } = made({ details: byField, invalidStatus: 422, wordsOf: () => 'The table is away.' })
    expect(await ask(app, 'POST /things', { body: '{"a":1,"name":7}' })).toMatchObject({
      status: 422,
      body: {
        details: { name: ['name: Invalid input: expected string, received number'], a: ['a is not a known field'] },
      },
    })
    expect(await ask(app, 'POST /things', { body: '{"name":"db"}' })).toMatchObject({
      status: 500,
      body: { error: 'The table is away.', details: {} },
    })
  })

  test('a path that is not there, and a verb that is not understood', async () => {
    const { app } = made()
    expect(await ask(app, 'GET /nothing')).toMatchObject({
      status: 404,
      body: { error: 'There is nothing at /nothing', code: 'no_such_path', details: [] },
    })
    const { status, headers, body } = await ask(app, 'DELETE /things/1')
    expect([status, headers.get('allow'), body]).toMatchObject([
      405,
      'GET, PUT',
      { error: 'DELETE is nothing that /things/1 understands; it understands GET, PUT', code: 'method_not_allowed' },
    ])
  })
})

describe('what is written down', () => {
  test('the document is OpenAPI 3.1 with the permission and the refusals of every operation', () => {
    const { document } = made()
    expect(document()).toMatchObject({
      openapi: '3.1.0',
      components: { securitySchemes: { cookie: { name: 'frame_session' } } },
      paths: {
        '/things': { post: { 'x-permission': 'public', security: [], responses: { 201: {}, 400: {} } } },
        '/things/{id}': { put: { 'x-permission': 'write', responses: { 204: {}, 400: {}, 401: {}, 403: {} } } },
      },
    })
    expect(operationsOf(document()).map(({ verb, path, permission }) => [verb, path, permission])).toEqual([
      ['get', '/things/{id}', 'read'],
      ['put', '/things/{id}', 'write'],
      ['post', '/things', 'public'],
      ['get', '/me', 'signed-in'],
    ])
  })

  test('the page to read it loads nothing from elsewhere, and follows the screen into the dark', async () => {
    const { app } = made()
    const { headers, text } = await ask(app, 'GET /docs')
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(text).not.toMatch(/<script>|\son\w+=|style=|https?:/)
    for (const [, path = ''] of text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g))
      expect((await ask(app, `GET ${path}`)).status).toBe(200)
    expect((await ask(app, 'GET /docs/docs.js')).text).toMatch(/dark-mode.+darkness\.matches/)
    expect((await ask(app, 'GET /docs/swagger-ui.css')).text).toContain('html.dark-mode')
  })
})

describe('events', () => {
  test('go out one by one as JSON, and their source ends when the listener leaves', async () => {
    let ended = false
    async function* news(): AsyncGenerator<ServerEvent> {
      try {
        for (let at = 1; ; at++) {
          yield { event: 'step', data: { at }, id: String(at) }
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
      } finally {
        ended = true
      }
    }
    const { app } = made()
    app.get('/events', (c) => sendEvents(c, news()))
    const answer = await app.request('http://127.0.0.1/events', { headers: { host: '127.0.0.1' } })
    const reader = answer.body?.getReader()
    const first = await reader?.read()
    expect(new TextDecoder().decode(first?.value as Uint8Array)).toBe('event: step\ndata: {"at":1}\nid: 1\n\n')
    await reader?.cancel()
    await expect.poll(() => ended).toBe(true)
  })
})
