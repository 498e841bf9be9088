import { stat } from 'node:fs/promises'
import type { Session } from '../session.ts'
import type { Contents, TableData } from './contents.ts'
import { allOf, Crew } from './crew.ts'
import { dataOf, readArchive } from './files.ts'
import { askAll, rowsIn } from './load.ts'
import { pathIn, type Store } from './store.ts'

/**
 * As `loadArchive`, into a database that is thrown away when it fails: tables are filled by several sessions, each in a
 * transaction of its own.
 */
export async function loadTogether(first: Session, helpers: readonly Session[], store: Store): Promise<void> {
  const contents = await readArchive(store)
  const { before, tables, after } = contents
  await inOneTransaction(first, before)
  const rows = rowsIn(store, contents)
  const fill = (at: number) => async (session: Session) => {
    const { target } = tables[at] as TableData
    await session.begin('write')
    await session.endAfter(async () => {
      const text = `copy ${target} from ${session.wire.copyFrom}`
      await session.guard(text, () => session.wire.copyIn(text, rows(at, target)))
    })
  }
  const crew = new Crew((await largestFirst(store, tables)).map(fill))
  await allOf([first, ...helpers].map((session) => crew.work(session)))
  await inOneTransaction(first, [...before.filter(isSetting), ...after])
}

/** Behind a pooler they are forgotten at the end of a transaction. */
const isSetting = (statement: string): boolean => /^set\b/i.test(statement)

async function inOneTransaction(session: Session, statements: readonly string[]): Promise<void> {
  await session.begin('write')
  await session.endAfter(async () => {
    await askAll(session, statements)
  })
}

async function largestFirst(store: Store, tables: Contents['tables']): Promise<readonly number[]> {
  const sizes = await Promise.all(
    tables.map(async (table, at) => (await stat(pathIn(store, dataOf(at, table).name))).size),
  )
  return sizes.map((_, at) => at).toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
}
