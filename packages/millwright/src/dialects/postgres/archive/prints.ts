import type { Connection, Queries, Transaction } from '../../../kernel/connection.ts'
import type { Session } from '../session.ts'
import { runTransaction } from '../transaction.ts'
import { largestFirst, type LiveTable, liveTables } from './contents.ts'
import { allOf, Crew, type Print } from './crew.ts'

/** What is known of a table's content, or will be as soon as somebody has looked. */
export type Known = { readonly columns: readonly string[]; readonly print: Print | Promise<Print> }

export type Prints = ReadonlyMap<string, Known>

/** Looks at all tables of a database that nobody changes meanwhile, with several sessions. */
export async function printTogether(first: Session, helpers: readonly Session[]): Promise<Prints> {
  const order = await runTransaction(first, readLargestFirst, { mode: 'read' })
  const found = new Map<string, Known>()
  const look =
    ({ path, columns }: LiveTable) =>
    async (tx: Transaction) =>
      void found.set(path, { columns, print: await tx.fingerprint?.(path, columns) })
  const crew = new Crew(order.map(look))
  await allOf([first, ...helpers].map((session) => runTransaction(session, (tx) => crew.work(tx), { mode: 'read' })))
  return found
}

async function readLargestFirst(tx: Queries): Promise<readonly LiveTable[]> {
  const tables = await liveTables(tx)
  return (await largestFirst(tx, tables)).map((at) => tables[at] as LiveTable)
}

/** The same state, of which the tables' fingerprints are found out by others and need not be found out again. */
export function knowing<T extends Queries>(state: T, prints: Prints): T {
  const own = state.fingerprint?.bind(state)
  state.fingerprint = async (table, columns) => {
    const known = prints.get(table)
    return known?.columns.join('\n') === columns.join('\n') ? known.print : own?.(table, columns)
  }
  return state
}

/** The same connection, whose transactions know the fingerprints of its tables. */
export function knowingIn(db: Connection, prints: Prints): Connection {
  const transaction = db.transaction.bind(db)
  db.transaction = (work, options) => transaction((tx) => work(knowing(tx, prints)), options)
  return db
}
