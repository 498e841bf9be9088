/**
 * Puts a running server of the hospital under load and says how it answers, one kind of request after the other. It only
 * reads.
 *
 * npm run load -w systems/hospital -- --url http://127.0.0.1:8080 --token TOKEN [--seconds 5] [--connections 10]
 *
 * The token is that of a session: `curl -X POST URL/api/session` with a name and a password gives one. It is also taken
 * from HOSPITAL_TOKEN, so that it stands in no list of processes.
 */
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    token: { type: 'string', default: process.env['HOSPITAL_TOKEN'] ?? '' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '10' },
  },
})

const headers = { authorization: `Bearer ${values.token}` }

async function load(): Promise<void> {
  const serials = await serialsOf('ocm')
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'one device': serials.map((serial) => `/api/equipment/ocm/${encodeURIComponent(serial)}`),
    'a page of OCM': [1, 2, 3].map((page) => `/api/equipment/ocm?page=${page}`),
    'a page of PPM': [1, 2, 3].map((page) => `/api/equipment/ppm?page=${page}`),
    'search and page': ['pump', 'er', '10'].map((word) => `/api/equipment/ocm?search=${word}&page=1`),
    'overdue PPM': ['/api/equipment/ppm?filter=overdue&page=1'],
    dashboard: ['/api/dashboard'],
    'all of OCM': ['/api/equipment/ocm'],
  }
  line(['', 'req/s', 'p50 ms', 'p99 ms', 'failed'])
  for (const [kind, paths] of Object.entries(kinds)) await measure(kind, paths)
}

async function serialsOf(register: 'ocm'): Promise<readonly string[]> {
  const answer = await fetch(`${values.url}/api/equipment/${register}?page=1&per_page=50`, { headers })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  const { items } = (await answer.json()) as { items: { Serial: string }[] }
  return items.map(({ Serial }) => Serial)
}

async function measure(kind: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  const { latency, duration, errors, timeouts, non2xx, ...result } = await autocannon({
    url: values.url,
    connections: Number(values.connections),
    duration: Number(values.seconds),
    headers,
    requests: paths.map((path) => ({ method: 'GET' as const, path })),
  })
  const failed = errors + timeouts + non2xx
  line([kind, (result['2xx'] / duration).toFixed(1), String(latency.p50), String(latency.p99), String(failed)])
  if (failed > 0) process.exitCode = 1
}

const line = ([first = '', ...cells]: readonly string[]): void =>
  console.log([first.padEnd(20), ...cells.map((cell) => cell.padStart(10))].join('').trimEnd())

await load()
