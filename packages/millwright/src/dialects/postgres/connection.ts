import type {
  Connection,
  InsertException,
  InsertInto,
  Transaction,
  TransactionOptions,
} from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import { needsNoTransaction } from './no-transaction.ts'
import { misuse } from './problems.ts'
import { SessionQueries } from './queries.ts'
import { runTransaction } from './transaction.ts'
import type { WireResult } from './wire.ts'

/** A session with one PostgreSQL database. */
export class PostgresConnection extends SessionQueries implements Connection {
  protected readonly isOutside = true
  #isTaken = false

  protected admit(): void {
    if (this.#isTaken) throw misuse('a transaction is open; only its own handle may be used')
  }

  protected send(text: string, values: readonly (string | null)[]): Promise<WireResult> {
    const { session } = this
    return session.inTurn(() => (needsNoTransaction(text) ? session.outside(text) : session.statement(text, values)))
  }

  async insert(into: InsertInto, rows: readonly (readonly Value[])[]): Promise<readonly InsertException[]> {
    this.admit()
    return rows.length === 0 ? [] : this.transaction((tx) => tx.insert(into, rows))
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    if (this.#isTaken) throw misuse('a transaction is open, and a second one was begun')
    this.#isTaken = true
    try {
      return await runTransaction(this.session, work, options)
    } finally {
      this.#isTaken = false
    }
  }

  async close(): Promise<void> {
    await this.session.close()
  }
}
