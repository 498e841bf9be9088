import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Session } from '../session.ts'
import type { Contents } from './contents.ts'
import { dataFile, readArchive } from './files.ts'

/** As {@link loadArchive}, through a session that is closed whatever happens. */
export async function loadAndClose(session: Session, path: string): Promise<void> {
  try {
    await loadArchive(session, path)
  } finally {
    await session.close()
  }
}

/** Where the rows of a table come from. */
export type Rows = (at: number, target: string) => AsyncIterable<Uint8Array>

/** Makes a written copy's content in an empty database. @throws DB227 and whatever the database has against it */
export async function loadArchive(session: Session, path: string): Promise<void> {
  await loadContents(session, await readArchive(path), (at) => createReadStream(join(path, dataFile(at))))
}

/** Makes tables, fills them, and makes what is quicker made when they are full, all in one transaction. */
export async function loadContents(session: Session, { before, tables, after }: Contents, rows: Rows): Promise<void> {
  await session.begin('write')
  await session.endAfter(async () => {
    for (const statement of before) await session.ask(statement)
    for (const [at, { target }] of tables.entries()) {
      const text = `copy ${target} from ${session.wire.copyFrom}`
      await session.guard(text, () => session.wire.copyIn(text, rows(at, target)))
    }
    for (const statement of after) await session.ask(statement)
  })
  await session.statement('analyze')
}
