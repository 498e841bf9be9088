/** The news that pages hear: in order, nothing twice, nothing lost, and never more than fits. */
import { spawn } from 'node:child_process'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Message } from '../../src/http/documents.ts'
import { Hub, seenIn } from '../../src/http/news/hub.ts'
import { makeQueue } from '../../src/http/news/queue.ts'
import { openDatabase, openProject } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { noCounters } from '../../src/kernel/counters.ts'
import { sql } from '../../src/kernel/sql.ts'
import { appendEvent, eventTail } from '../../src/ledger/event-log.ts'
import type { RunEvent } from '../../src/ledger/events.ts'
import { noView, type RunView, viewAfter } from '../../src/ledger/run-view.ts'
import { makeProject, type Person, program, remove, serveAt } from './place.ts'

vi.setConfig({ testTimeout: 90_000 }) // each job is a process of its own

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function served(rows: number, config: object = {}) {
  const folder = makeProject(rows, config)
  ends.push(() => remove(folder))
  const at = await serveAt({ folder })
  ends.push(() => at.served.close())
  return { folder, at, person: await at.as('operator') }
}

type Heard = { readonly event: string; readonly id: string; readonly data: Message | RunEvent }

/** Listens as a browser does, until `isEnough`; then hangs up. */
async function hear(
  url: string,
  person: Person,
  how: { last?: string; isEnough: (heard: readonly Heard[]) => boolean },
) {
  const stop = new AbortController()
  const headers = { cookie: person.cookie, ...(how.last === undefined ? {} : { 'last-event-id': how.last }) }
  const answer = await fetch(`${url}/api/environments/main/news`, { headers, signal: stop.signal })
  const heard: Heard[] = []
  let text = ''
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString('utf8')
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) heard.push(partsOf(block))
    if (how.isEnough(heard)) break
  }
  stop.abort()
  return heard
}

const partsOf = (block: string): Heard => {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
  return { event: field('event'), id: field('id'), data: JSON.parse(field('data')) as Heard['data'] }
}

const events = (heard: readonly Heard[]): readonly RunEvent[] =>
  heard.flatMap(({ event, data }) => (event === 'event' ? [data as RunEvent] : []))
const hasVerdict = (heard: readonly Heard[]): boolean => events(heard).some(({ type }) => type === 'verdict')
const lasting = (heard: readonly Heard[]): readonly RunEvent[] =>
  events(heard).filter(({ type }) => type !== 'progress')

describe('a page that listens', () => {
  test('hears a run of this server from its first event to its verdict, in order, and folds it to what the ledger says', async () => {
    const { at, person } = await served(300)
    const listening = hear(at.url, person, { isEnough: hasVerdict })
    await person.ask('environments/main/up', {})
    const heard = await listening
    expect(lasting(heard).map(({ seq }) => seq)).toEqual(lasting(heard).map((_, place) => place + 1))
    const run = events(heard)[0]?.run ?? ''
    const stored = await person.read<{ view: RunView }>(`environments/main/runs/${run}`)
    expect(JSON.parse(JSON.stringify(lasting(heard).reduce(viewAfter, noView)))).toMatchObject({
      verdict: { word: 'PROVED' },
      checks: stored.view.checks as unknown as object[],
    })
  })

  test('that lost its connection gets what it missed from the ledger, and nothing twice', async () => {
    const { at, person, folder } = await served(20)
    const child = spawn(process.execPath, [...program, 'up', '--json'], { cwd: folder, stdio: 'ignore' })
    await new Promise((done) => child.on('close', done))
    const whole = await hear(at.url, person, { isEnough: (heard) => heard.length > 0 })
    const { run, seq } = (whole[0] as Heard).data as { run: string; seq: number }
    expect(seq).toBeGreaterThan(8)
    const missed = await hear(at.url, person, { last: `${run}.4`, isEnough: hasVerdict })
    expect(events(missed).map((event) => event.seq)).toEqual(Array.from({ length: seq - 4 }, (_, place) => place + 5))
    expect(missed.at(-1)?.id).toBe(`${run}.${seq}`)
  })

  test('of a database that lets only one process in hears the run all the same', async () => {
    const { at, person } = await served(50, { database: 'pglite:data' })
    const listening = hear(at.url, person, { isEnough: hasVerdict })
    await person.ask('environments/main/up', {})
    expect(lasting(await listening).at(-1)).toMatchObject({ type: 'verdict', verdict: 'PROVED' })
    expect(await person.read('environments/main/status')).toMatchObject({ pending: 0 })
  }, 60_000)
})

