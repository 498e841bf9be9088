import type {
  InsertException,
  InsertInto,
  Insertion,
  Transaction,
  TransactionOptions,
} from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import { withoutForeignKeys } from './foreign-keys.ts'
import { insertRows } from './insert.ts'
import { CopyInsertion } from './insertion.ts'
import { misuse, transactionLost, transactionSpoiled } from './problems.ts'
import { SessionQueries } from './queries.ts'
import type { Begin, Session } from './session.ts'
import type { WireResult } from './wire.ts'

type Options = TransactionOptions & {
  /** One that another session exported. */
  readonly snapshot?: string
  /** Finds out what became of a transaction when the answer to its COMMIT was lost. */
  wasCommitted?(id: string): Promise<boolean | undefined>
}

type Work<T> = (tx: Transaction) => Promise<T>

/** Runs work in a transaction of its own: committed when it returns, undone when it throws. */
export async function runTransaction<T>(session: Session, work: Work<T>, options: Options = {}): Promise<T> {
  const begin = beginOf(options)
  await session.inTurn(() => session.begin(begin, options.snapshot))
  const handle = new Handle(session, begin)
  try {
    const result = await handle.use(options.foreignKeys === 'off' ? withoutForeignKeys(work) : work)
    await commit(session, begin === 'read' ? {} : options)
    return result
  } finally {
    if (session.status !== 'idle') await session.alone(() => session.ask('rollback')).catch(() => undefined)
  }
}

function beginOf({ mode = 'write', oneState = false }: TransactionOptions): Begin {
  if (mode === 'read') return 'read'
  return oneState ? 'one state' : 'write'
}

/** COMMIT of a spoiled transaction is a ROLLBACK without an error. https://www.postgresql.org/docs/current/sql-commit.html */
async function commit(session: Session, { wasCommitted }: Pick<Options, 'wasCommitted'>): Promise<void> {
  if (session.status === 'failed') throw transactionSpoiled(session.facts.place)
  const id = wasCommitted === undefined ? undefined : await session.alone(() => idOf(session))
  try {
    await session.alone(() => session.ask('commit'))
  } catch (error) {
    if (!session.isLost || id === undefined || (await wasCommitted?.(id)) !== true) throw error
  }
}

/** The number of a transaction that has changed something. */
async function idOf(session: Session): Promise<string | undefined> {
  const { rows } = await session.ask('select pg_catalog.pg_current_xact_id_if_assigned()::text')
  return rows[0]?.[0]?.toString()
}

/** What the work holds in its hands; useless as soon as the transaction is over. */
class Handle extends SessionQueries implements Transaction {
  protected readonly isOutside = false
  readonly #begin: Begin
  #isOpen = true
  #isUnused = true
  #depth = 0

  constructor(session: Session, begin: Begin) {
    super(session)
    this.#begin = begin
  }

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

  protected admit(): void {
    if (!this.#isOpen) throw misuse('its transaction is over')
    if (this.session.status === 'idle' && !this.session.isLost) throw transactionLost(this.session.facts.place)
  }

  protected send(text: string, values: readonly (string | null)[]): Promise<WireResult> {
    return this.#first(() => this.session.ask(text, values))
  }

  async insert(into: InsertInto, rows: readonly (readonly Value[])[]): Promise<readonly InsertException[]> {
    this.admit()
    return rows.length === 0 ? [] : this.#first(() => insertRows(this.session, into, rows))
  }

  async openInsertion(into: InsertInto): Promise<Insertion> {
    this.admit()
    return this.#first(() => CopyInsertion.open(this.session, into))
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    this.admit()
    this.#isUnused = false
    const depth = ++this.#depth
    const name = `millwright_${depth}`
    const { session } = this
    await session.alone(() => session.ask(`savepoint ${name}`))
    try {
      return await work()
    } catch (error) {
      if (session.status !== 'idle') await session.alone(() => session.ask(`rollback to savepoint ${name}`))
      throw error
    } finally {
      await this.#endSavepoint(depth, name)
    }
  }

  async #endSavepoint(depth: number, name: string): Promise<void> {
    if (this.#depth !== depth) throw misuse('savepoints were not closed in the order in which they were opened')
    this.#depth--
    if (this.session.status === 'open') await this.session.alone(() => this.session.ask(`release savepoint ${name}`))
  }

  /** Before the first statement nothing was done and nothing was seen, so the transaction may begin anew for it. */
  #first<T>(work: () => Promise<T>): Promise<T> {
    const { session } = this
    if (!this.#isUnused) return session.alone(work)
    this.#isUnused = false
    return session.alone(() =>
      session.retry(async () => {
        if (session.status === 'failed') await session.ask('rollback')
        if (session.status === 'idle') await session.begin(this.#begin)
        return work()
      }),
    )
  }
}
