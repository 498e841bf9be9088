import type { Connection, Transaction, TransactionOptions } from '../../kernel/connection.ts'
import { misuse } from './problems.ts'
import { SessionQueries } from './queries.ts'
import { runTransaction } from './transaction.ts'

/** A session with one SQLite database. */
export class SqliteConnection extends SessionQueries implements Connection {
  #isTaken = false

  protected override admit(): void {
    if (this.#isTaken) throw misuse('a transaction is open; only its own handle may be used')
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
    this.session.close()
  }
}
