import type { Session } from '../session.ts'
import type { Contents } from './contents.ts'
import { dataOf, readArchive } from './files.ts'
import { readItem, type Store } from './store.ts'

/** As {@link loadArchive}, through a session that is closed whatever happens. */
export async function loadAndClose(session: Session, store: Store): Promise<void> {
  try {
    await loadArchive(session, store)
  } finally {
    await session.close()
  }
}

/** Where the rows of a table come from. */
export type Rows = (at: number, target: string) => AsyncIterable<Uint8Array>

/** Makes a written copy's content in an empty database. @throws DB227 and whatever the database has against it */
export async function loadArchive(session: Session, store: Store): Promise<void> {
  const contents = await readArchive(store)
  await loadContents(session, contents, rowsIn(store, contents))
}

export const rowsIn =
  (store: Store, { tables }: Contents): Rows =>
  (at) => {
    const table = tables[at]
    if (table === undefined) throw new RangeError(`there is no table ${at}`)
    return readItem(store, dataOf(at, table))
  }

/** Makes tables, fills them, and makes what is quicker made when they are full, all in one transaction. */
export async function loadContents(session: Session, { before, tables, after }: Contents, rows: Rows): Promise<void> {
  await session.begin('write')
  await session.endAfter(async () => {
    await askAll(session, before)
    for (const [at, { target }] of tables.entries()) {
      const text = `copy ${target} from ${session.wire.copyFrom}`
      await session.guard(text, () => session.wire.copyIn(text, rows(at, target)))
    }
    await askAll(session, after)
  })
  await session.statement('analyze')
}

/**
 * Sends statements together within whatever is open: a table more is no answer more to wait for. Where one of them fails,
 * all are taken back and sent one after the other, so that the problem names it.
 */
export async function askAll(session: Session, statements: readonly string[]): Promise<void> {
  const text = statements.join(';\n')
  if (text === '') return
  await session.ask('savepoint millwright_all')
  try {
    await session.guard(text, () => session.wire.script(text))
  } catch {
    await session.ask('rollback to savepoint millwright_all')
    for (const statement of statements) await session.ask(statement)
  }
}
