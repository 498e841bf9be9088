import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProject, remove, type Running, serveAt, until } from './place.ts'

const frame = fileURLToPath(new URL('../../src/http/frame/index.ts', import.meta.url))

/** Counts in a file, so that a test sees what was opened and closed, and in whose name. */
const source = `import { appendFileSync } from 'node:fs'
import { defineApplication } from '${frame}'
let seats = 0
export default defineApplication({
  pages: 'shop',
  title: 'Shop',
  open: async ({ project, hosts }) => {
    const note = (words) => appendFileSync(project.root + '/notes.txt', words + '\\n')
    note('open ' + hosts.join(' '))
    return {
      app: {
        fetch: async (request) => {
          const { pathname, search } = new URL(request.url)
          const told = Object.fromEntries(request.headers)
          const body = await request.text()
          const headers = { 'set-cookie': 'stolen=1', 'content-type': 'text/html' }
          return Response.json({ method: request.method, pathname, search, told, body }, { status: pathname === '/no' ? 422 : 200, headers })
        },
      },
      openSession: async ({ name, role }) => {
        note('session ' + name + ' ' + role)
        return { token: 'seat-' + String(++seats), expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
      },
      close: async () => note('close'),
    }
  },
})
`

let folder: string
let at: Running
const notes = async (): Promise<string[]> => {
  const { readFile } = await import('node:fs/promises')
  return (await readFile(join(folder, 'notes.txt'), 'utf8')).trim().split('\n')
}

beforeAll(async () => {
  folder = makeProject(10, { application: 'app/shop.ts' })
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app', 'shop.ts'), source)
  at = await serveAt({ folder })
})
afterAll(async () => {
  await at.served.close()
  remove(folder)
})

type Told = {
  readonly method: string
  readonly pathname: string
  readonly search: string
  readonly body: string
  readonly told: Readonly<Record<string, string>>
}

describe('the application of an environment', () => {
  test('nobody without a session reaches it', async () => {
    const answer = await fetch(`${at.url}/api/environments/main/app/api/things`)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'sign_in_required'])
  })

  test('it gets its own path and a token of its own, and neither cookie nor token of this server', async () => {
    const viewer = await at.as('viewer', 'Vera')
    const { status, body, headers } = await viewer.call('GET', 'environments/main/app/api/things?page=2')
    const { method, pathname, search, told } = body as Told
    expect([status, method, pathname, search]).toEqual([200, 'GET', '/api/things', '?page=2'])
    expect(told['authorization']).toBe('Bearer seat-1')
    expect(told['cookie']).toBeUndefined()
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(await notes()).toEqual(['open 127.0.0.1 localhost [::1]', 'session Vera viewer'])
  })

  test('a token that the caller shows for this server is not passed on', async () => {
    const viewer = await at.as('viewer', 'Vito')
    const token = viewer.cookie.split('=')[1] ?? ''
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${at.url}/api/environments/main/app/api/things`, { headers })
    expect(((await answer.json()) as Told).told['authorization']).toMatch(/^Bearer seat-\d+$/)
  })

  test('what changes something gets its body and stands in the audit trail', async () => {
    const operator = await at.as('operator', 'Otto')
    const { status, body } = await operator.call('POST', 'environments/main/app/no', { name: 'bolt' })
    expect([status, (body as Told).body]).toEqual([422, '{"name":"bolt"}'])
    const admin = await at.as('admin', 'Ada')
    const { lines } = await admin.read<{ lines: readonly { who: string; what: string; detail: string }[] }>('audit')
    const line = lines.find(({ who, what }) => who === 'Otto' && what.startsWith('POST'))
    expect(line).toMatchObject({ what: 'POST /no', environment: 'main', detail: 'Shop answered 422' })
  })

  test('it closes the database while a job is done, and opens it again for the next request', async () => {
    const operator = await at.as('operator', 'Olga')
    const { status } = await operator.ask('environments/main/up')
    expect(status).toBe(202)
    const during = await operator.call('GET', 'environments/main/app/api/things')
    expect([during.status, (during.body as { code: string }).code]).toEqual([503, 'application_rests'])
    await until(async () => {
      const { status: now } = await operator.call('GET', 'environments/main/app/api/things')
      return now === 200 ? now : undefined
    })
    expect((await notes()).filter((line) => /^(?:open|close)/.test(line)).map((line) => line.split(' ')[0])).toEqual([
      'open',
      'close',
      'open',
    ])
  })

  test('requests that come together open one session', async () => {
    const viewer = await at.as('viewer', 'Vroni')
    await Promise.all(Array.from({ length: 8 }, () => viewer.call('GET', 'environments/main/app/api/things')))
    expect((await notes()).filter((line) => line === 'session Vroni viewer')).toHaveLength(1)
  })

  test('the session names it', async () => {
    const viewer = await at.as('viewer', 'Vivi')
    const { environments } = await viewer.read<{ environments: readonly unknown[] }>('session')
    expect(environments).toMatchObject([{ id: 'main', application: { pages: 'shop', title: 'Shop' } }])
  })
})

describe('what is no application', () => {
  test.each([
    ['missing.ts', undefined],
    ['broken.ts', 'export default 1 +'],
    ['other.ts', 'export default { pages: 1 }'],
  ])('%s ends the start with HTTP106', async (name, text) => {
    const place = makeProject(1, { application: name })
    if (text !== undefined) writeFileSync(join(place, name), text)
    await expect(serveAt({ folder: place })).rejects.toMatchObject({ code: 'HTTP106' })
    remove(place)
  })
})
