import PQueue from 'p-queue'
import { wordsOf } from '../../kernel/problem.ts'
import type { ChunkExecutor, ChunkHandler, ChunkOrder, ChunkStatus, DeadChunk } from './executor.ts'
import { nameOf } from './executor.ts'

export type InProcessOptions = {
  /** How many parts are worked on at the same time. */
  readonly atOnce: number
  /** Whether the same might succeed in a while. */
  mayPass(error: unknown): boolean
  /** How often a part is begun at most; default 3. */
  readonly tries?: number
  /** Before the second try, in milliseconds; twice as long before each further one. Default 500. */
  readonly pauseMs?: number
}

type Chunk = {
  readonly order: ChunkOrder
  state: 'waiting' | 'active' | 'done' | 'dead'
  tries: number
  error?: unknown
}

type Run = { readonly chunks: Map<string, Chunk>; stop: AbortController }

/** Does parts in this process, some of them at the same time. */
export class InProcessExecutor implements ChunkExecutor {
  readonly #options: InProcessOptions
  readonly #queue: PQueue
  readonly #runs = new Map<string, Run>()
  #handler: ChunkHandler | undefined

  constructor(options: InProcessOptions) {
    this.#options = options
    this.#queue = new PQueue({ concurrency: options.atOnce, autoStart: false })
  }

  async submit(orders: readonly ChunkOrder[]): Promise<void> {
    for (const order of orders) {
      const run = this.#run(order.run)
      const known = run.chunks.get(nameOf(order))
      if (known !== undefined && known.state !== 'dead') continue
      const chunk: Chunk = { order, state: 'waiting', tries: 0 }
      run.chunks.set(nameOf(order), chunk)
      this.#enqueue(run, chunk)
    }
  }

  async start(handler?: ChunkHandler): Promise<void> {
    this.#handler = handler
    this.#queue.start()
  }

  async pause(id: string): Promise<void> {
    this.#run(id).stop.abort()
  }

  async resume(id: string): Promise<void> {
    const run = this.#run(id)
    if (!run.stop.signal.aborted) return
    run.stop = new AbortController()
    for (const chunk of run.chunks.values()) if (chunk.state === 'waiting') this.#enqueue(run, chunk)
  }

  async cancel(id: string): Promise<void> {
    const run = this.#run(id)
    run.stop.abort()
    for (const [name, chunk] of run.chunks) if (chunk.state === 'waiting') run.chunks.delete(name)
  }

  async status(id: string): Promise<ChunkStatus> {
    const chunks = [...this.#run(id).chunks.values()]
    const count = (state: Chunk['state']): number => chunks.filter((chunk) => chunk.state === state).length
    const dead = chunks.flatMap(({ state, order, error }): DeadChunk[] =>
      state === 'dead' ? [{ order, reason: wordsOf(error), error }] : [],
    )
    return { waiting: count('waiting'), active: count('active'), done: count('done'), dead }
  }

  /** Lets what is at work end with its batch, and waits for it. */
  async close(): Promise<void> {
    for (const { stop } of this.#runs.values()) stop.abort()
    this.#queue.start() // what is left in it sees that it is to stop
    await this.#queue.onIdle()
  }

  #run(id: string): Run {
    const known = this.#runs.get(id)
    if (known !== undefined) return known
    const run = { chunks: new Map<string, Chunk>(), stop: new AbortController() }
    this.#runs.set(id, run)
    return run
  }

  #enqueue(run: Run, chunk: Chunk): void {
    const { signal } = run.stop
    void this.#queue.add(() => this.#work(run, chunk, signal))
  }

  async #work(run: Run, chunk: Chunk, signal: AbortSignal): Promise<void> {
    if (signal.aborted || chunk.state !== 'waiting') return
    chunk.state = 'active'
    chunk.tries++
    try {
      chunk.state = (await this.#handler?.(chunk.order, signal)) === true ? 'done' : 'waiting'
    } catch (error) {
      this.#fail(run, chunk, error)
    }
  }

  #fail(run: Run, chunk: Chunk, error: unknown): void {
    const { tries = 3, pauseMs = 500 } = this.#options
    chunk.error = error
    chunk.state = 'dead'
    if (!this.#options.mayPass(error) || chunk.tries >= tries) return
    chunk.state = 'waiting'
    setTimeout(() => this.#enqueue(run, chunk), pauseMs * 2 ** (chunk.tries - 1)).unref()
  }
}
