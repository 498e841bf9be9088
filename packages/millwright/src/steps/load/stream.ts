import type { Insertion } from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import { packCreated } from '../effects.ts'
import type { Prepared } from './prepare.ts'
import { acceptTogether, bookSettled, noteWritten } from './rows.ts'
import { arrive, bookAll } from './write.ts'
import type { Arrival, Batch } from './writing.ts'

/** Thrown when a row of a batch met another one, or was refused: the batch must be written in smaller pieces. */
export const notWhole: unique symbol = Symbol('not whole')

/** How the blocks of a batch are written, one after the other, and what is left to do after the last. */
export type BatchWriter = {
  add(records: readonly Prepared[]): Promise<void>
  end(): Promise<void>
}

/**
 * Writes the blocks of a batch through one insertion: while the database takes a block, the next one is read and
 * checked. @throws notWhole
 */
export class StreamWriter implements BatchWriter {
  readonly #batch: Batch
  #insertion: Insertion | undefined
  /** Rows of which only the database knows how they read back. */
  readonly #open: (readonly Value[])[] = []

  constructor(batch: Batch) {
    this.#batch = batch
  }

  async add(records: readonly Prepared[]): Promise<void> {
    const arrivals = arrive(records)
    this.#insertion ??= await this.#batch.tx.openInsertion?.(this.#batch.target)
    const rows = records.flatMap((record) => record.rows)
    const isTaken = await this.#insertion?.add(rows)
    for (const owner of arrivals) this.#accept(owner)
    if (isTaken !== true) {
      await this.#insertion?.end()
      throw notWhole
    }
    bookAll(this.#batch, arrivals)
    packCreated(this.#batch.effects)
  }

  #accept(owner: Arrival): void {
    const { rows } = owner.prepared
    if (rows.length === 0) return
    noteWritten(owner, rows)
    for (const row of rows) {
      const settled = this.#batch.target.settled(row)
      if (settled === undefined || !this.#batch.startedEmpty) this.#open.push(row)
      else bookSettled(this.#batch, row, settled)
    }
  }

  async end(): Promise<void> {
    if (!((await this.#insertion?.end()) ?? true)) throw notWhole
    if (this.#open.length > 0) await acceptTogether(this.#batch, this.#open)
  }
}
