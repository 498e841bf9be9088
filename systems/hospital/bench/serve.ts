/**
 * Puts lists of the OCM register under load: the hospital's application against a bare Hono handler with the same prepared
 * statements, both over node's HTTP server on one core, in rounds taken in turns. Ends with 1 when search and page make
 * less than 0.8 of the bare handler's requests.
 *
 * npm run bench:serve -w systems/hospital -- [--rows 50000] [--rounds 5] [--seconds 4] [--connections 10]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { makeHospital } from './serving/database.ts'
import { onServerCore, pinning, stayOnClientCore } from './serving/machine.ts'
import { listPath, type Order, type Served } from './serving/order.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '10' },
  },
})
const [rows, rounds] = [Number(values.rows), Number(values.rounds)]
const [seconds, connections] = [Number(values.seconds), Number(values.connections)]
const least = 0.8

/** Words of which some devices have many, some few and some none; every page is asked for anew. */
const scenarios: Readonly<Record<string, readonly string[]>> = {
  'search and page': ['pump', 'monitor', 'generic', 'tech', 'lamp', '10', 'er', 'nowhere'].flatMap((word) =>
    [1, 2, 5].map((page) => `search=${word}&page=${page}&per_page=20`),
  ),
  'page alone': [1, 2, 5, 50, 500, 2000].map((page) => `page=${page}&per_page=20`),
}

const ways = ['ours', 'bare'] as const
type Way = (typeof ways)[number]
type Server = Served & { readonly child: ChildProcess }
type Sample = { readonly perSecond: number; readonly p50: number; readonly p99: number }

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hospital-serve-'))
  const servers = new Map<Way, Server>()
  try {
    await makeHospital(folder, rows)
    for (const way of ways) servers.set(way, await start(way, join(folder, 'hospital.db')))
    stayOnClientCore()
    await demandSameAnswers(servers)
    console.log(
      `${rows.toLocaleString('en-US')} rows, ${connections} connections, medians of ${rounds} rounds of ${seconds} s in turns; ${pinning}`,
    )
    for (const [name, queries] of Object.entries(scenarios)) report(name, await measureAll(servers, queries))
    await reportAlone(servers)
  } finally {
    for (const { child } of servers.values()) await stop(child)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function start(way: Way, db: string): Promise<Server> {
  const order: Order = { way, db, queries: Object.values(scenarios).flat() }
  const script = fileURLToPath(new URL('./serving/child.ts', import.meta.url))
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const [command, args] = onServerCore(process.execPath, [...flags, script, JSON.stringify(order)])
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { ...(JSON.parse(line) as Served), child }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.stdin?.end()
  await ended
}

const urlOf = ({ port }: Served, query: string): string => `http://127.0.0.1:${port}${listPath}?${query}`
const headersOf = ({ token }: Served): Record<string, string> => ({ authorization: `Bearer ${token}` })

type List = { readonly total: number; readonly items: readonly Readonly<Record<string, unknown>>[] }

/** A server that answers something else would be quick for nothing. */
async function demandSameAnswers(servers: ReadonlyMap<Way, Server>): Promise<void> {
  for (const query of Object.values(scenarios).flat()) {
    const answers: string[] = []
    for (const server of servers.values()) {
      const answer = await fetch(urlOf(server, query), { headers: headersOf(server) })
      const { total, items } = (await answer.json()) as List
      answers.push(JSON.stringify([total, items.map((item) => item['Serial'] ?? item['serial'])]))
    }
    if (new Set(answers).size !== 1) throw new Error(`${query}: the servers do not answer the same`)
  }
}

type Samples = ReadonlyMap<Way, readonly Sample[]>

async function measureAll(servers: ReadonlyMap<Way, Server>, queries: readonly string[]): Promise<Samples> {
  const samples = new Map<Way, Sample[]>(ways.map((way) => [way, []]))
  for (const server of servers.values()) await measure(server, queries, { duration: 2, connections })
  for (let round = 0; round < rounds; round++) {
    // Who goes first has the cooler machine: they take turns.
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const server = servers.get(way)
      if (server !== undefined)
        samples.get(way)?.push(await measure(server, queries, { duration: seconds, connections }))
    }
  }
  return samples
}

type Load = { readonly duration: number; readonly connections: number }

async function measure(server: Server, queries: readonly string[], load: Load): Promise<Sample> {
  const result = await autocannon({
    url: `http://127.0.0.1:${server.port}`,
    ...load,
    headers: headersOf(server),
    requests: queries.map((query) => ({ method: 'GET', path: `${listPath}?${query}` })),
  })
  const failed = result.errors + result.timeouts + result.non2xx
  if (failed > 0) throw new Error(`${failed} requests failed`)
  return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 }
}

function report(name: string, samples: Samples): void {
  const median = (way: Way, what: keyof Sample): number => {
    const sorted = (samples.get(way) ?? []).map((sample) => sample[what]).toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  }
  const ratio = median('ours', 'perSecond') / median('bare', 'perSecond')
  line([name, 'req/s', 'p50 ms', 'p99 ms', '× bare'])
  for (const way of ways) {
    const figures = [median(way, 'perSecond').toFixed(1), median(way, 'p50').toFixed(0), median(way, 'p99').toFixed(0)]
    line([
      way === 'ours' ? '  the application' : '  a bare handler',
      ...figures,
      way === 'ours' ? ratio.toFixed(2) : '',
    ])
  }
  if (name !== 'search and page' || ratio >= least) return
  console.log(`${ratio.toFixed(2)} is less than the ${least} that is promised`)
  process.exitCode = 1
}

const searchAndPage = scenarios['search and page'] ?? []
const mostAlone = 50

/** How long one person waits when nobody else asks: the specification's target. */
async function reportAlone(servers: ReadonlyMap<Way, Server>): Promise<void> {
  const ours = servers.get('ours')
  if (ours === undefined) return
  const { p50, p99 } = await measure(ours, searchAndPage, { duration: seconds, connections: 1 })
  console.log(`search and page, one at a time: p50 ${p50} ms, p99 ${p99} ms; less than ${mostAlone} ms is the target`)
  if (p50 >= mostAlone) process.exitCode = 1
}

const line = ([first = '', ...cells]: readonly string[]): void =>
  console.log([first.padEnd(20), ...cells.map((cell) => cell.padStart(10))].join('').trimEnd())

await compare()
