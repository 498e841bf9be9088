import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { wordsOf } from '../kernel/problem.ts'
import { systemCode } from './files.ts'
import { badDirectory } from './problems.ts'

/** Makes the directory for backups when it is missing, and returns its full path. @throws BAK101 when it cannot be trusted */
export async function prepareDirectory(directory: string): Promise<string> {
  const path = resolve(directory) // a trailing slash would make lstat follow a link
  const first = await makeDirectory(path)
  if (first !== undefined) await makePrivate(first, path)
  return trustedDirectory(path)
}

/** Returns the first of the directories that had to be made. */
async function makeDirectory(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw badDirectory(path, wordsOf(error))
  }
}

async function makePrivate(first: string, last: string): Promise<void> {
  for (let path = last; path.length >= first.length; path = dirname(path)) await chmod(path, 0o700)
}

/** The full path of an existing directory that nobody else can change. @throws BAK101 */
export async function trustedDirectory(directory: string): Promise<string> {
  const path = resolve(directory)
  const why = await mistrust(path)
  if (why !== undefined) throw badDirectory(path, why)
  return path
}

async function mistrust(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch((error: unknown) => systemCode(error) ?? wordsOf(error))
  if (typeof found === 'string') return found === 'ENOENT' ? 'it does not exist' : found
  if (found.isSymbolicLink()) return 'it is a link'
  if (!found.isDirectory()) return 'it is not a directory'
  const me = process.getuid?.()
  if (me === undefined) return undefined // Windows: access lists, which we leave to the system
  if (found.uid !== me) return `it belongs to user ${found.uid}, not to user ${me}`
  return (found.mode & 0o022) === 0 ? undefined : 'others may write to it'
}
