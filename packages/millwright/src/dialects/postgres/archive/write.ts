import { join } from 'node:path'
import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Session } from '../session.ts'
import { runTransaction } from '../transaction.ts'
import { type Contents, readContents, type TableData } from './contents.ts'
import { createPrivate, dataFile, listOf, makeWhole, names, psqlScript, scriptOf, writeText } from './files.ts'

type Look<T> = (state: Queries) => Promise<T>

/** Sessions with one database. A second one makes it possible to look at the state while it is copied. */
export type Sessions = { readonly copier: Session; readonly looker: Session | undefined }

/**
 * Writes a database to a directory and calls `look` on the very state that is copied: both sessions work under one
 * exported snapshot, or one after the other in one transaction where there is only one session. Writers go on.
 *
 * @throws DB226 for what cannot be copied, DB228 when the directory cannot be made; then nothing is left of it
 */
export async function writeArchive<T>({ copier, looker }: Sessions, to: string, look: Look<T>): Promise<T> {
  const results: T[] = []
  await makeWhole(to, (directory) =>
    runTransaction(
      copier,
      async (tx) => {
        await tx.run(endless)
        const contents = await lockContents(tx, copier)
        const seen = looker === undefined ? undefined : lookUnder(looker, await exportSnapshot(tx), look)
        const found = await together(seen, writeFiles(copier, directory, contents))
        results.push(looker === undefined ? await look(tx) : (found as T))
      },
      { mode: 'read' },
    ),
  )
  return results[0] as T
}

/** Neither failure is told while the other still works: its directory is cleared away then, and its session used again. */
async function together<T>(seen: Promise<T> | undefined, written: Promise<void>): Promise<T | undefined> {
  await Promise.allSettled([seen, written])
  await written
  return seen
}

/** Both wait for each other, and a table may be large. */
const endless = sql`set local idle_in_transaction_session_timeout = 0`

/** Nobody may drop or rewrite a table between the look at the catalogue and the copying of its rows. */
export async function lockContents(tx: Queries, { facts }: Session): Promise<Contents> {
  const contents = await readContents(tx, facts.place)
  for (const { path } of contents.tables) await tx.run(sql`lock table ${sql.table(path)} in access share mode`)
  return contents
}

const exportSnapshot = async (tx: Queries): Promise<string> =>
  String((await tx.get(sql`select pg_catalog.pg_export_snapshot() as name`))?.['name'])

const lookUnder = <T>(looker: Session, snapshot: string, look: Look<T>): Promise<T> =>
  runTransaction(
    looker,
    async (tx) => {
      await tx.run(endless)
      return look(tx)
    },
    { mode: 'read', snapshot },
  )

async function writeFiles(session: Session, directory: string, contents: Contents): Promise<void> {
  const { before, tables, after } = contents
  await writeText(join(directory, names.before), scriptOf(before))
  await writeText(join(directory, names.after), scriptOf(after))
  await writeText(join(directory, names.list), listOf(contents))
  await writeText(join(directory, names.script), psqlScript(tables))
  for (const [at, table] of tables.entries()) await writeTable(session, join(directory, dataFile(at)), table)
}

async function writeTable(session: Session, path: string, { target }: TableData): Promise<void> {
  await using file = await createPrivate(path)
  const text = `copy ${target} to ${session.wire.copyTo}`
  await session.guard(text, async () => {
    for await (const chunk of session.wire.copyOut(text)) await file.write(chunk)
  })
  await file.sync()
}
