import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Follower, followRun, type Message, type RunEvent, type RunView } from 'millwright/view'

/** The stream of one environment, as long as a page shows it: one for the whole browser tab. */
export class News {
  readonly #runs = new Map<string, Follower>()
  readonly #heard = new Set<() => void>()
  #source: EventSource | undefined
  /** Grows with everything that is heard. */
  ticks = 0
  /** Grows when pages should read again what they show. */
  version = 0
  lastAt = Date.now()
  isConnected = false
  trouble: string | undefined

  open(environment: string): () => void {
    const source = new EventSource(`/api/environments/${environment}/news`)
    this.#source = source
    const on = (type: Message['type'], take: (data: never) => void): void =>
      source.addEventListener(type, ({ data }) => {
        this.isConnected = true
        this.lastAt = Date.now()
        take(JSON.parse(data as string) as never)
        this.#tell()
      })
    on('snapshot', ({ run, view, seq }: { run: string; view: RunView; seq: number }) => {
      this.#runs.set(run, followRun({ view, events: seq }))
    })
    on('event', (event: RunEvent) => this.#take(event))
    on('changed', () => {
      this.version++
      this.trouble = undefined
    })
    on('trouble', ({ words }: { words: string }) => void (this.trouble = words))
    on('beat', () => undefined)
    source.addEventListener('open', () => this.#connected())
    source.addEventListener('error', () => this.#lost())
    return () => source.close()
  }

  followerOf(run: string): Follower | undefined {
    return this.#runs.get(run)
  }

  /** The run that is under way, if one is. */
  get running(): Follower | undefined {
    return [...this.#runs.values()].findLast(
      ({ view }) => view.run !== '' && view.verdict === undefined && view.failure === undefined,
    )
  }

  subscribe = (hear: () => void): (() => void) => {
    this.#heard.add(hear)
    return () => this.#heard.delete(hear)
  }

  #take(event: RunEvent): void {
    const follower = this.#runs.get(event.run) ?? followRun()
    this.#runs.set(event.run, follower)
    if (event.type === 'progress' || event.seq > follower.events) follower.take(event, performance.now())
    this.trouble = undefined
  }

  #connected(): void {
    if (!this.isConnected) this.version++
    this.isConnected = true
    this.#tell()
  }

  #lost(): void {
    this.isConnected = false
    if (this.#source?.readyState === EventSource.CLOSED)
      this.trouble = 'The server ended the stream; load the page again.'
    this.#tell()
  }

  #tell(): void {
    this.ticks++
    for (const hear of this.#heard) hear()
  }
}

/** The news of an environment; a page that uses it is drawn anew with everything that is heard. */
export function useNews(environment: string): News {
  const [news, setNews] = useState(() => new News())
  useEffect(() => {
    const made = new News()
    setNews(made)
    return made.open(environment)
  }, [environment])
  useSyncExternalStore(news.subscribe, () => news.ticks)
  return news
}

/** The time, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
