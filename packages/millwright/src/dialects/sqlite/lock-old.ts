import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { causedBy } from '../../kernel/problem.ts'
import { openSession } from './connect.ts'
import { driverWords, failureOf } from './failure.ts'
import { inUse } from './problems.ts'
import type { Session } from './session.ts'

/** A database that is about to be replaced and that nobody else may touch until it is let go. */
export type OldDatabase = {
  /** It had a write-ahead log. */
  readonly isLogged: boolean
  release(): void
  /** Lets it go as it was found, because it was not replaced after all. */
  giveBack(): void
}

/** Takes a database for oneself. @throws DB118 when another program works with it */
export async function lockOld(path: string): Promise<OldDatabase> {
  if (isNoDatabase(path)) return lost
  try {
    return lockSession(await openSession(path, { busyMs: 1000 }))
  } catch (error) {
    if (failureOf(error) === 'corrupt') return lost
    throw failureOf(error) === 'busy' ? causedBy(inUse(path, driverWords(error)), error) : error
  }
}

/** Opened in the usual way, such a file would lose the log beside it, from which something might still be saved. */
function isNoDatabase(path: string): boolean {
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  try {
    using db = new DatabaseSync(url, { readOnly: true })
    db.exec('pragma schema_version')
    return false
  } catch (error) {
    return failureOf(error) === 'notDatabase'
  }
}

/** A file that is damaged beyond opening is what a restore is for; nobody can be working with it. */
const lost: OldDatabase = { isLogged: true, release: () => undefined, giveBack: () => undefined }

function lockSession(session: Session): OldDatabase {
  let isLogged = false
  try {
    isLogged = session.prepare('pragma journal_mode').get()?.['journal_mode'] === 'wal'
    if (isLogged) leaveLog(session)
    session.exec('begin exclusive')
    return { isLogged, release: () => session.close(), giveBack: () => giveBack(session, isLogged) }
  } catch (error) {
    giveBack(session, isLogged)
    throw error
  }
}

/**
 * Leaving the write-ahead log needs the database for oneself, moves what is in the log into the file and removes
 * -wal and -shm. https://sqlite.org/wal.html#persistence_of_wal_mode
 */
function leaveLog(session: Session): void {
  const text = 'pragma journal_mode = delete'
  const mode = session.guard(text, () => session.prepare(text).get()?.['journal_mode'])
  if (mode !== 'delete') throw inUse(session.path, 'its write-ahead log could not be closed')
}

function giveBack(session: Session, isLogged: boolean): void {
  if (session.isInTransaction) session.exec('rollback')
  try {
    if (isLogged) session.exec('pragma journal_mode = wal')
  } finally {
    session.close()
  }
}
