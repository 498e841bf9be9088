import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { InsertException, InsertInto } from '../../kernel/connection.ts'
import { isProblem, wordsOf } from '../../kernel/problem.ts'
import type { Value } from '../../kernel/value.ts'
import { asProblem, failureOf } from './failure.ts'
import { misuse, transactionLost } from './problems.ts'
import type { Session } from './session.ts'
import { syntax } from './syntax.ts'
import { asBound, unstorable } from './values.ts'

type Rows = readonly (readonly Value[])[]

/** Inserts rows one by one through one prepared statement; what was not inserted is listed. */
export function insertRows(session: Session, into: InsertInto, rows: Rows): readonly InsertException[] {
  if (rows.length === 0) return []
  if (session.isInTransaction) return new Inserter(session, into).insert(rows)
  session.exec('begin immediate')
  try {
    const exceptions = new Inserter(session, into).insert(rows)
    session.exec('commit')
    return exceptions
  } finally {
    if (session.isInTransaction) session.exec('rollback')
  }
}

class Inserter {
  readonly #session: Session
  readonly #into: InsertInto
  readonly #text: string
  readonly #insert: StatementSync
  readonly #exceptions: InsertException[] = []

  constructor(session: Session, into: InsertInto) {
    this.#session = session
    this.#into = into
    this.#text = plainInsert(into)
    this.#insert = session.prepare(`${this.#text} on conflict do nothing`)
    this.#insert.setReadBigInts(false) // it reads nothing; two numbers a row cost less than two bigints
  }

  insert(rows: Rows): readonly InsertException[] {
    for (let at = 0; at < rows.length; at++) this.#insertOne(at, rows[at] as readonly Value[])
    return this.#exceptions
  }

  #insertOne(at: number, row: readonly Value[]): void {
    if (row.length !== this.#into.columns.length)
      throw misuse(`row ${at + 1} has ${row.length} values for ${this.#into.columns.length} columns`)
    const words = unstorable(row)
    if (words !== undefined) return this.#refuse(at, words)
    const bound = asBound(row)
    const changes = this.#try(at, this.#insert, bound)
    if (changes === 0) this.#explain(at, row, bound)
  }

  #refuse(at: number, words: string): void {
    this.#exceptions.push({ at, kind: 'refused', words })
  }

  /** The number of inserted rows, or undefined when the database refused the row and that was noted. */
  #try(at: number, statement: StatementSync, bound: readonly SQLInputValue[]): number | undefined {
    try {
      return Number(statement.run(...bound).changes)
    } catch (error) {
      this.#refuse(at, this.#wordsOfRefusal(error))
      return undefined
    }
  }

  /** Only what a row's own values caused is a refusal; all else ends the work. */
  #wordsOfRefusal(error: unknown): string {
    if (isProblem(error) || failureOf(error) !== 'constraint') {
      throw asProblem(error, { path: this.#session.path, statement: this.#text })
    }
    if (!this.#session.isInTransaction) throw transactionLost(this.#session.path)
    return wordsOf(error)
  }

  /** Nothing was inserted: a row with the key is there, or another unique constraint or a trigger stands against it. */
  #explain(at: number, row: readonly Value[], bound: readonly SQLInputValue[]): void {
    if (this.#hasKeyOf(row)) this.#exceptions.push({ at, kind: 'conflict' })
    else if (this.#try(at, this.#session.prepare(this.#text), bound) === 0)
      this.#refuse(at, 'a trigger left the row out')
  }

  #hasKeyOf(row: readonly Value[]): boolean {
    const { table, columns, key } = this.#into
    if (key.length === 0) return false
    const where = key.map((name) => `${syntax.quote(name)} = ?`).join(' and ')
    const text = `select 1 from ${syntax.quote(table)} where ${where}`
    const values = asBound(key.map((name) => row[columns.indexOf(name)] ?? null))
    const statement = this.#session.prepare(text)
    return this.#session.guard(text, () => statement.get(...values)) !== undefined
  }
}

/** "or abort" silences conflict clauses of the table's own, of which REPLACE would delete rows and ROLLBACK end the transaction. */
function plainInsert({ table, columns }: InsertInto): string {
  const places = columns.map(() => '?').join(', ')
  return `insert or abort into ${syntax.quote(table)} (${columns.map((name) => syntax.quote(name)).join(', ')}) values (${places})`
}
