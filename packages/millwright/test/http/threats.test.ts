/** The threats to a server on somebody's own machine, each under its number. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Operation, operationsOf } from '../../src/http/frame/openapi.ts'
import { may, type Permission, permissions, roles } from '../../src/http/roles.ts'
import { makeProject, remove, serveAt } from './place.ts'

let folder: string
let at: Awaited<ReturnType<typeof serveAt>>
let operations: readonly Operation[]

beforeAll(async () => {
  folder = makeProject()
  at = await serveAt({ folder })
  const admin = await at.as('admin')
  operations = operationsOf(await admin.read('openapi.json'))
})

afterAll(async () => {
  await at.served.close()
  remove(folder)
})

const mutating = (): readonly Operation[] => operations.filter(({ verb }) => verb !== 'get')
const filled = (path: string): string => path.replace('{environment}', 'main').replaceAll(/\{\w+\}/g, 'none')

/** The status of a request as no browser and no library would send it. */
const raw = (lines: readonly string[]): Promise<number> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(at.url)
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`))
    let text = ''
    socket.on('data', (piece) => {
      text += piece.toString()
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
      if (status !== undefined) {
        done(Number(status))
        socket.destroy()
      }
    })
    socket.on('error', fail)
  })

describe('S1: another name that points at this machine', () => {
  test('is answered for nothing, whatever the path and the verb', async () => {
    const { cookie } = await at.as('admin', 'S1')
    const places = [
      ...operations.map(({ verb, path }) => [verb, filled(path)]),
      ['get', '/'],
      ['get', '/assets/a.js'],
      ['get', '/docs'],
    ]
    for (const [verb, path] of places) {
      const line = `${(verb as string).toUpperCase()} ${path} HTTP/1.1`
      const request = [line, 'Host: evil.example:4747', `Cookie: ${cookie}`, 'Content-Length: 0', 'Connection: close']
      expect(await raw(request), line).toBe(421)
    }
  })
})

describe('S2: a page of another site', () => {
  test.each([
    ['without saying where it is', {}, 403],
    ['from elsewhere', { origin: 'https://evil.example' }, 403],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['marked by the browser as cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('changes nothing %s', async (_, extra, status) => {
    const { cookie } = await at.as('admin', `S2 ${JSON.stringify(extra)}`)
    for (const { verb, path } of mutating()) {
      const headers = { cookie, 'content-type': 'application/json', ...extra }
      const answer = await fetch(at.url + filled(path), { method: verb.toUpperCase(), headers, body: '{}' })
      expect(answer.status, `${verb} ${path}`).toBe(status)
    }
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'sends no form: a body of %s is not taken',
    async (type) => {
      const { cookie } = await at.as('admin', `S2 ${type}`)
      for (const { verb, path } of mutating().filter((one) => one.verb === 'post')) {
        const headers = { cookie, 'content-type': type, origin: at.url }
        const answer = await fetch(at.url + filled(path), { method: verb.toUpperCase(), headers, body: '{}' })
        expect(answer.status, `${verb} ${path}`).toBe(415)
      }
    },
  )
})

describe('S3: somebody else reads the news', () => {
  test('a foreign page and a stranger hear nothing', async () => {
    const { cookie } = await at.as('viewer', 'S3')
    const news = `${at.url}/api/environments/main/news`
    expect((await fetch(news, { headers: { cookie, origin: 'https://evil.example' } })).status).toBe(403)
    expect((await fetch(news)).status).toBe(401)
  })
})

describe('S4: it is only localhost', () => {
  test('no route but the door is open to a stranger', async () => {
    const open = operations.filter(({ permission }) => permission === 'public')
    expect(open.map(({ verb, path }) => `${verb} ${path}`)).toEqual(['post /api/session'])
    for (const { verb, path, permission } of operations) {
      const headers = { origin: at.url, 'content-type': 'application/json' }
      const init = verb === 'get' ? {} : { body: '{"token":"wrong"}' }
      const address = at.url + filled(path)
      if (permission !== 'public')
        expect((await fetch(address, { method: verb.toUpperCase(), headers, ...init })).status, path).toBe(401)
    }
  })

  test('an address that others can reach is refused without a proxy that speaks TLS', async () => {
    await expect(serveAt({ folder, host: '0.0.0.0' })).rejects.toMatchObject({ code: 'HTTP102' })
  })
})

describe('S5: who may do what', () => {
  test('the document names a permission for each route, and every role gets what it may and nothing else', async () => {
    for (const role of roles) {
      const person = await at.as(role, `S5 ${role}`)
      for (const { verb, path, permission } of operations.filter((one) => !one.path.endsWith('/news'))) {
        if (!permissions.some((known) => known === permission)) continue
        const wrong = verb === 'get' ? undefined : { unknown: 1 } // a body that no route takes: nothing is done
        const { status, body } = await person.call(verb.toUpperCase(), filled(path).slice('/api/'.length), wrong)
        const isKept = status === 403 && (body as { code: string }).code === 'permission_missing'
        expect(isKept, `${role} ${verb} ${path} ${status}`).toBe(!may(role, permission as Permission))
      }
    }
  }, 60_000)
})

describe('S7: somebody guesses', () => {
  test('ten wrong tokens, and the address waits, for a right one as well; the trail says so', async () => {
    const other = await serveAt({ folder })
    try {
      const headers = { origin: other.url, 'content-type': 'application/json' }
      const enter = (token: string) =>
        fetch(`${other.url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ token }) })
      const statuses: number[] = []
      for (let times = 0; times < 1000; times++) statuses.push((await enter(`guess ${times}`)).status)
      expect(statuses.filter((status) => status === 401)).toHaveLength(10)
      expect(statuses.filter((status) => status === 429)).toHaveLength(990)
      const token = other.served.invite({ name: 'late', role: 'viewer' }).split('#')[1] ?? ''
      const locked = await enter(token)
      expect(locked.status).toBe(429)
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(readFileSync(join(folder, '.millwright/audit.ndjson'), 'utf8')).toContain(
        'showed a link that opens nothing',
      )
    } finally {
      await other.served.close()
    }
  }, 60_000)
})

