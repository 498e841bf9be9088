import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { InsertException, InsertInto, Queries, RowBlock } from '../../kernel/connection.ts'
import { type Rendered, render, type Sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'
import { insertRows } from './insert.ts'
import type { Session } from './session.ts'
import { syntax } from './syntax.ts'
import { bindable } from './values.ts'

/** The queries of a session. Async methods, so that every failure is a rejection and none a throw at the place of the call. */
export class SessionQueries implements Queries {
  protected readonly session: Session
  readonly #readers = new Set<Rows>()

  constructor(session: Session) {
    this.session = session
  }

  /** Asked before each use; throws when this is not the moment. */
  protected admit(): void {}

  async all(query: Sql): Promise<readonly Row[]> {
    return this.#ask(query, (statement, values) => statement.all(...values) as Row[])
  }

  async get(query: Sql): Promise<Row | undefined> {
    return this.#ask(query, (statement, values) => statement.get(...values) as Row | undefined)
  }

  async run(query: Sql): Promise<number> {
    const changes = this.#ask(query, (statement, values) => Number(statement.run(...values).changes))
    return changesRows(query) ? changes : 0
  }

  async *read(query: Sql, blockRows = usualBlockRows): AsyncGenerator<RowBlock> {
    this.admit()
    const rendered = render(query, syntax)
    const { columns, rows } = openReader(this.session, rendered)
    this.#readers.add(rows)
    try {
      for (;;) {
        this.admit()
        const block = this.session.guard(rendered.text, () => nextBlock(rows, blockRows))
        if (block.length === 0) return
        yield { columns, rows: block }
      }
    } finally {
      this.#readers.delete(rows)
      rows.return?.()
    }
  }

  async insert(into: InsertInto, rows: readonly (readonly Value[])[]): Promise<readonly InsertException[]> {
    this.admit()
    return insertRows(this.session, into, rows)
  }

  /** Ends what is still being read: an abandoned iterator would hold locks until the garbage collector meets it. */
  protected endReaders(): void {
    for (const rows of this.#readers) rows.return?.()
    this.#readers.clear()
  }

  #ask<T>(query: Sql, use: (statement: StatementSync, values: readonly SQLInputValue[]) => T): T {
    this.admit()
    const { text, values } = render(query, syntax)
    const bound = bindable(values)
    const statement = this.session.prepare(text)
    return this.session.guard(text, () => use(statement, bound))
  }
}

/** SQLite's count of changes is that of the last change before, when a statement changes no rows by its nature. */
const changesRows = (query: Sql): boolean => {
  const first = query.parts[0]
  return (
    first?.kind === 'text' &&
    /^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(?:insert|update|delete|replace|with)\b/is.test(first.text)
  )
}

const usualBlockRows = 1000
const mostBlockBytes = 4_000_000

type Rows = Iterator<readonly Value[], undefined>

function openReader(session: Session, { text, values }: Rendered) {
  const bound = bindable(values)
  const statement = session.prepareOwn(text)
  return session.guard(text, () => {
    statement.setReturnArrays(true)
    const columns = statement.columns().map(({ name }) => name)
    return { columns, rows: statement.iterate(...bound) as unknown as Rows }
  })
}

/** As many rows as asked for, or fewer when they are large. */
function nextBlock(rows: Rows, blockRows: number): readonly (readonly Value[])[] {
  const block: (readonly Value[])[] = []
  for (let bytes = 0; block.length < blockRows && bytes < mostBlockBytes; ) {
    const { done, value } = rows.next()
    if (done === true) break
    block.push(value)
    bytes += weightOf(value)
  }
  return block
}

function weightOf(row: readonly Value[]): number {
  let bytes = 0
  for (const value of row) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8
  return bytes
}
