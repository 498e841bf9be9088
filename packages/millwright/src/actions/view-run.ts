import type { Connection } from '../kernel/connection.ts'
import { eventTail, readEventPage } from '../ledger/event-log.ts'
import type { RunEvent } from '../ledger/events.ts'
import { hasLedger } from '../ledger/ledger.ts'
import { readPart, readSteps, type StepKey } from '../ledger/parts.ts'
import { type ItemView, noView, type RunView, type StepView, viewAfter } from '../ledger/run-view.ts'
import { findRun, readNewest, type Run } from '../ledger/runs.ts'
import type { RunState } from '../ledger/states.ts'
import { openIfThere } from './state.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'

/** A run as the ledger tells it, and the number of its last event. */
export type ViewedRun = { readonly run: string; readonly state: RunState; readonly seq: number; readonly view: RunView }

/** A run, the newest where none is named, as a screen shows it. @throws RUN105, RUN106 */
export const viewRun = (project: Project, word?: string): Promise<ViewedRun> =>
  withLedger(project, async (db) => {
    const run = await findRun(db, word)
    return { run: run.id, state: run.state, seq: (await eventTail(db, run.id)).seq, view: await viewOf(db, run) }
  })

/** The view of a run from its stored events, with the end the ledger's own row gives. */
export async function viewOf(db: Connection, run: Run): Promise<RunView> {
  let view = noView
  for await (const events of pagesOf(db, run.id)) view = events.reduce(viewAfter, view)
  view = await withBooks(db, view)
  return view.verdict !== undefined || run.verdict === undefined
    ? view
    : { ...view, verdict: { word: run.verdict, why: run.why ?? '', ms: 0 } }
}

/** More at once would stand about in the memory of a server that only passes them on. */
const pageEvents = 200

async function* pagesOf(db: Connection, run: string): AsyncGenerator<readonly RunEvent[]> {
  for (let after = 0; ; ) {
    const events = await readEventPage(db, run, { after, most: pageEvents })
    yield events
    if (events.length < pageEvents) return
    after = events.at(-1)?.seq ?? after
  }
}

/** A step that did not end has no closing event; what it did until then stands in its checkpoint. */
async function withBooks(db: Connection, view: RunView): Promise<RunView> {
  const items: ItemView[] = []
  for (const item of view.items) {
    const steps: StepView[] = []
    for (const step of item.steps)
      steps.push(step.state === 'ok' ? step : await withBook(db, step, keyOf(view, item, step)))
    items.push({ ...item, steps })
  }
  return { ...view, items }
}

const keyOf = ({ run }: RunView, { migration }: ItemView, { name }: StepView): StepKey => ({
  run,
  migration,
  step: name,
})

async function withBook(db: Connection, step: StepView, key: StepKey): Promise<StepView> {
  const part = await readPart(db, key)
  return part === undefined ? step : { ...step, counters: part.counters }
}

/** What somebody has seen of the newest run. */
export type Seen = { readonly run: string; readonly seq: number }

/**
 * The newest run with what happened since somebody looked: its stored events, then where its running steps are. There may be
 * `more` than are told at once.
 */
export type News = {
  readonly run: string
  readonly state: RunState
  readonly events: readonly RunEvent[]
  readonly more: boolean
}

/**
 * What is new in the ledger, read without waiting and without the history: for whoever asks every second. Nothing where there
 * is no ledger yet. @throws RUN106
 */
export async function readNews(project: Project, seen: Seen): Promise<News | undefined> {
  const db = await openIfThere(project)
  try {
    const newest = db !== undefined && (await hasLedger(project.dialect, db)) ? await readNewest(db) : undefined
    return newest === undefined || db === undefined ? undefined : await newsOf(db, newest, seen)
  } finally {
    await db?.close()
  }
}

async function newsOf(db: Connection, { id, state }: { id: string; state: RunState }, seen: Seen): Promise<News> {
  const from = seen.run === id ? seen.seq : 0
  const stored = await readEventPage(db, id, { after: from, most: pageEvents })
  const seq = stored.at(-1)?.seq ?? from
  if (stored.length === pageEvents) return { run: id, state, events: stored, more: true }
  return { run: id, state, events: [...stored, ...(await progressOf(db, id, seq))], more: false }
}

/** Progress is not stored as news: the checkpoints say the same. */
async function progressOf(db: Connection, run: string, seq: number): Promise<readonly RunEvent[]> {
  const running = (await readSteps(db, run)).filter(({ state }) => state === 'running')
  const events: RunEvent[] = []
  for (const { migration, step } of running) {
    const part = await readPart(db, { run, migration, step })
    if (part === undefined) continue
    const { counters, record } = part
    const position = `record ${record}`
    const at = new Date().toISOString()
    events.push({ type: 'progress', migration, step, counters, batchRows: 0, batchMs: 0, position, run, seq, at })
  }
  return events
}
