import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { Queries, RowBlock } from '../../kernel/connection.ts'
import { type Rendered, render, type Sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'
import { insertRows } from './insert.ts'
import type { Session } from './session.ts'
import { syntax } from './syntax.ts'
import { bindable } from './values.ts'

/** The queries of a session; `admit` is asked before each use and throws when this is not the moment. */
export const queriesOf = (session: Session, admit: () => void): Queries => ({
  // Async functions, so that every failure is a rejection and none a throw at the place of the call.
  async all(query) {
    return answer(session, admit, { query, use: (statement, values) => statement.all(...values) as Row[] })
  },
  async get(query) {
    return answer(session, admit, { query, use: (statement, values) => statement.get(...values) as Row | undefined })
  },
  async run(query) {
    const changes = answer(session, admit, { query, use: (statement, values) => statement.run(...values).changes })
    return changesRows(query) ? Number(changes) : 0
  },
  read: (query, blockRows) => readBlocks(session, admit, { query, blockRows: blockRows ?? usualBlockRows }),
  async insert(into, rows) {
    admit()
    return insertRows(session, into, rows)
  },
})

type Asking<T> = {
  readonly query: Sql
  readonly use: (statement: StatementSync, values: readonly SQLInputValue[]) => T
}

function answer<T>(session: Session, admit: () => void, { query, use }: Asking<T>): T {
  admit()
  const { text, values } = render(query, syntax)
  const bound = bindable(values)
  const statement = session.prepare(text)
  return session.guard(text, () => use(statement, bound))
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

type Reading = { readonly query: Sql; readonly blockRows: number }

async function* readBlocks(
  session: Session,
  admit: () => void,
  { query, blockRows }: Reading,
): AsyncGenerator<RowBlock> {
  admit()
  const rendered = render(query, syntax)
  const { columns, rows } = open(session, rendered)
  const release = session.follow(rows)
  try {
    for (;;) {
      admit()
      const block = session.guard(rendered.text, () => nextBlock(rows, blockRows))
      if (block.length > 0) yield { columns, rows: block }
      if (block.length === 0) return
    }
  } finally {
    release()
  }
}

function open(session: Session, { text, values }: Rendered) {
  const bound = bindable(values)
  const statement = session.prepareOwn(text)
  return session.guard(text, () => {
    statement.setReturnArrays(true)
    const columns = statement.columns().map(({ name }) => name)
    return { columns, rows: statement.iterate(...bound) as unknown as Iterator<readonly Value[]> }
  })
}

/** As many rows as asked for, or fewer when they are large. */
function nextBlock(rows: Iterator<readonly Value[]>, blockRows: number): readonly (readonly Value[])[] {
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
