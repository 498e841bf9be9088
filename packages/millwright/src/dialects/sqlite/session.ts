import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { asProblem, beginningOf } from './failure.ts'
import { misuse, severalStatements } from './problems.ts'
import { split } from './split.ts'

const mostStatements = 100
const changesSchema = /^\s*(?:create|alter|drop)\b/i

/** One open database with its prepared statements; whatever the driver throws leaves it as a problem. */
export class Session {
  readonly #db: DatabaseSync
  readonly #path: string
  readonly #prepared = new Map<string, StatementSync>()
  #isClosed = false

  constructor(db: DatabaseSync, path: string) {
    this.#db = db
    this.#path = path
  }

  get path(): string {
    return this.#path
  }

  /** Whether a transaction is open. SQLite ends one by itself on some errors, so this is asked and never assumed. */
  get isInTransaction(): boolean {
    return !this.#isClosed && this.#db.isTransaction
  }

  /** Does something with the driver; its error becomes a problem that names the statement. */
  guard<T>(statement: string, work: () => T): T {
    if (this.#isClosed) throw misuse('it was closed before')
    try {
      return work()
    } catch (error) {
      throw asProblem(error, { path: this.#path, statement })
    }
  }

  /** Runs a statement that needs no values and whose result is of no interest. */
  exec(statement: string): void {
    this.guard(statement, () => this.#db.exec(statement))
  }

  /** A prepared statement from the cache. It must be used up before the next one is asked for. */
  prepare(text: string): StatementSync {
    const known = this.#prepared.get(text)
    if (known !== undefined) return this.#keep(text, known)
    const made = this.prepareOwn(text)
    if (changesSchema.test(text)) return made // used once, and SQLite would look at it again at every later change
    if (this.#prepared.size >= mostStatements) this.#forgetOldest()
    return this.#keep(text, made)
  }

  #keep(text: string, statement: StatementSync): StatementSync {
    this.#prepared.delete(text)
    this.#prepared.set(text, statement)
    return statement
  }

  #forgetOldest(): void {
    for (const text of this.#prepared.keys()) {
      this.#prepared.delete(text)
      return
    }
  }

  /** A prepared statement for one user: an iterator over it is not disturbed by others. */
  prepareOwn(text: string): StatementSync {
    refuseSeveral(text)
    return this.guard(text, () => {
      const statement = this.#db.prepare(text)
      statement.setReadBigInts(true)
      return statement
    })
  }

  close(): void {
    if (this.#isClosed) return
    this.#prepared.clear()
    this.guard('', () => this.#db.close())
    this.#isClosed = true
  }
}

/** The driver runs the first statement of a text and drops the rest without a word; so does a U+0000 inside of it. */
function refuseSeveral(text: string): void {
  if (text.includes('\0')) throw misuse('a statement contains the character U+0000')
  const end = text.indexOf(';')
  if (end !== -1 && text.slice(end + 1).trim() !== '' && split(text).length > 1)
    throw severalStatements(beginningOf(text))
}
