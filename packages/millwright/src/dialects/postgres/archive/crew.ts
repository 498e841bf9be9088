import type { Queries, Transaction } from '../../../kernel/connection.ts'
import type { Session } from '../session.ts'

/** One of several sessions at work on the same state. */
export type Hand = { readonly tx: Transaction; readonly session: Session }

export type Task<H = Hand> = (hand: H) => Promise<void>

/** Work that hands take from in turn. The first failure ends it: nobody begins another task then. */
export class Crew<H = Hand> {
  readonly #tasks: Task<H>[]

  constructor(tasks: readonly Task<H>[]) {
    this.#tasks = [...tasks]
  }

  /** Works until nothing is left to be begun. */
  async work(hand: H): Promise<void> {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) await this.orStop(task(hand))
  }

  async orStop<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      this.#tasks.length = 0
      throw error
    }
  }
}

/** Waits for all of them, whatever becomes of one, and then tells of the first that failed. */
export async function allOf(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works)
  await Promise.all(works)
}

/** What a table holds: the number of its rows and the sum of their digests. */
export type Print = Awaited<ReturnType<NonNullable<Queries['fingerprint']>>>
