/** A project with many rows to move, and a server of its own process over it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const program = [
  '--conditions=millwright-source',
  '--disable-warning=ExperimentalWarning',
  at('../../millwright/src/cli/main.ts'),
]

/** One table, and a move that loads `rows` records into it. */
export async function makeProject(rows: number): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millwright-bench-')))
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  mkdirSync(join(folder, 'migrations'))
  write('millwright.config.json', JSON.stringify({ database: 'sqlite:shop.db', label: 'Shop' }))
  const up = 'create table item (id integer primary key, name text not null)'
  write('migrations/0001_shop.sql', `-- migrate:up\n${up};\n-- migrate:down\ndrop table item;\n`)
  write('migrations/0002_items.ts', move)
  const file = createWriteStream(join(folder, 'items.ndjson'))
  for (let id = 1; id <= rows; id++) if (!file.write(`{"id":${id},"name":"item ${id}"}\n`)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
  return folder
}

const move = `import { defineMove, ndjson } from '${at('../../millwright/src/index.ts')}'
export default defineMove({}, (m) => {
  m.load('load items', { from: ndjson('items.ndjson'), to: 'item', key: ['id'], map: ({ id, name }) => ({ id, name }) })
})
`

/** A server with somebody who came in. */
export type Server = {
  readonly url: string
  readonly cookie: string
  readonly child: ChildProcess
  read<T>(path: string): Promise<T>
  ask<T>(path: string, body?: object): Promise<T>
  /** The most memory that it ever held, in MB. */
  peak(): number
  close(): Promise<void>
}

/** Starts `millwright serve` as anybody would, and comes in by the link that it prints. */
export async function startServer(folder: string): Promise<Server> {
  const child = spawn(process.execPath, [...program, 'serve', '--one-person'], { cwd: folder })
  const link = await linkIn(child)
  const url = new URL(link).origin
  const headers = { origin: url, 'content-type': 'application/json' }
  const token = new URL(link).hash.slice(1)
  const entered = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> =>
    (await (await fetch(`${url}/api/environments/${path}`, { ...init, headers: { ...headers, cookie } })).json()) as T
  return {
    url,
    cookie,
    child,
    read: (path) => call(path),
    ask: (path, body = {}) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    peak: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    close: async () => {
      child.kill('SIGINT')
      await once(child, 'close')
    },
  }
}

async function linkIn(child: ChildProcess): Promise<string> {
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => process.env['VERBOSE'] === undefined || process.stderr.write(text))
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const link = /https?:\/\/\S+\/enter#\S+/.exec(line)?.[0]
    if (link !== undefined) return link
  }
  throw new Error('the server printed no link')
}
