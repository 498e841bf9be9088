import type { Queries, Transaction } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { PartsOrder, TakenParts } from '../../dialect.ts'
import type { Session } from '../session.ts'
import { runTransaction } from '../transaction.ts'
import { type Contents, largestFirst, type LiveTable, readContents } from './contents.ts'
import { allOf, Crew, type Hand } from './crew.ts'
import { makeWhole, writeStatements } from './files.ts'
import { readRemnants } from './kept.ts'
import { Parts } from './parts.ts'
import { knowing } from './prints.ts'

type Look<T> = (state: Queries) => Promise<T>

/** Sessions with one database. A second one makes it possible to look at the state while it is copied. */
export type Sessions = {
  readonly copier: Session
  readonly looker: Session | undefined
  /** Others that copy as well. */
  readonly helpers?: readonly Session[]
}

type Where = Pick<PartsOrder, 'to' | 'cipher' | 'remains'>

/**
 * Writes a database to a directory and calls `look` on the very state that is copied: all sessions work under one
 * exported snapshot, or one does one thing after the other in one transaction. Writers go on.
 *
 * @throws DB226 for what cannot be copied, DB228 when the directory cannot be made; then nothing is left of it
 */
export async function writeArchive<T>(sessions: Sessions, where: Where, look: Look<T>): Promise<TakenParts<T>> {
  const results: TakenParts<T>[] = []
  await makeWhole(where.to, (directory) =>
    runTransaction(
      sessions.copier,
      async (tx) => {
        await tx.run(endless)
        const contents = await lockContents(tx, sessions.copier)
        const store = { directory, cipher: where.cipher }
        const remnants = await readRemnants(where.remains ?? [], store)
        const parts = new Parts({
          store,
          remnants,
          tables: contents.tables,
          order: await largestFirst(tx, contents.tables),
        })
        await writeStatements(store, contents)
        const seen = await workUnder(sessions, { tx, parts }, look)
        results.push({ seen, kept: parts.kept })
      },
      { mode: 'read' },
    ),
  )
  return results[0] as TakenParts<T>
}

type Work = { readonly tx: Transaction; readonly parts: Parts }

/** Nobody's failure is told while another still works: its directory is cleared away then, and its session used again. */
async function workUnder<T>(sessions: Sessions, { tx, parts }: Work, look: Look<T>): Promise<T> {
  const { copier, looker, helpers = [] } = sessions
  const crew = new Crew(parts.tasks)
  if (looker === undefined) {
    await crew.work({ tx, session: copier })
    return look(knowing(tx, parts.prints))
  }
  const snapshot = await exportSnapshot(tx)
  const seen = crew.orStop(under(looker, snapshot, (hand) => look(knowing(hand.tx, parts.prints))))
  const works = [
    crew.work({ tx, session: copier }),
    ...helpers.map((helper) => crew.orStop(under(helper, snapshot, (hand) => crew.work(hand)))),
  ]
  // The look may wait for what nobody will do any more.
  void allOf(works).catch((error: unknown) => parts.giveUp(error))
  await allOf([...works, seen])
  return seen
}

/** All wait for each other, and a table may be large. */
const endless = sql`set local idle_in_transaction_session_timeout = 0`

/** Nobody may drop or rewrite a table between the look at the catalogue and the copying of its rows. */
export async function lockContents(
  tx: Queries,
  { facts }: Session,
): Promise<Contents & { readonly tables: readonly LiveTable[] }> {
  const contents = await readContents(tx, facts.place)
  for (const { path } of contents.tables) await tx.run(sql`lock table ${sql.table(path)} in access share mode`)
  return contents
}

const exportSnapshot = async (tx: Queries): Promise<string> =>
  String((await tx.get(sql`select pg_catalog.pg_export_snapshot() as name`))?.['name'])

const under = <T>(session: Session, snapshot: string, work: (hand: Hand) => Promise<T>): Promise<T> =>
  runTransaction(
    session,
    async (tx) => {
      await tx.run(endless)
      return work({ tx, session })
    },
    { mode: 'read', snapshot },
  )
