import type { Pace } from './write.ts'

const longestRest = 32

/**
 * How the next batch is written. Streamed is quickest and knows no exceptions: a batch in which a row was left out is done
 * again in small pieces. The more often that happens, the longer it is before the next one is streamed.
 */
export class Gait {
  #pace: Pace | 'streamed' = 'streamed'
  /** Batches that are still to be written in small pieces, and how many it will be the next time. */
  #slow = 0
  #rest = 1

  get pace(): Pace | 'streamed' {
    return this.#pace
  }

  /** A batch was written. */
  went(): void {
    if (this.#pace === 'streamed') this.#rest = Math.max(1, this.#rest / 2)
    this.#slow = Math.max(0, this.#slow - 1)
    this.#pace = this.#slow > 0 ? 'together' : 'streamed'
  }

  /** A row of a streamed batch was left out. */
  stumbled(): void {
    this.#slow = this.#rest
    this.#rest = Math.min(longestRest, this.#rest * 2)
    this.#pace = 'together'
  }

  /** The next batch must be written record by record. */
  singly(): void {
    this.#pace = 'singly'
  }
}
