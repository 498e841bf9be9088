/**
 * Asks the book's application and a bare Hono handler with the same prepared statements the same questions, in one process and
 * without sockets, in rounds taken in turns: what is left between them is the frame, the doors, the session, the queries' composition
 * and the descriptions. Ends with 1 when the lists make less than the share of the bare handler's requests that is demanded below.
 *
 * npm run bench -w systems/logbook -- [--years 3] [--rounds 7] [--requests 400]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import { openSession } from '../src/accounts/sessions.ts'
import { generate } from '../src/generator/generate.ts'
import { writeVoyage } from '../src/generator/write.ts'
import { createApp } from '../src/http/app.ts'
import { openDesk } from '../src/http/desk.ts'
import { logbookProject, shipTables } from '../src/project.ts'

const { values } = parseArgs({
  options: {
    years: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '400' },
  },
})
const [years, rounds, requests] = [Number(values.years), Number(values.rounds), Number(values.requests)]

/** Of the bare handler's requests. On a machine that did other things too it was a third to a half. */
const least = 0.2

const questions: Readonly<Record<string, readonly string[]>> = {
  'a page of tickets': [1, 2, 5, 10].map((page) => `/api/fuel-tickets?page=${page}&per_page=20`),
  'a page of entries': [1, 2, 5].map((page) => `/api/orb-entries?code=C&page=${page}&per_page=20`),
}

type Ask = (path: string) => Response | Promise<Response>

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'logbook-bench-'))
  try {
    const db = join(folder, 'orb.db')
    const project = await logbookProject(db)
    const { voyage } = generate({ years, seed: 42, start: '2025-01-05', profile: 'clean' }, shipTables())
    await writeVoyage(project, voyage, 'r17')
    const desk = await openDesk(project)
    const bare = new DatabaseSync(db, { readOnly: true })
    const { token } = await desk.db.write((tx) => openSession(tx, undefined, desk.now()))
    const ways = { ours: oursOf(createApp(desk, { perMinute: 1e9 }).app, token), bare: bareOf(bare) }
    await demandSame(ways)
    console.log(`${years} years, medians of ${rounds} rounds of ${requests} requests in turns, one after the other`)
    for (const [name, paths] of Object.entries(questions)) report(name, await measure(ways, paths))
    bare.close()
    await desk.db.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function oursOf(app: ReturnType<typeof createApp>['app'], token: string): Ask {
  const headers = { host: '127.0.0.1', authorization: `Bearer ${token}` }
  return (path) => app.request(`http://127.0.0.1${path}`, { headers })
}

function bareOf(db: DatabaseSync): Ask {
  const list = (table: string, order: string, where = '') => ({
    items: db.prepare(`select * from ${table} ${where} order by ${order} desc, id desc limit ? offset ?`),
    total: db.prepare(`select count(*) as n from ${table} ${where}`),
  })
  const [tickets, entries] = [
    list('daily_fuel_tickets', 'ticket_date'),
    list('orb_entries', 'entry_date', 'where code = ?'),
  ]
  const app = new Hono()
  const page = (of: typeof tickets, given: readonly string[], { page: at, size }: { page: number; size: number }) => ({
    items: of.items.all(...given, size, (at - 1) * size),
    total: of.total.get(...given)?.['n'],
  })
  const asked = (query: Readonly<Record<string, string>>) => ({
    page: Number(query['page']),
    size: Number(query['per_page']),
  })
  app.get('/api/fuel-tickets', (c) => c.json(page(tickets, [], asked(c.req.query()))))
  app.get('/api/orb-entries', (c) => c.json(page(entries, [c.req.query('code') ?? ''], asked(c.req.query()))))
  return (path) => app.request(`http://127.0.0.1${path}`)
}

type Ways = Readonly<Record<'ours' | 'bare', Ask>>
type List = { readonly total: number; readonly items: readonly { readonly id: number }[] }

/** A handler that answers something else would be quick for nothing. */
async function demandSame(ways: Ways): Promise<void> {
  for (const path of Object.values(questions).flat()) {
    const answers = await Promise.all(
      Object.values(ways).map(async (ask) => {
        const { total, items } = (await (await ask(path)).json()) as List
        return JSON.stringify([total, items.map(({ id }) => id)])
      }),
    )
    if (new Set(answers).size !== 1) throw new Error(`${path}: the two do not answer the same`)
  }
}

type Rates = Readonly<Record<keyof Ways, number>>

async function measure(ways: Ways, paths: readonly string[]): Promise<Rates> {
  const rates = { ours: [] as number[], bare: [] as number[] }
  for (const way of ['ours', 'bare'] as const) await rateOf(ways[way], paths)
  for (let round = 0; round < rounds; round++)
    // Who goes first has the cooler machine: they take turns.
    for (const way of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const))
      rates[way].push(await rateOf(ways[way], paths))
  return { ours: median(rates.ours), bare: median(rates.bare) }
}

async function rateOf(ask: Ask, paths: readonly string[]): Promise<number> {
  const began = performance.now()
  for (let at = 0; at < requests; at++) {
    const answer = await ask(paths[at % paths.length] ?? '')
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`status ${answer.status}`)
  }
  return (requests * 1000) / (performance.now() - began)
}

const median = (rates: readonly number[]): number => rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0

function report(name: string, { ours, bare }: Rates): void {
  const share = ours / bare
  console.log(`${name}: ${ours.toFixed(0)} a second, a bare handler ${bare.toFixed(0)}: ${share.toFixed(2)} of it`)
  if (share < least) process.exitCode = 1
}

await compare()
