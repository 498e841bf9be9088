/** A server over a real project, and people with sessions. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Role } from '../../src/http/roles.ts'
import { type Served, serve, type ServeFlags } from '../../src/http/serve.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
export const program = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', main]

/** A project in a folder of its own: one table, then a move that takes `rows` × 2 ms. */
export function makeProject(rows = 10, config: object = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millwright-http-')))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  for (const name of ['migrations', 'pages', 'pages/assets']) mkdirSync(join(folder, name))
  write('pages/index.html', '<!doctype html><title>pages</title>')
  write('pages/assets/a.js', 'export {}')
  const batch = { minRows: 10, maxRows: 20, targetMs: 50 }
  write('millwright.config.json', JSON.stringify({ database: 'sqlite:shop.db', label: 'Shop', batch, ...config }))
  const up = 'create table item (id integer primary key, name text not null)'
  write('migrations/0001_shop.sql', `-- migrate:up\n${up};\n-- migrate:down\ndrop table item;\n`)
  write('migrations/0002_items.ts', move)
  const lines = Array.from({ length: rows }, (_, at) => JSON.stringify({ id: at + 1, name: `item ${at + 1}` }))
  write('items.ndjson', `${lines.join('\n')}\n`)
  return folder
}

const engine = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

const move = `import { defineMove, ndjson } from '${engine}'
const gate = new Int32Array(new SharedArrayBuffer(4))
export default defineMove({}, (m) => {
  const items = m.load('load items', {
    from: ndjson('items.ndjson'),
    to: 'item',
    key: ['id'],
    map: ({ id, name }) => {
      Atomics.wait(gate, 0, 0, 2)
      return { id, name }
    },
  })
  m.check(items, m.equal(items))
})
`

export type At = Partial<ServeFlags> & { readonly folder: string }

export type Running = {
  readonly served: Served
  readonly url: string
  readonly faults: readonly unknown[]
  readonly as: (role: Role, name?: string) => Promise<Person>
}

/** Serves a project; `as` makes a session and gives the way to call with it. */
export async function serveAt({ folder, ...flags }: At): Promise<Running> {
  const faults: unknown[] = []
  const served = await serve({
    environments: [{ id: 'main', flags: { cwd: folder } }],
    program,
    host: '127.0.0.1',
    port: 0,
    twoPersons: false,
    report: (error) => faults.push(error),
    pages: join(folder, 'pages'),
    ...flags,
  })
  return { served, url: served.url, faults, as: (role: Role, name = role as string) => enter(served, role, name) }
}

type Answered = { readonly status: number; readonly body: never; readonly headers: Headers }

export type Person = {
  readonly cookie: string
  readonly token: string
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answered>
  readonly read: <T>(path: string) => Promise<T>
  readonly ask: (path: string, body?: unknown) => Promise<Answered>
}

async function enter(served: Served, role: Role, name: string): Promise<Person> {
  const { url } = served
  const token = served.invite({ name, role }).split('#')[1] ?? ''
  const headers = { origin: url, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const call = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const got = await fetch(`${url}/api/${path}`, { method, headers: { ...headers, cookie }, ...init })
    const text = await got.text()
    return { status: got.status, body: (text === '' ? undefined : JSON.parse(text)) as never, headers: got.headers }
  }
  const read = async <T>(path: string): Promise<T> => (await call('GET', path)).body as T
  const ask = (path: string, body: unknown = {}) => call('POST', path, body)
  return { cookie, token, call, read, ask }
}

/** Waits until something is so. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let times = 0; times < 600; times++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((wake) => setTimeout(wake, 50))
  }
  throw new Error('it did not happen')
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })
