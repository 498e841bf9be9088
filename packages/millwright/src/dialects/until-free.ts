import type { Clock } from '../kernel/clock.ts'
import type { Dialect, FailureKind } from './dialect.ts'

/** What a retry needs to know. */
type Trying = { readonly dialect: Dialect; readonly clock: Clock }

/** What is over after a while, without anybody's help. */
const passing: ReadonlySet<FailureKind> = new Set(['busy', 'lost'])

const mostTries = 12
const firstPauseMs = 100
const longestPauseMs = 4000

/** How often, and after which pauses, work is done again that met somebody else's lock, lost a race, or its connection. */
export class Patience {
  readonly #trying: Trying
  #left = mostTries
  #pauseMs = firstPauseMs

  constructor(trying: Trying) {
    this.#trying = trying
  }

  /** Whether there is sense in another try. */
  canBear(error: unknown): boolean {
    const { dialect } = this.#trying
    return dialect.can.retries && passing.has(dialect.failure(error)) && this.#left > 1
  }

  /** Waits before the next try; false when there is no sense in one. */
  async bears(error: unknown): Promise<boolean> {
    if (!this.canBear(error)) return false
    this.#left--
    await this.#trying.clock.sleep(this.#pauseMs * (0.5 + Math.random()))
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
    return true
  }

  /** Something was done: the next obstacle is a new one. */
  renew(): void {
    this.#left = mostTries
    this.#pauseMs = firstPauseMs
  }
}

/**
 * Does work again from its beginning while somebody else stands in its way; only where a database gives up early so
 * that others can pass. The work must leave nothing behind when it fails.
 *
 * @example await untilFree(context, () => context.db.transaction((tx) => alter(tx)))
 */
export async function untilFree<T>(trying: Trying, work: () => Promise<T>): Promise<T> {
  const patience = new Patience(trying)
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(await patience.bears(error))) throw error
    }
  }
}
