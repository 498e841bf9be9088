/**
 * Asks the application and a bare Hono handler with the same SQL the same questions, in one process and without sockets, ten
 * requests at once, in rounds taken in turns, over 10,000 machines and two numbers of completed checklist items. Both ask the
 * database who is asking; what is left between them is the frame, the door and the description. The database is made on the
 * server and dropped again.
 *
 * node --conditions=millwright-source bench/serve.ts [postgres://…] [--completions 10000,1000000] [--rounds 5] [--requests 1000]
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import { hashOfToken } from 'millwright/http'
import { Pool } from 'pg'
import { openDatabase } from '../src/database/open.ts'
import { targetSchema } from '../src/database/schema-files.ts'
import { createApp } from '../src/http/app.ts'
import { openDesk } from '../src/http/desk.ts'
import { projectOf } from '../src/manager/options.ts'
import { migrationScript, protocolMigrations } from '../src/move/scripts.ts'
import { countOf, type ListQuery, pageOf } from '../src/service/ask.ts'
import { machineList } from '../src/service/directory.ts'
import { executionById, executionList } from '../src/service/executions.ts'
import { openSession } from '../src/service/sessions.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    completions: { type: 'string', default: '10000,1000000' },
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '1000' },
  },
})
const [server = 'postgres://postgres@127.0.0.1:5432/postgres'] = positionals
const [rounds, requests] = [Number(values.rounds), Number(values.requests)]
const atOnce = 10
const [machines, organizations, itemsEach] = [10_000, 20, 10]

const id = (kind: number, n: number | string): string =>
  typeof n === 'number'
    ? `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
    : `('${String(kind).padStart(8, '0')}-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`

/** Twenty customers with five hundred machines each, one protocol of ten items, and so many of them done. */
const rows = (completions: number): string => `
  insert into organizations (id, name, organization_type) select ${id(1, 'i')}, 'Organisation ' || i, 'customer' from generate_series(1, ${organizations}) i;
  insert into users (id, organization_id, username, password_hash, email, role)
    select ${id(2, 'i')}, ${id(1, 'i')}, 'user' || i, '', 'user' || i || '@example.test', 'user' from generate_series(1, ${organizations}) i;
  insert into machines (id, customer_organization_id, model_type, machine_model, name, serial_number)
    select ${id(3, 'i')}, ${id(1, `i % ${organizations} + 1`)}, 'V4.0', 'V4.0', 'Machine ' || i, 'S' || i from generate_series(1, ${machines}) i;
  insert into maintenance_protocols (id, name, protocol_type) values ('${id(4, 1)}', 'Daily start', 'daily');
  insert into protocol_checklist_items (id, protocol_id, item_order, item_description, item_type)
    select ${id(5, 'i')}, '${id(4, 1)}', i, 'Look at ' || i, 'check' from generate_series(1, ${itemsEach}) i;
  insert into maintenance_executions (id, machine_id, protocol_id, performed_by_user_id, performed_date, status, created_at)
    select ${id(6, 'i')}, ${id(3, `i % ${machines} + 1`)}, '${id(4, 1)}', ${id(2, `i % ${organizations} + 1`)}, '2025-01-01'::timestamptz + i * interval '1 minute', 'completed',
      '2025-01-01'::timestamptz + i * interval '1 minute' from generate_series(1, ${completions / itemsEach}) i;
  insert into maintenance_checklist_completions (execution_id, checklist_item_id, is_completed, completed_at)
    select e.id, i.id, true, e.created_at from maintenance_executions as e cross join protocol_checklist_items as i;
  analyze`

const mine = `select m.*, coalesce((select h.hours_value from machine_hours as h where h.machine_id = m.id
  order by h.recorded_date desc, h.created_at desc, h.id desc limit 1), m.current_hours, 0) as hours
  from machines as m where m.customer_organization_id = $1`

type Question = { readonly title: string; readonly paths: readonly string[] }

const base = '/maintenance-protocols/executions'
const questions: readonly Question[] = [
  { title: 'a page of executions', paths: [0, 20, 40].map((skip) => `${base}?skip=${skip}&limit=20`) },
  { title: 'an execution', paths: [18, 38, 58, 78].map((n) => `${base}/${id(6, n)}`) },
  { title: 'a page of machines', paths: [0, 100, 400].map((skip) => `/machines?skip=${skip}&limit=20`) },
  { title: 'a machine', paths: [19, 39, 59, 79].map((n) => `/machines/${id(3, n)}`) },
]

type Ask = (path: string) => Response | Promise<Response>

const who = `select s.expires_at > now() and u.user_status = 'active' and u.is_active and o.is_active as is_open, u.role, u.organization_id
  from user_sessions as s join users as u on u.id = s.user_id join organizations as o on o.id = u.organization_id where s.token_hash = $1`

