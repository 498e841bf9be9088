import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { newStartLink, operationsOf } from 'millwright/http'
import { createApp } from '../../src/http/app.ts'
import { sharedHospital, testHospital } from './support.ts'

const shared = sharedHospital()

test('the document is OpenAPI 3.1 and names the permission of every operation', async () => {
  const { call, document } = await shared
  const { status, body } = await call('nobody', 'GET /api/openapi.json')
  expect(status).toBe(200)
  expect(body).toEqual(JSON.parse(JSON.stringify(document())))
  expect(body).toMatchObject({
    openapi: '3.1.0',
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, cookie: { in: 'cookie' } } },
    paths: {
      '/api/session': { post: { 'x-permission': 'public', security: [] }, get: { 'x-permission': 'signed-in' } },
      '/api/settings': { post: { 'x-permission': 'settings_manage', responses: { 400: {}, 401: {}, 403: {} } } },
    },
  })
  for (const { verb, path, permission, tag, summary } of operationsOf(document()))
    expect([verb, path, permission === 'undefined', tag === '', summary === '']).toEqual([
      verb,
      path,
      false,
      false,
      false,
    ])
})

test('every reference of the document leads to a schema of it', async () => {
  const { document } = await shared
  const text = JSON.stringify(document())
  const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(20)
  const known = Object.keys(document().components?.schemas ?? {})
  expect([...new Set(names)].filter((name) => !known.includes(name ?? ''))).toEqual([])
})

test('every operation of the document answers at its own path: none is shadowed by another', async () => {
  const { app, document } = await shared
  for (const { verb, path } of operationsOf(document())) {
    const handlers = app.router.match(verb.toUpperCase(), path.replace(/\{(\w+)\}/g, 'x'))[0]
    const own = handlers.map(([[, route]]) => route.path).find((matched) => matched !== '/*')
    expect([path, own]).toEqual([path, path.replace(/\{(\w+)\}/g, ':$1')])
  }
})

const strict =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

test.each(['/', '/docs', '/start', '/start?token=made-up'] as const)(
  'the page %s holds to a strict policy',
  async (path) => {
    const { call } = await shared
    const { headers, text } = await call('Admin', `GET ${path}`)
    expect(headers.get('content-security-policy')).toBe(strict)
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(text).not.toMatch(/<script>|\son\w+=|style=|https?:/)
  },
)

test.each([
  ['assets/style.css', 'text/css; charset=utf-8', 'color-scheme'],
  ['assets/home.js', 'text/javascript; charset=utf-8', 'sendForm'],
  ['docs/docs.js', 'text/javascript; charset=utf-8', 'prefers-color-scheme: dark'],
  ['docs/docs.css', 'text/css; charset=utf-8', 'dark-mode'],
  ['docs/swagger-ui.css', 'text/css; charset=utf-8', '.swagger-ui'],
  ['docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8', 'SwaggerUIBundle'],
] as const)('the file %s is given out', async (path, type, part) => {
  const { call } = await shared
  const { status, headers, text } = await call('nobody', `GET /${path}`)
  expect([status, headers.get('content-type')]).toEqual([200, type])
  expect(text).toContain(part)
})

test.each(['pages.ts', '..%2Fapp.ts', '%2e%2e/app.ts', 'swagger-ui-bundle.js.map', '__proto__'])(
  'the file %s is not',
  async (name) => {
    const { call } = await shared
    for (const folder of ['assets', 'docs'])
      expect(await call('nobody', `GET /${folder}/${name}`)).toMatchObject({ status: 404 })
  },
)

test('the home page tells who is there and shows what the role may look at', async () => {
  const { call } = await shared
  const [nobody, viewer, admin] = [
    await call('nobody', 'GET /'),
    await call('Viewer', 'GET /'),
    await call('Admin', 'GET /'),
  ]
  expect(nobody.text).toContain('<form id="sign-in">')
  expect(nobody.text).not.toContain('Sign out')
  expect(viewer.text).toContain('You are <strong>test-viewer</strong>, Viewer.')
  expect(viewer.text).not.toContain('/admin/users')
  expect(admin.text).toContain('<a href="/admin/users">/admin/users</a>')
})

test('a name that is HTML stays text', async () => {
  const { call, desk, tokens } = await testHospital()
  await desk.db.write((db) =>
    db.run(sql`update users set username = '<img src=x onerror=alert(1)>' where username = 'test-viewer'`),
  )
  const { text } = await call({ token: tokens.Viewer }, 'GET /')
  expect(text).toContain('<strong>&lt;img src=x onerror=alert(1)&gt;</strong>')
})

test('who must choose a new password is shown the form for it, and nothing else', async () => {
  const { call, desk } = await testHospital()
  await desk.db.write((db) => db.run(sql`update users set must_reset = 1 where username = 'test-admin'`))
  const { text } = await call('Admin', 'GET /')
  expect(text).toContain('<form id="new-password">')
  expect(text).not.toContain('/admin/users')
})

test('the link of the terminal signs in once, as the local operator, who may do everything', async () => {
  const { desk } = await testHospital()
  const startLink = newStartLink(() => 0)
  const { app } = createApp(desk, { startLink })
  const open = (token: string): Promise<Response> =>
    Promise.resolve(app.request(`http://127.0.0.1/start?token=${token}`, { headers: { host: '127.0.0.1' } }))
  const wrong = await open('made-up')
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null])
  const first = await open(startLink.token)
  expect([first.status, first.headers.get('refresh')]).toEqual([200, '0; url=/'])
  const second = await open(startLink.token)
  expect(second.status).toBe(403)
  expect(await second.text()).toContain('This link opens nothing.')
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const headers = { host: '127.0.0.1', cookie }
  const session = await app.request('http://127.0.0.1/api/session', { headers })
  expect(await session.json()).toMatchObject({ actor: 'local operator', role: 'local operator', must_reset: false })
  expect((await app.request('http://127.0.0.1/admin/users', { headers })).status).toBe(200)
  const password = await app.request('http://127.0.0.1/api/session/password', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ current_password: 'a', new_password: 'a good long password' }),
  })
  expect([password.status, await password.json()]).toEqual([
    400,
    { error: 'The local operator has no account and so no password', code: 'no_account', details: [] },
  ])
  const rows = await desk.db.read((db) =>
    db.all(sql`select performed_by, description from audit_log where imported = 0`),
  )
  expect(rows.map((row) => Object.values(row))).toEqual([['local operator', 'Signed in by the link of the terminal']])
})

test('the link of the terminal is closed after a quarter of an hour', () => {
  let at = 0
  const link = newStartLink(() => at)
  at = 15 * 60_000 + 1
  expect(link.take(link.token)).toBe(false)
})
