import type { Connection } from '../kernel/connection.ts'
import type { RunNews } from '../ledger/events.ts'
import type { Workers } from './context.ts'
import type { ChunkHandler, ChunkOrder } from './executor/executor.ts'
import { type PartWork, runPart } from './part-work.ts'

/** Does a part on a session that is free; what it has to say of waiting is handed on. */
export const handlerOf =
  (
    workFor: (order: ChunkOrder) => Promise<PartWork>,
    sessions: Sessions,
    tell: (news: RunNews) => void,
  ): ChunkHandler =>
  async (order, signal) => {
    const db = await sessions.take()
    try {
      const part = runPart(await workFor(order), order, { db, signal })
      for (;;) {
        const next = await part.next()
        if (next.done === true) return next.value === 'done'
        if (next.value.type === 'waiting') tell(next.value)
      }
    } finally {
      sessions.giveBack(db)
    }
  }

/** Sessions that parts take one after the other. */
export class Sessions implements AsyncDisposable {
  readonly #workers: Pick<Workers, 'open'>
  readonly #free: Connection[] = []

  constructor(workers: Pick<Workers, 'open'>) {
    this.#workers = workers
  }

  async take(): Promise<Connection> {
    return this.#free.pop() ?? this.#workers.open()
  }

  giveBack(db: Connection): void {
    this.#free.push(db)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#free.map((db) => db.close()))
  }
}