/** A handler with nothing but its statements: no door, no description. */
function bareOf(pool: Pool, { organization, tokenHash }: { organization: string; tokenHash: string }): Ask {
  const app = new Hono()
  app.use(async (c, next) => {
    const { rows: found } = await pool.query<{ is_open: boolean }>(who, [tokenHash])
    return found[0]?.is_open === true ? next() : c.json({}, 401)
  })
  const docs = async (query: string, given: readonly unknown[]): Promise<unknown[]> => {
    const found = await pool.query<{ doc: string }>(`select to_json(doc)::text as doc from (${query}) as doc`, [
      ...given,
    ])
    return found.rows.map(({ doc }) => JSON.parse(doc) as unknown)
  }
  const list = (asked: ListQuery) => async (given: Readonly<Record<string, string>>) => {
    const items = await docs(pageOf(asked, { skip: Number(given['skip']), limit: Number(given['limit']) }), [
      organization,
    ])
    const { count } = countOf(asked)
    return { items, total: (await pool.query<{ n: string }>(count, [organization])).rows[0]?.n ?? '' }
  }
  const lists = [
    [base, list(executionList({ scope: organization }))],
    ['/machines', list(machineList(organization))],
  ] as const
  for (const [path, ask] of lists)
    app.get(path, async (c) => {
      const { items, total } = await ask(c.req.query())
      return c.json(items, 200, { 'X-Total-Count': total })
    })
  app.get(`${base}/:id`, async (c) => c.json((await docs(executionById, [organization, c.req.param('id')]))[0]))
  app.get('/machines/:id', async (c) =>
    c.json((await docs(`${mine} and m.id = $2`, [organization, c.req.param('id')]))[0]),
  )
  return (path) => app.request(`http://127.0.0.1${path}`)
}

type Ways = Readonly<Record<'ours' | 'bare', Ask>>

/** A handler that answers something else would be quick for nothing. */
async function demandSame(ways: Ways): Promise<void> {
  for (const path of questions.flatMap(({ paths }) => paths)) {
    const [ours, bare] = await Promise.all([ways.ours(path), ways.bare(path)])
    const [one, other] = [await ours.text(), await bare.text()]
    if (ours.status !== 200 || one !== other)
      throw new Error(`${path}: ${one.slice(0, 300)} is not ${other.slice(0, 300)}`)
  }
}

async function rateOf(ask: Ask, paths: readonly string[]): Promise<number> {
  const began = performance.now()
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < requests; at = next++) {
      const answer = await ask(paths[at % paths.length] ?? '')
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`status ${answer.status}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return (requests * 1000) / (performance.now() - began)
}

const median = (some: readonly number[]): number => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0

async function compare(ways: Ways, { title, paths }: Question): Promise<void> {
  const rates = { ours: [] as number[], bare: [] as number[] }
  for (let round = -1; round < rounds; round++)
    // The first round warms up; afterwards who goes first has the cooler machine, so they take turns.
    for (const way of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      const rate = await rateOf(ways[way], paths)
      if (round >= 0) rates[way].push(rate)
    }
  const [ours, bare] = [median(rates.ours), median(rates.bare)]
  console.log(
    `${title.padEnd(24)}${ours.toFixed(0).padStart(8)} a second, bare ${bare.toFixed(0).padStart(6)}: ${(ours / bare).toFixed(2)} of it`,
  )
}

async function measure(completions: number): Promise<void> {
  const name = `mw_bench_${randomBytes(6).toString('hex')}`
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  await onServer(`create database ${name}`)
  try {
    await fill(url, completions)
    console.log(`${machines} machines, ${completions} completions, medians of ${rounds} rounds of ${requests} requests`)
    await withWays(url, async (ways) => {
      await demandSame(ways)
      for (const question of questions) await compare(ways, question)
    })
  } finally {
    await onServer(`drop database if exists ${name} with (force)`)
  }
}

async function withWays(url: string, work: (ways: Ways) => Promise<void>): Promise<void> {
  const desk = await openDesk(await projectOf({ url }), { connections: atOnce })
  const pool = new Pool({ connectionString: url, max: atOnce })
  try {
    const { token } = await desk.db.write((tx) => openSession(tx, id(2, organizations), desk.now()))
    const headers = { host: '127.0.0.1', authorization: `Bearer ${token}` }
    const { app } = createApp(desk)
    const ours: Ask = (path) => app.request(`http://127.0.0.1${path}`, { headers })
    await work({ ours, bare: bareOf(pool, { organization: id(1, organizations), tokenHash: hashOfToken(token) }) })
  } finally {
    await Promise.all([desk.db.close(), pool.end()])
  }
}

async function fill(url: string, completions: number): Promise<void> {
  const db = await openDatabase(url)
  const schema = [targetSchema(), ...protocolMigrations.map((migration) => migrationScript(migration, 'up'))].join('\n')
  await db.exec(`${schema};${rows(completions)}`)
  await db.close()
}

async function onServer(statement: string): Promise<void> {
  const db = await openDatabase(server)
  await db.exec(statement)
  await db.close()
}

for (const completions of values.completions.split(',')) await measure(Number(completions))
