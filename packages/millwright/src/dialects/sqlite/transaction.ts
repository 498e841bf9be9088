import type { Transaction, TransactionOptions } from '../../kernel/connection.ts'
import { refuseNewOrphans, withoutForeignKeys } from './foreign-keys.ts'
import { orphans } from './orphans.ts'
import { misuse, transactionLost } from './problems.ts'
import { SessionQueries } from './queries.ts'
import type { Session } from './session.ts'

type Work<T> = (tx: Transaction) => Promise<T>

/** Runs work in a transaction of its own: committed when it returns, undone when it throws. */
export function runTransaction<T>(session: Session, work: Work<T>, options: TransactionOptions = {}): Promise<T> {
  const { mode = 'write', foreignKeys = 'on' } = options
  if (mode === 'read') return readOnly(session, () => perform(session, work, beginRead))
  if (foreignKeys === 'on') return perform(session, work, beginWrite)
  return withoutForeignKeys(session, () => perform(session, keepingParents(work), beginWrite))
}

type Begin = (session: Session) => void

const beginWrite: Begin = (session) => session.exec('begin immediate')

/** BEGIN alone takes no snapshot; the first read does. https://sqlite.org/lang_transaction.html */
const beginRead: Begin = (session) => {
  session.exec('begin')
  session.exec('select 1 from sqlite_schema limit 1')
}

/** The work, held to leave no row without its parent that had one before. */
const keepingParents =
  <T>(work: Work<T>): Work<T> =>
  async (tx) => {
    const before = await orphans(tx)
    const result = await work(tx)
    refuseNewOrphans(before, await orphans(tx))
    return result
  }

async function readOnly<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const before = session.prepare('pragma query_only').get()?.['query_only']
  session.exec('pragma query_only = on')
  try {
    return await work()
  } finally {
    if (before === 0n) session.exec('pragma query_only = off')
  }
}

async function perform<T>(session: Session, work: Work<T>, begin: Begin): Promise<T> {
  try {
    begin(session)
    const handle = new Handle(session)
    const result = await handle.use(work)
    session.exec('commit')
    return result
  } finally {
    // SQLITE_FULL, for one, has rolled back by itself, and then ROLLBACK would be an error. https://sqlite.org/lang_transaction.html#immediate
    if (session.isInTransaction) session.exec('rollback')
  }
}

/** What the work holds in its hands; useless as soon as the transaction is over. */
class Handle extends SessionQueries implements Transaction {
  #isOpen = true
  #depth = 0

  async use<T>(work: Work<T>): Promise<T> {
    try {
      const result = await work(this)
      this.admit()
      if (this.#depth > 0) throw misuse('a savepoint is still open at the end of its transaction')
      return result
    } finally {
      this.#isOpen = false
      this.endReaders()
    }
  }

  /** A statement may have ended the transaction (a conflict clause ROLLBACK, a full disk); the next one would then stand on its own. */
  protected override admit(): void {
    if (!this.#isOpen) throw misuse('its transaction is over')
    if (!this.session.isInTransaction) throw transactionLost(this.session.path)
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    this.admit()
    const depth = ++this.#depth
    const name = `millwright_${depth}`
    this.session.exec(`savepoint ${name}`)
    try {
      return await work()
    } catch (error) {
      if (this.session.isInTransaction) this.session.exec(`rollback to ${name}`)
      throw error
    } finally {
      this.#endSavepoint(depth, name)
    }
  }

  #endSavepoint(depth: number, name: string): void {
    if (this.#depth !== depth) throw misuse('savepoints were not closed in the order in which they were opened')
    this.#depth--
    if (this.session.isInTransaction) this.session.exec(`release ${name}`)
  }
}
