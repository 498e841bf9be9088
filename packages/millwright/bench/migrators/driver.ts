import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** A prepared statement as better-sqlite3 shapes it, which is what Kysely and Knex know how to use. */
class Statement {
  readonly #statement: StatementSync
  readonly reader: boolean

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.reader = statement.columns().length > 0
  }

  all(values: readonly unknown[]): unknown[] {
    return this.#statement.all(...(values as readonly SQLInputValue[]))
  }

  run(values: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...(values as readonly SQLInputValue[]))
  }

  iterate(values: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...(values as readonly SQLInputValue[]))
  }
}

/** A database as better-sqlite3 shapes it, over Node's own SQLite and with the settings Millwright gives its own. */
export class Database {
  readonly #db: DatabaseSync

  constructor(path: string) {
    this.#db = new DatabaseSync(path)
    this.#db.exec('pragma journal_mode = wal')
    this.#db.exec('pragma synchronous = full')
    this.#db.exec('pragma foreign_keys = on')
    this.#db.exec('pragma cache_size = -65536')
    this.#db.exec('pragma wal_autocheckpoint = 20000')
  }

  prepare(text: string): Statement {
    return new Statement(this.#db.prepare(text))
  }

  exec(text: string): void {
    this.#db.exec(text)
  }

  close(): void {
    this.#db.close()
  }
}
