import { type News, readNews, type Seen, type ViewedRun } from '../../actions/view-run.ts'
import type { Project } from '../../actions/project.ts'
import type { RunEvent } from '../../ledger/events.ts'
import type { Message } from '../documents.ts'
import { noView, type RunView, viewAfter } from '../../ledger/run-view.ts'
import { Refusal } from '../frame/refusal.ts'
import type { ServerEvent } from '../frame/stream.ts'
import { makeQueue, type Queue } from './queue.ts'

type Live = { view: RunView; seq: number; told: number; pending: RunEvent | undefined }

export type HubTimes = { readonly pollMs: number; readonly beatMs: number; readonly progressMs: number }
const usual: HubTimes = { pollMs: 1000, beatMs: 5000, progressMs: 1000 }
const mostListeners = 200
const mostRuns = 8

/**
 * The news of one environment, for every page that shows it. What this server does itself comes from the process that does
 * it; what others do is read from the ledger once a second, once for all pages, and only while there are any.
 */
export class Hub {
  readonly #project: Project
  readonly #isOurs: () => boolean
  readonly #times: HubTimes
  readonly #runs = new Map<string, Live>()
  readonly #queues = new Set<Queue<Message>>()
  #newest = ''
  #state = ''
  #isPolling = false
  #isTroubled = false

  /** `isOurs` says whether a process of this server is at work, which brings its news itself. */
  constructor(project: Project, isOurs: () => boolean, times: HubTimes = usual) {
    this.#project = project
    this.#isOurs = isOurs
    this.#times = times
  }

  /** Takes one event of a run. */
  take(event: RunEvent): void {
    const live = this.#liveOf(event.run)
    if (event.type !== 'progress' && event.seq <= live.seq) return
    live.view = viewAfter(live.view, event)
    live.seq = Math.max(live.seq, event.seq)
    if (event.type === 'progress') return this.#takeProgress(live, event)
    this.#tellPending(live)
    this.#tell({ type: 'event', event })
    if (event.type === 'verdict' || event.type === 'runStarted') this.changed()
  }

  /** Something that pages read on their own is not what it was. */
  changed(): void {
    this.#tell({ type: 'changed' })
  }

  /** Somebody changed what the ledger says of a run beside its events. */
  renew({ run, view, seq }: ViewedRun): void {
    const live = this.#runs.get(run)
    if (live !== undefined) [live.view, live.seq] = [view, seq]
    this.#tell({ type: 'snapshot', run, seq, view })
    this.changed()
  }

  /** The run as it is now, if its news came through here. */
  viewOf(run: string): { readonly view: RunView; readonly seq: number } | undefined {
    return this.#runs.get(run)
  }

  /** News from now on; before it, what was missed since `seen`, or the runs as they are. Ends with `close`. @throws a refusal when too many listen */
  async *listen(seen?: Seen): AsyncGenerator<ServerEvent, void, undefined> {
    if (this.#queues.size >= mostListeners) throw tooManyPages()
    const queue = makeQueue<Message>()
    this.#queues.add(queue)
    void this.#poll()
    try {
      for await (const message of this.#missed(seen)) yield eventOf(message)
      while (!queue.isEnded) yield* (await this.#next(queue)).map(eventOf)
    } finally {
      this.#queues.delete(queue)
    }
  }

  close(): void {
    for (const queue of this.#queues) queue.end()
    this.#queues.clear()
  }

  /** What comes next for a page; the runs as they are, where it lost something on the way; a sign of life, where nothing comes. */
  async #next(queue: Queue<Message>): Promise<readonly Message[]> {
    const message = await queue.next(this.#times.beatMs)
    const beat: Message = { type: 'beat', at: new Date().toISOString() }
    return [...(queue.wasCut() ? this.#snapshots() : []), message ?? beat]
  }

  #liveOf(run: string): Live {
    const found = this.#runs.get(run)
    if (found !== undefined) return found
    const made: Live = { view: noView, seq: 0, told: 0, pending: undefined }
    this.#runs.set(run, made)
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > mostRuns && oldest !== undefined) this.#runs.delete(oldest)
    return made
  }

  /** Once a second is as often as anybody reads a number. */
  #takeProgress(live: Live, event: RunEvent): void {
    const isWaiting = live.pending !== undefined
    live.pending = event
    const left = live.told + this.#times.progressMs - performance.now()
    if (left <= 0) this.#tellPending(live)
    else if (!isWaiting) setTimeout(() => this.#tellPending(live), left).unref()
  }

  #tellPending(live: Live): void {
    if (live.pending === undefined) return
    this.#tell({ type: 'event', event: live.pending })
    live.pending = undefined
    live.told = performance.now()
  }

  #tell(message: Message): void {
    for (const queue of this.#queues) queue.push(message)
  }

  #snapshots(): readonly Message[] {
    return [...this.#runs].map(([run, { view, seq }]) => ({ type: 'snapshot', run, seq, view }))
  }

  /** Read a part at a time, as fast as the page takes it: it may have missed very much. */
  async *#missed(seen: Seen | undefined): AsyncGenerator<Message, void, undefined> {
    await this.#look()
    if (seen === undefined || this.#isOurs()) return yield* this.#snapshots()
    for (let { seq } = seen, isMore = true; isMore; ) {
      const news = await readNews(this.#project, { run: seen.run, seq }).catch(() => undefined)
      if (news?.run !== seen.run) return yield* this.#snapshots()
      for (const event of news.events) yield { type: 'event', event }
      seq = news.events.at(-1)?.seq ?? seq
      isMore = news.more
    }
  }

  async #poll(): Promise<void> {
    if (this.#isPolling) return
    this.#isPolling = true
    while (this.#queues.size > 0) {
      await new Promise((wake) => setTimeout(wake, this.#times.pollMs).unref())
      await this.#look()
    }
    this.#isPolling = false
  }

  async #look(): Promise<void> {
    if (this.#isOurs()) return
    try {
      const news = await this.#readNew()
      if (this.#isTroubled) this.changed()
      this.#isTroubled = false
      if (news === undefined) return
      if (news.run !== this.#newest || news.state !== this.#state) this.changed()
      this.#newest = news.run
      this.#state = news.state
    } catch (error) {
      this.#isTroubled = true
      this.#tell({ type: 'trouble', words: error instanceof Error ? error.message : String(error) })
    }
  }

  /** Takes what is new of the newest run, a part at a time. */
  async #readNew(): Promise<News | undefined> {
    let seen = { run: this.#newest, seq: this.#runs.get(this.#newest)?.seq ?? 0 }
    for (;;) {
      const news = await readNews(this.#project, seen)
      if (news === undefined) return news
      for (const event of news.events) this.take(event)
      if (!news.more) return news
      seen = { run: news.run, seq: news.events.at(-1)?.seq ?? seen.seq }
    }
  }
}

/** The id of an event says what a page has seen when it comes back. */
const eventOf = (message: Message): ServerEvent => {
  const { type } = message
  if (type === 'snapshot') return { event: type, data: message, id: `${message.run}.${message.seq}` }
  return type === 'event'
    ? { event: type, data: message.event, id: `${message.event.run}.${message.event.seq}` }
    : { event: type, data: message }
}

/** What a page that lost its connection had seen. */
export function seenIn(id: string | undefined): Seen | undefined {
  const found = /^([0-9a-z]{1,40})\.(\d{1,9})$/.exec(id ?? '')
  return found === null ? undefined : { run: found[1] ?? '', seq: Number(found[2]) }
}

const tooManyPages = (): Refusal =>
  new Refusal('Too many pages listen already; close some', { status: 503, code: 'too_many_streams' })
