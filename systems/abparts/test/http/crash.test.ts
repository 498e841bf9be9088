/**
 * A server is killed while somebody ticks the items of a checklist off, and another person goes on with it: what was answered is
 * there, and every part was taken from stock once.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { openSession } from '../../src/service/sessions.ts'
import { describeEachPlace, id, prepare } from './support.ts'

const items = 40
const item = (n: number): string => id(1000 + n)
const base = '/maintenance-protocols/executions'

const rows = `
  insert into maintenance_protocols (id, name, protocol_type, service_interval_hours) values ('${id(59)}', 'Long service', 'scheduled', 900);
  insert into protocol_checklist_items (id, protocol_id, item_order, item_description, item_type, is_critical, part_id)
    select ('00000000-0000-4000-8000-' || lpad((1000 + n)::text, 12, '0'))::uuid, '${id(59)}', n, 'Renew ' || n, 'replacement', true, '${id(41)}'
    from generate_series(1, ${items}) as n`

const program = fileURLToPath(new URL('server-process.ts', import.meta.url))

type Server = { readonly url: string; readonly child: ChildProcess }

async function start(url: string): Promise<Server> {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, program, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const at = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (piece: Buffer) => resolve(piece.toString('utf8').trim()))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { url: at, child }
}

async function end({ child }: Server, signal: NodeJS.Signals): Promise<void> {
  const over = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await over
}

type Asked = { readonly token: string; readonly line: string; readonly body?: object }

async function ask({ url }: Server, { token, line, body }: Asked) {
  const [method = 'GET', path = '/'] = line.split(' ')
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> }
}

/** Two sessions of people of one customer, in a database that nobody has open. */
async function twoSessions(url: string): Promise<readonly [string, string]> {
  const db = await openDatabase(url)
  try {
    const tokens: string[] = []
    for (const n of [14, 13]) tokens.push((await db.transaction((tx) => openSession(tx, id(n), new Date()))).token)
    return [tokens[0] ?? '', tokens[1] ?? '']
  } finally {
    await db.close()
  }
}

describeEachPlace('a checklist whose server is killed', (place) => {
  test('is resumed by another person after each of three crashes, and nothing is lost or doubled', {
    timeout: 300_000,
  }, async () => {
    const { url } = place()
    await prepare(url, rows)
    const [first, second] = await twoSessions(url)
    let server = await start(url)
    const begun = await ask(server, {
      token: first,
      line: `POST ${base}`,
      body: { machine_id: id(21), protocol_id: id(59) },
    })
    const execution = String(begun.body['id'])
    const tick = (token: string, n: number) => ({
      token,
      line: `POST ${base}/${execution}/checklist/${item(n)}/complete`,
      body: { status: 'completed', actual_quantity_used: 1 },
    })
    const answered = new Set<number>()
    let next = 1
    for (const [crash, token] of [first, second, first].entries()) {
      // Several at once, so that the signal comes while some of them are in the middle of their transaction.
      const asked: Promise<void>[] = []
      const until = (crash + 1) * 10
      const enough = new Promise<void>((resolve) => {
        const work = async (): Promise<void> => {
          while (next <= items) {
            const n = next++
            const { status } = await ask(server, tick(token, n))
            expect(status).toBe(200)
            answered.add(n)
            if (answered.size >= until) resolve()
          }
        }
        for (let at = 0; at < 3; at++) asked.push(work().catch(() => undefined))
      })
      await enough
      await end(server, 'SIGKILL')
      await Promise.all(asked)
      next = 1 // whoever comes looks at the list from its beginning
      server = await start(url)
      const found = await ask(server, { token: second, line: `GET ${base}/${execution}` })
      const done = (found.body['checklist_completions'] as readonly { readonly checklist_item_id: string }[]).map(
        ({ checklist_item_id: one }) => one,
      )
      expect(new Set(done).size).toBe(done.length)
      for (const n of answered) expect(done).toContain(item(n))
    }
    expect((await ask(server, { token: second, line: `PUT ${base}/${execution}/complete`, body: {} })).status).toBe(409)
    for (let n = 1; n <= items; n++) expect((await ask(server, tick(second, n))).status).toBe(200)
    const ended = await ask(server, {
      token: second,
      line: `PUT ${base}/${execution}/complete`,
      body: { machine_hours_at_service: 901 },
    })
    expect([ended.status, ended.body['status']]).toEqual([200, 'completed'])
    await end(server, 'SIGTERM')
    expect(await booksOf(url, execution)).toEqual({ done: items, used: items, moved: items, sum: items, uneven: 0 })
  })
})

/** What the tables say, asked past the application. */
async function booksOf(url: string, execution: string): Promise<Readonly<Record<string, number>>> {
  const db = await openDatabase(url)
  try {
    const [row = {}] = await db.query(
      `select (select count(*) from maintenance_checklist_completions where execution_id = $1 and is_completed) as done,
        (select count(*) from part_usage) as used,
        (select count(*) from transactions where transaction_type = 'consumption') as moved,
        (select sum(quantity) from transactions where transaction_type = 'consumption') as sum,
        (select count(*) from inventory as i where current_stock <> (select coalesce(sum(case when t.to_warehouse_id = i.warehouse_id
          then t.quantity else -t.quantity end), 0) from transactions as t where t.part_id = i.part_id
          and i.warehouse_id in (t.to_warehouse_id, t.from_warehouse_id))) as uneven`,
      [execution],
    )
    return Object.fromEntries(Object.entries(row).map(([name, count]) => [name, Number(count)]))
  } finally {
    await db.close()
  }
}
