import { open as openFile, stat } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Connection } from '../../kernel/connection.ts'
import type { OpenOptions } from '../dialect.ts'
import { SqliteConnection } from './connection.ts'
import { asProblem } from './failure.ts'
import { isMemory, pathOf } from './place.ts'
import { cannotOpen, databaseCorrupt, databaseMissing, misuse } from './problems.ts'
import { Session } from './session.ts'

const usualBusyMs = 5000

/** Opens a database. @throws DB101 to DB107 when it is not there, is none, is damaged or is locked */
export async function connect(url: string, options: OpenOptions = {}): Promise<Connection> {
  return new SqliteConnection(isMemory(url) ? openMemory() : await openSession(pathOf(url), options))
}

export const scratch = async (): Promise<Connection> => new SqliteConnection(openMemory())

function openMemory(): Session {
  return prepareSession(new DatabaseSync(':memory:', driverOptions({})), ':memory:', {})
}

/** A bare session for those who need more than one at a time. */
export async function openSession(path: string, options: OpenOptions): Promise<Session> {
  const isNew = await find(path, options)
  const session = prepareSession(openDriver(path, options), path, options)
  if (isNew) session.exec('pragma journal_mode = wal')
  return session
}

/** Whether the file was made just now. */
async function find(path: string, { create = false }: OpenOptions): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException)
  if (!(found instanceof Error)) {
    if (found.isFile()) return false
    throw cannotOpen(path, 'it is not a plain file')
  }
  if (found.code !== 'ENOENT') throw asProblem(found, { path })
  if (!create) throw databaseMissing(path)
  return makeFile(path)
}

/** SQLite would make the file as the umask says; who comes second finds a file that is there. */
async function makeFile(path: string): Promise<boolean> {
  try {
    await using file = await openFile(path, 'wx', 0o600)
    await file.chmod(0o600)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw asProblem(error, { path })
  }
}

function openDriver(path: string, options: OpenOptions): DatabaseSync {
  const url = pathToFileURL(path)
  // Without this SQLite would make the file anew if it vanished meanwhile. https://sqlite.org/uri.html
  url.searchParams.set('mode', isReadOnly(options) ? 'ro' : 'rw')
  try {
    return new DatabaseSync(url, driverOptions(options))
  } catch (error) {
    throw asProblem(error, { path })
  }
}

const isReadOnly = ({ readOnly = false, untrusted = false }: OpenOptions): boolean => readOnly || untrusted

const driverOptions = (options: OpenOptions) => ({
  readOnly: isReadOnly(options),
  timeout: options.busyMs ?? usualBusyMs,
  enableForeignKeyConstraints: true,
  enableDoubleQuotedStringLiterals: false,
  allowExtension: false,
  defensive: true,
})

function prepareSession(db: DatabaseSync, path: string, options: OpenOptions): Session {
  const session = new Session(db, path)
  try {
    for (const pragma of pragmas) session.exec(pragma)
    demandForeignKeys(session)
    if (options.untrusted === true) demandIntegrity(session)
    return session
  } catch (error) {
    session.close()
    throw error
  }
}

/** The first of them reads the file, so that one which is no database is told here. */
const pragmas = [
  'pragma schema_version',
  'pragma foreign_keys = on',
  'pragma trusted_schema = off',
  'pragma cell_size_check = on',
  'pragma synchronous = full',
  'pragma cache_size = -65536',
  'pragma wal_autocheckpoint = 20000',
]

/** A library built without foreign keys ignores the pragma, and so does one in a transaction. */
function demandForeignKeys(session: Session): void {
  if (session.prepare('pragma foreign_keys').get()?.['foreign_keys'] !== 1n)
    throw misuse('foreign keys cannot be enforced')
}

/** Nothing is read from a file of unknown origin before its structure was looked over. https://sqlite.org/security.html */
function demandIntegrity(session: Session): void {
  const statement = session.prepare('pragma quick_check(1)')
  const words = session.guard('pragma quick_check', () => Object.values(statement.get() ?? {})[0])
  if (words !== 'ok') throw databaseCorrupt(session.path, String(words))
}
