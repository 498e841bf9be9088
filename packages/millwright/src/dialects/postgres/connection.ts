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
import type { Session } from './session.ts'
import { runTransaction } from './transaction.ts'
import { wasCommitted } from './was-committed.ts'
import type { WireResult } from './wire.ts'

/**
 * A session with one PostgreSQL database, and a new one when that is lost. Whoever met the loss is told; what comes after
 * it goes on as if nothing had been, because no session of ours keeps anything between two transactions.
 */
export class PostgresConnection extends SessionQueries implements Connection {
  protected readonly isOutside = true
  readonly #reopen: (() => Promise<Session>) | undefined
  #opening: Promise<Session> | undefined
  #isTaken = false
  #isClosed = false

  constructor(session: Session, reopen?: () => Promise<Session>) {
    super(session)
    this.#reopen = reopen
  }

  protected admit(): void {
    if (this.#isTaken) throw misuse('a transaction is open; only its own handle may be used')
  }

  protected override ready(): Session | Promise<Session> {
    if (!this.session.isLost || this.#isClosed || this.#reopen === undefined) return this.session
    this.#opening ??= this.#reopen().finally(() => (this.#opening = undefined))
    return this.#opening.then((session) => (this.session = session))
  }

  protected async send(text: string, values: readonly (string | null)[]): Promise<WireResult> {
    const session = this.session.isLost ? await this.ready() : this.session
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
      const session = this.session.isLost ? await this.ready() : this.session
      const fate = (id: string) => wasCommitted(async () => this.ready(), id)
      return await runTransaction(session, work, { ...options, wasCommitted: fate })
    } finally {
      this.#isTaken = false
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.session.close()
  }
}
