/**
 * What it costs that people look: a run with fifty open pages beside the same run with none, in turns, and a page that has
 * missed a hundred thousand events.
 *
 * node --conditions=millwright-source bench/news.ts [rows] [pairs] [events]
 */
import { rmSync } from 'node:fs'
import { openDatabase, openProject } from 'millwright'
import { appendEvent, eventTail } from '../../millwright/src/ledger/event-log.ts'
import { makeProject, type Server, startServer } from './place.ts'

const [rows = 1_000_000, pairs = 3, events = 100_000] = process.argv.slice(2).map(Number)
const say = (words: string): void => void process.stdout.write(`${words}\n`)

const ratios: number[] = []
for (let pair = 1; pair <= pairs; pair++) {
  const turn = pair % 2 === 0 ? ([50, 0] as const) : ([0, 50] as const) // neither is always the first one
  const ms = new Map<number, number>()
  for (const pages of turn) ms.set(pages, await runWith(pages))
  const [alone = 1, watched = 0] = [ms.get(0), ms.get(50)]
  ratios.push(watched / alone)
  say(
    `pair ${pair}: ${Math.round(alone)} ms alone, ${Math.round(watched)} ms with fifty pages: ${(watched / alone).toFixed(3)}`,
  )
}
const middle = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0
say(`${rows} rows, median of ${pairs} pairs: ${middle.toFixed(3)} (wanted: below 1.05)`)
await replay()

/** How long the ledger says that the run took, with so many pages that hear all of it and read what a page of a run reads. */
async function runWith(pages: number): Promise<number> {
  const folder = await makeProject(rows)
  const server = await startServer(folder)
  const stop = new AbortController()
  try {
    const watching = Array.from({ length: pages }, () => watch(server, stop.signal))
    const { id } = await server.ask<{ id: string }>('main/up')
    const run = await endOf(server, id)
    stop.abort()
    await Promise.allSettled(watching)
    const { run: facts } = await server.read<{ run: { ms: number } }>(`main/runs/${run}/report`)
    return facts.ms
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function endOf(server: Server, id: string): Promise<string> {
  for (;;) {
    await new Promise((wake) => setTimeout(wake, 250))
    const job = await server.read<{ state: string; run?: string; verdict?: string }>(`main/jobs/${id}`)
    if (job.state === 'running') continue
    if (job.verdict !== 'PROVED' || job.run === undefined) throw new Error(`the run ended as ${job.verdict}`)
    return job.run
  }
}

/** One page: the stream, and its documents again whenever the stream says that they changed. */
async function watch(server: Server, signal: AbortSignal): Promise<void> {
  const { url, cookie } = server
  const answer = await fetch(`${url}/api/environments/main/news`, { headers: { cookie }, signal })
  const decoder = new TextDecoder()
  for await (const bytes of (answer.body ?? []) as AsyncIterable<Uint8Array>)
    if (decoder.decode(bytes, { stream: true }).includes('event: changed'))
      await Promise.allSettled(['main/status', 'main/runs?limit=10', 'main/jobs'].map((path) => server.read(path)))
}

/** A page comes back that has seen the first event alone. */
async function replay(): Promise<void> {
  const folder = await makeProject(10)
  const first = await startServer(folder)
  const { id } = await first.ask<{ id: string }>('main/up')
  const run = await endOf(first, id)
  await first.close()
  await fill(folder, run)
  const server = await startServer(folder)
  const heard = await hear(server, run)
  say(`${heard} events replayed to a page; the server held ${Math.round(server.peak())} MB at most (wanted: below 200)`)
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

async function fill(folder: string, run: string): Promise<void> {
  const db = await openDatabase(await openProject({ cwd: folder }))
  await db.transaction(async (tx) => {
    let tail = await eventTail(tx, run)
    const at = new Date().toISOString()
    while (tail.seq < events)
      tail = await appendEvent(tx, run, { tail, at, news: { type: 'waiting', reason: `for lock ${tail.seq}` } })
  })
  await db.close()
}

async function hear({ url, cookie }: Server, run: string): Promise<number> {
  const stop = new AbortController()
  const headers = { cookie, 'last-event-id': `${run}.1` }
  const answer = await fetch(`${url}/api/environments/main/news`, { headers, signal: stop.signal })
  const decoder = new TextDecoder()
  let [heard, rest] = [0, '']
  for await (const bytes of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    heard += lines.filter((line) => line === 'event: event').length
    if (heard >= events - 1) break
  }
  stop.abort()
  return heard
}
