import { createHash } from 'node:crypto'
import type { Job, JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import { isProblem, wordsOf } from '../../kernel/problem.ts'
import { type ChunkExecutor, type ChunkHandler, type ChunkOrder, type ChunkStatus, nameOf } from './executor.ts'

export type PgBossOptions = {
  /** The PostgreSQL in which the queue stands; it may be another one than the data's. */
  readonly url: string
  /** The name of the queue. */
  readonly queue: string
  /** Makes the queue's tables, and gives parts of workers that fell silent to others. One process does that: the runner. */
  readonly isSupervisor: boolean
  /** How many parts this process works on at the same time. */
  readonly atOnce: number
  /** After so many seconds without a sign of life a part is given to another worker; at least 10. */
  readonly silenceSeconds: number
  /** Whether the same might succeed in a while; what will not goes to the dead letters at once. */
  mayPass(error: unknown): boolean
  /** Told what went wrong with the queue itself: it is asked again. */
  onTrouble?(error: unknown): void
}

const schema = 'millwright_queue'

/** A part that was never given up, whatever became of its workers, has found a row that kills them. */
const mostTries = 25

const longestSeconds = 23 * 3600

/** While parts are waiting the next one is fetched at once; else the queue is asked twice a second. */
const burst = { burstWhenReadyExceeds: 1 }

/** How often the queue is asked at most what it knows of a run, in milliseconds. */
const askMs = 500

/** Hands parts to workers in other processes, on any number of machines, through a queue in PostgreSQL. */
export class PgBossExecutor implements ChunkExecutor {
  readonly #boss: PgBoss
  readonly #options: PgBossOptions
  readonly #submitted = new Set<string>()
  #asked: { readonly run: string; readonly at: number; readonly status: ChunkStatus } | undefined
  #isClosing = false

  private constructor(boss: PgBoss, options: PgBossOptions) {
    this.#boss = boss
    this.#options = options
  }

  static async open(options: PgBossOptions): Promise<PgBossExecutor> {
    const { PgBoss: Boss } = await import('pg-boss')
    const { isSupervisor } = options
    const boss = new Boss({
      connectionString: options.url,
      application_name: 'millwright queue',
      schema,
      schedule: false,
      migrate: isSupervisor,
      createSchema: isSupervisor,
      supervise: isSupervisor,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
      queueCacheIntervalSeconds: 1,
      max: options.atOnce + 2,
    })
    boss.on('error', (error) => options.onTrouble?.(error))
    await boss.start()
    if (isSupervisor) await makeQueues(boss, options)
    return new PgBossExecutor(boss, options)
  }

  async submit(orders: readonly ChunkOrder[]): Promise<void> {
    const jobs = orders.map((order) => ({ id: idOf(order), data: order, group: { id: order.run } }))
    for (const { id } of jobs) this.#submitted.add(id)
    if (jobs.length > 0) await this.#boss.insert(this.#options.queue, jobs) // a known one is left as it is
    const dead = (await this.#jobs(orders[0]?.run ?? '')).filter(({ state }) => state === 'failed')
    if (dead.length > 0) await this.#boss.retry(this.#options.queue, idsOf(dead))
  }

  async start(handler?: ChunkHandler): Promise<void> {
    if (handler === undefined) return
    const { queue, atOnce } = this.#options
    const options = { localConcurrency: atOnce, pollingIntervalSeconds: 0.5, heartbeatRefreshSeconds: 3, ...burst }
    await this.#boss.work<ChunkOrder>(queue, { ...options, perJobResults: true } as const, (jobs) =>
      Promise.all(jobs.map((job) => this.#work(job, handler))),
    )
  }

  async #work({ id, data, signal }: Job<ChunkOrder>, handler: ChunkHandler): Promise<JobResult> {
    try {
      const isDone = await handler(data, signal)
      return isDone
        ? { id, status: 'completed' }
        : { id, status: 'failed', output: { reason: 'the worker was stopped' } }
    } catch (error) {
      const isDead = !this.#options.mayPass(error) && !this.#isClosing
      return { id, status: isDead ? 'deadletter' : 'failed', output: outputOf(error) }
    }
  }

  async pause(run: string): Promise<void> {
    const open = (await this.#jobs(run)).filter(({ state }) => ['created', 'retry', 'active'].includes(state))
    if (open.length > 0) await this.#boss.cancel(this.#options.queue, idsOf(open))
  }

  async resume(run: string): Promise<void> {
    const stopped = (await this.#jobs(run)).filter(({ state }) => state === 'cancelled')
    if (stopped.length > 0) await this.#boss.resume(this.#options.queue, idsOf(stopped))
  }

  async cancel(run: string): Promise<void> {
    await this.pause(run)
    this.#submitted.clear()
  }

  async status(run: string): Promise<ChunkStatus> {
    const known = this.#asked
    if (known?.run === run && performance.now() - known.at < askMs) return known.status
    const status = statusOf(await this.#jobs(run))
    this.#asked = { run, at: performance.now(), status }
    return status
  }

  /** Lets what is at work end. */
  async close(): Promise<void> {
    this.#isClosing = true
    await this.#boss.stop({ graceful: true, timeout: 30_000 })
  }

  async #jobs(run: string): Promise<readonly JobWithMetadata<ChunkOrder>[]> {
    this.#asked = undefined
    const jobs = await this.#boss.findJobs<ChunkOrder>(this.#options.queue, { data: { run } })
    return jobs.filter(({ id }) => this.#submitted.has(id))
  }
}

async function makeQueues(boss: PgBoss, { queue, silenceSeconds }: PgBossOptions): Promise<void> {
  const deadLetter = `${queue}-dead`
  await boss.createQueue(deadLetter)
  await boss.createQueue(queue, {
    deadLetter,
    heartbeatSeconds: silenceSeconds,
    expireInSeconds: longestSeconds,
    retryLimit: mostTries,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 15,
  })
}

const idsOf = (jobs: readonly JobWithMetadata<ChunkOrder>[]): string[] => jobs.map(({ id }) => id)

/** The same part has the same number, so that it stands in the queue once. */
function idOf(order: ChunkOrder): string {
  const hex = createHash('sha256').update(nameOf(order)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

const outputOf = (error: unknown): { readonly reason: string; readonly code?: string } => ({
  reason: wordsOf(error),
  ...(isProblem(error) ? { code: error.code } : {}),
})

function statusOf(jobs: readonly JobWithMetadata<ChunkOrder>[]): ChunkStatus {
  const count = (...states: readonly string[]): number => jobs.filter(({ state }) => states.includes(state)).length
  const dead = jobs
    .filter(({ state }) => state === 'failed')
    .map(({ data, output }) => {
      const { reason = 'no reason was given', code } = (output ?? {}) as { reason?: string; code?: string }
      return { order: data, reason, ...(code === undefined ? {} : { code }) }
    })
  return { waiting: count('created', 'retry'), active: count('active'), done: count('completed'), dead }
}
