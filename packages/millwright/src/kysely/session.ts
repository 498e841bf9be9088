import type { CompiledQuery, DatabaseConnection, QueryResult, TransactionSettings } from 'kysely'
import type { Connection, Queries, Transaction } from '../kernel/connection.ts'
import { answer, stream } from './answer.ts'
import { type Held, hold } from './hold.ts'
import { noIsolationLevel, noSavepoint, noTransactionHere } from './problems.ts'

type OpenTransaction = Held & { readonly tx: Transaction; readonly savepoints: Savepoint[] }
type Savepoint = Held & { readonly name: string }

/** The session as Kysely sees it: queries go to the open transaction where there is one. */
export class Session implements DatabaseConnection {
  readonly #db: Queries & Partial<Pick<Connection, 'transaction'>>
  #open: OpenTransaction | undefined

  constructor(db: Queries) {
    this.#db = db
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return answer<R>(this.#open?.tx ?? this.#db, query)
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return stream<R>(this.#open?.tx ?? this.#db, query, chunkSize)
  }

  async begin({ accessMode, isolationLevel }: TransactionSettings): Promise<void> {
    const db = this.#db
    if (!isConnection(db)) throw noTransactionHere()
    if (isolationLevel !== undefined) throw noIsolationLevel(isolationLevel)
    const mode = accessMode === 'read only' ? 'read' : 'write'
    const { held, inside } = await hold<Transaction>((work) => db.transaction(work, { mode }))
    this.#open = { ...held, tx: inside, savepoints: [] }
  }

  async commit(): Promise<void> {
    const { keep, savepoints } = this.#end()
    for (const savepoint of savepoints.toReversed()) await savepoint.keep()
    await keep()
  }

  /** Kysely rolls back after a commit that failed, too; then nothing is open any more. */
  async rollback(): Promise<void> {
    if (this.#open === undefined) return
    const { undo, savepoints } = this.#end()
    for (const savepoint of savepoints.toReversed()) await savepoint.undo()
    await undo()
  }

  async savepoint(name: string): Promise<void> {
    const { tx, savepoints } = this.#transaction()
    const { held } = await hold<void>((work) => tx.savepoint(work))
    savepoints.push({ ...held, name })
  }

  /** As in SQL, the savepoint itself stays: it is opened anew. */
  async rollbackTo(name: string): Promise<void> {
    for (const savepoint of this.#since(name)) await savepoint.undo()
    await this.savepoint(name)
  }

  async release(name: string): Promise<void> {
    for (const savepoint of this.#since(name)) await savepoint.keep()
  }

  /** Takes the savepoint of this name and those within it off the list, the innermost first. */
  #since(name: string): readonly Savepoint[] {
    const { savepoints } = this.#transaction()
    const at = savepoints.findLastIndex((savepoint) => savepoint.name === name)
    if (at === -1) throw noSavepoint(name)
    return savepoints.splice(at).toReversed()
  }

  #transaction(): OpenTransaction {
    if (this.#open === undefined) throw new TypeError('Kysely asks for a transaction that it did not begin')
    return this.#open
  }

  #end(): OpenTransaction {
    const open = this.#transaction()
    this.#open = undefined
    return open
  }
}

const isConnection = (db: Queries & Partial<Pick<Connection, 'transaction'>>): db is Connection =>
  db.transaction !== undefined