const event = (seq: number, news: object): RunEvent =>
  ({ run: 'r', seq, at: '2026-01-01T00:00:00.000Z', ...news }) as RunEvent
const finding = (seq: number): RunEvent =>
  event(seq, {
    type: 'check',
    result: {
      name: `check ${seq}`,
      kind: 'zero',
      level: 'error',
      migration: '1',
      ok: true,
      compared: '',
      differences: 0,
      samples: [],
    },
  })

describe('S32: too many pages, too much news', () => {
  test('a page that does not keep up is given the run as it is instead of everything that it missed', async () => {
    const folder = makeProject()
    ends.push(() => remove(folder))
    const hub = new Hub(await openProject({ cwd: folder }), () => true)
    const news = hub.listen()
    const first = news.next() // now it listens
    for (let seq = 1; seq <= 1000; seq++) hub.take(finding(seq))
    const heard = [(await first).value]
    for (let times = 0; times < 400 && heard.at(-1)?.event !== 'snapshot'; times++)
      heard.push((await news.next()).value)
    const { view, seq } = (heard.at(-1) ?? { data: undefined }).data as { view: RunView; seq: number }
    expect(view.checks).toHaveLength(1000)
    expect(seq).toBe(1000)
    hub.close()
  })

  test('a page that missed a thousand stored events hears each of them once, in their order', async () => {
    const folder = makeProject()
    ends.push(() => remove(folder))
    const project = await openProject({ cwd: folder })
    await up(project)
    const db = await openDatabase(project)
    const { run, first } = await db.transaction(async (tx) => {
      const [{ id }] = (await tx.all(sql`select id from millwright_run`)) as [{ id: string }]
      const before = await eventTail(tx, id)
      let tail = before
      const at = '2026-01-01T00:00:00.000Z'
      for (let time = 0; time < 1000; time++)
        tail = await appendEvent(tx, id, { tail, at, news: { type: 'waiting', reason: `${time}` } })
      return { run: id, first: before.seq }
    })
    await db.close()
    const hub = new Hub(project, () => false)
    const heard: number[] = []
    for await (const { event: name, data } of hub.listen({ run, seq: first })) {
      if (name === 'event') heard.push((data as RunEvent).seq)
      if (heard.length === 1000) break
    }
    hub.close()
    expect(heard).toEqual(Array.from({ length: 1000 }, (_, at) => first + 1 + at))
  })

  test('two hundred pages may listen to an environment, and one more is told that there are too many', async () => {
    const folder = makeProject()
    ends.push(() => remove(folder))
    const hub = new Hub(await openProject({ cwd: folder }), () => true)
    const all = Array.from({ length: 200 }, () => hub.listen())
    const waiting = all.map((news) => news.next())
    await expect(hub.listen().next()).rejects.toMatchObject({ status: 503 })
    hub.close()
    await Promise.all(waiting)
  })

  test('progress is told once a second, however often it comes, and the last of it is never lost', async () => {
    const folder = makeProject()
    ends.push(() => remove(folder))
    const hub = new Hub(await openProject({ cwd: folder }), () => true, { pollMs: 1000, beatMs: 500, progressMs: 200 })
    const news = hub.listen()
    const heard: number[] = []
    const listening = (async () => {
      for await (const { event: name, data } of news)
        if (name === 'event') heard.push((data as { counters: { read: number } }).counters.read)
    })()
    const progress = { type: 'progress', migration: '1', step: 's', batchRows: 1, batchMs: 1, position: '' }
    for (let read = 1; read <= 100; read++) {
      hub.take(event(0, { ...progress, counters: { ...noCounters, read } }))
      await new Promise((wake) => setTimeout(wake, 5))
    }
    await new Promise((wake) => setTimeout(wake, 400))
    hub.close()
    await listening
    expect(heard.length).toBeLessThan(20)
    expect(heard.at(-1)).toBe(100)
  })
})

describe('a queue', () => {
  test('gives what it was given, in order, and waits no longer than it is told', async () => {
    const queue = makeQueue<number>()
    queue.push(1)
    queue.push(2)
    expect([await queue.next(1000), await queue.next(1000), await queue.next(10)]).toEqual([1, 2, undefined])
    expect(queue.wasCut()).toBe(false)
  })
})

test.each(['', 'x', '01abc', '01abc.', '01abc.x', '../01.3', '01abc.99999999999'])(
  '%j is no place in the news',
  (id) => {
    expect(seenIn(id)).toBeUndefined()
  },
)
