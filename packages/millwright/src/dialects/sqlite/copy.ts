import { type FileHandle, lstat, open, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Queries } from '../../kernel/connection.ts'
import { causedBy } from '../../kernel/problem.ts'
import { openSession } from './connect.ts'
import { asProblem, driverWords, failureOf } from './failure.ts'
import { pathOf } from './place.ts'
import { targetTaken } from './problems.ts'
import { SessionQueries } from './queries.ts'
import type { Session } from './session.ts'

type Look<T> = (state: Queries) => Promise<T>

/**
 * Copies a database with VACUUM INTO, which never starts over under a busy writer as the stepwise backup does, and
 * calls `look` on the state that was copied. Three sessions make sure that it is the same state: one keeps writers
 * out while another opens its snapshot and a third copies. With a write-ahead log writers then go on; with a rollback
 * journal they wait until `look` is done, because a reader's snapshot is a lock there.
 *
 * @throws DB116 for a database in memory, DB117 when the copy cannot be made; then nothing is left of it
 */
export async function take<T>(from: string, to: string, look: Look<T>): Promise<T> {
  const [source, target] = [pathOf(from), pathOf(to)]
  await demandOwnDirectory(target)
  await using sessions = new Sessions()
  const guard = await sessions.open(source, false)
  const reader = await sessions.open(source, true)
  const copier = await sessions.open(source, false)
  await using copy = await makeEmpty(target)
  try {
    copyState({ guard, reader, copier }, target)
    await settle(copy, target)
    const result = await look(new SessionQueries(reader))
    reader.exec('commit')
    return result
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

class Sessions implements AsyncDisposable {
  readonly #all: Session[] = []

  async open(path: string, readOnly: boolean): Promise<Session> {
    const session = await openSession(path, { readOnly })
    this.#all.push(session)
    return session
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#all) session.close()
  }
}

type Roles = { readonly guard: Session; readonly reader: Session; readonly copier: Session }

function copyState({ guard, reader, copier }: Roles, target: string): void {
  guard.exec('begin immediate')
  try {
    reader.exec('begin')
    reader.exec('select 1 from sqlite_schema limit 1')
    vacuumInto(copier, target)
  } finally {
    guard.exec('rollback')
  }
}

function vacuumInto(copier: Session, target: string): void {
  try {
    copier.exec(`vacuum into '${target.replaceAll("'", "''")}'`)
  } catch (error) {
    const isTarget = ['full', 'cannotOpen', 'readOnly'].includes(failureOf(error))
    throw isTarget ? asProblem((error as Error).cause, { path: target }) : error
  }
}

/** In a directory that everybody may write to, the new file could be exchanged for a link before SQLite opens it. */
async function demandOwnDirectory(target: string): Promise<void> {
  const directory = dirname(target)
  const found = await stat(directory).catch((error: unknown) => driverWords(error))
  if (typeof found === 'string') throw targetTaken(target, found)
  const me = process.getuid?.()
  if (me === undefined) return // Windows: access lists, which we leave to the system
  if (found.uid !== me) throw targetTaken(target, `its directory belongs to user ${found.uid}`)
  if ((found.mode & 0o1002) === 0o002) throw targetTaken(target, 'everybody may write to its directory')
}

/** VACUUM INTO accepts an empty file, so the name is taken and the rights are set before there is anything to read. */
async function makeEmpty(target: string): Promise<FileHandle> {
  try {
    const file = await open(target, 'wx', 0o600)
    await file.chmod(0o600)
    return file
  } catch (error) {
    throw causedBy(targetTaken(target, driverWords(error)), error)
  }
}

/** Makes the copy durable and makes sure that it is still the file that was made. */
async function settle(copy: FileHandle, target: string): Promise<void> {
  try {
    await copy.sync()
    const [made, found] = [await copy.stat(), await lstat(target)]
    if (made.ino !== found.ino || made.dev !== found.dev) throw targetTaken(target, 'another file took its place')
  } catch (error) {
    throw asProblem(error, { path: target })
  }
}
