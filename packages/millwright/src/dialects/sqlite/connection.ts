import type { Connection, Queries, Transaction, TransactionOptions } from '../../kernel/connection.ts'
import { misuse } from './problems.ts'
import { queriesOf } from './queries.ts'
import type { Session } from './session.ts'
import { runTransaction } from './transaction.ts'

/** A session with one SQLite database. */
export class SqliteConnection implements Connection {
  readonly #session: Session
  #isTaken = false

  readonly all: Queries['all']
  readonly get: Queries['get']
  readonly run: Queries['run']
  readonly read: Queries['read']
  readonly insert: Queries['insert']

  constructor(session: Session) {
    this.#session = session
    const queries = queriesOf(session, () => this.#admit('a transaction is open; only its own handle may be used'))
    ;({ all: this.all, get: this.get, run: this.run, read: this.read, insert: this.insert } = queries)
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    this.#admit('a transaction is open, and a second one was begun')
    this.#isTaken = true
    try {
      return await runTransaction(this.#session, work, options)
    } finally {
      this.#isTaken = false
    }
  }

  async close(): Promise<void> {
    this.#session.close()
  }

  #admit(otherwise: string): void {
    if (this.#isTaken) throw misuse(otherwise)
  }
}