describe('S8: a token leaks', () => {
  test('a link works once, its token reaches the server in no address, and nothing that is kept holds it', async () => {
    const link = at.served.invite({ name: 'S8', role: 'admin' })
    expect(new URL(link).search + new URL(link).pathname).toBe('/enter')
    const token = link.split('#')[1] ?? ''
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const enter = () =>
      fetch(`${at.url}/api/session`, {
        method: 'POST',
        headers: { origin: at.url, 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
    const first = await enter()
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    expect((await enter()).status).toBe(401)
    const trail = readFileSync(join(folder, '.millwright/audit.ndjson'), 'utf8')
    expect(trail).not.toContain(token)
    expect(trail).not.toContain(/=([^;]+)/.exec(cookie)?.[1] ?? 'no cookie')
    expect((await fetch(`${at.url}/enter`)).headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('leaving ends the session', async () => {
    const person = await at.as('viewer', 'S8 leaving')
    expect(await person.call('DELETE', 'session', {})).toMatchObject({ status: 204 })
    expect(await person.call('GET', 'session')).toMatchObject({ status: 401 })
  })
})

describe('S9: text of the data becomes code', () => {
  test('the policy of the pages allows no inline script or style, no other origin, no text as code', async () => {
    const policy = (await fetch(`${at.url}/e/main`)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  test('a report opens without scripts, in a sandbox', async () => {
    const person = await at.as('viewer', 'S9')
    const { headers } = await person.call('GET', 'environments/main/status')
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('S21: names that mean something to the language', () => {
  test('are refused in a body, and are names like others in an answer', async () => {
    const person = await at.as('admin', 'S21')
    const body = '{"name":"x","role":"viewer","__proto__":{"role":"admin"}}'
    const headers = { origin: at.url, 'content-type': 'application/json', cookie: person.cookie }
    const answer = await fetch(`${at.url}/api/people`, { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(({} as { role?: string }).role).toBeUndefined()
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty'])
      expect(await person.call('GET', `environments/${name}/status`)).toMatchObject({ status: 404 })
  })
})

describe('S24: a secret stands in the configuration', () => {
  test.each(['geh&eim', 'two words', `quo'te"d`, '100%'])(
    '%s is in no answer',
    async (secret) => {
      const url = `postgres://someone:${encodeURIComponent(secret)}@127.0.0.1:1/shop`
      const other = await serveAt({ folder, environments: [{ id: 'main', flags: { cwd: folder, url } }] })
      try {
        const person = await other.as('admin')
        const texts: string[] = []
        for (const { path } of operations.filter(({ verb, path: one }) => verb === 'get' && !one.endsWith('/news')))
          texts.push(JSON.stringify((await person.call('GET', filled(path).slice('/api/'.length)).catch(String)) ?? ''))
        expect(texts.length).toBeGreaterThan(8)
        for (const text of texts) {
          expect(text).not.toContain(JSON.stringify(secret).slice(1, -1))
          expect(text).not.toContain(encodeURIComponent(secret))
        }
      } finally {
        await other.served.close()
      }
    },
    60_000,
  )
})

describe('S27: control characters', () => {
  test.each(['\u001b]8;;http://evil.example\u0007', 'a\nb', '\u202egnp.exe'])(
    '%j comes into no name and into no line of the trail',
    async (text) => {
      const person = await at.as('admin', `S27 ${encodeURIComponent(text).replaceAll('%', '').slice(0, 40)}`)
      expect(await person.ask('people', { name: text, role: 'viewer' })).toMatchObject({ status: 400 })
      const lines = readFileSync(join(folder, '.millwright/audit.ndjson'), 'utf8')
      expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    },
  )
})

describe('S32: somebody asks for too much', () => {
  test('a body, a page and a number have their limits', async () => {
    const person = await at.as('admin', 'S32')
    const lines = ['POST /api/people HTTP/1.1', `Host: ${new URL(at.url).host}`, `Origin: ${at.url}`]
    const body = ['Content-Type: application/json', 'Content-Length: 20000000', `Cookie: ${person.cookie}`]
    expect(await raw([...lines, ...body])).toBe(413)
    expect(await person.call('GET', 'environments/main/runs?limit=100000')).toMatchObject({ status: 400 })
    expect(await person.call('GET', 'environments/main/rows/item?limit=0')).toMatchObject({ status: 400 })
  })
})
