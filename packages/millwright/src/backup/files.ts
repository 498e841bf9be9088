import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chown, type FileHandle, lstat, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** What was read of a file: its size and its SHA-256. */
export type Content = { readonly bytes: number; readonly sha256: string }

const blockBytes = 1 << 20
// Windows knows neither flag. Without O_NONBLOCK, opening a pipe that was put in a file's place would wait for ever.
const plainRead = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens a plain file for reading. @throws when it is a link, a pipe or a directory */
export async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(path, plainRead)
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Error(`${path} is not a plain file`)
}

/** Makes a new file that only its owner can read, whatever the umask says. @throws when the name is taken */
export async function createPlain(path: string, mode = 0o600): Promise<FileHandle> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.chmod(mode)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The size and the SHA-256 of a file, or of a directory with all that is in it. */
export async function hashFile(path: string): Promise<Content> {
  if ((await lstat(path)).isDirectory()) return hashDirectory(path)
  await using file = await openPlain(path)
  return await readBlocks(file, async () => {})
}

/** Of a directory: over the names of its files with their sizes and sums, in the order of the names. */
async function hashDirectory(path: string): Promise<Content> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  const sum = createHash('sha256')
  let total = 0
  for (const name of names.sort()) {
    const { bytes, sha256 } = await hashFile(name)
    sum.update(JSON.stringify([relative(path, name).split(sep), bytes, sha256]))
    total += bytes
  }
  return { bytes: total, sha256: sum.digest('hex') }
}

/** The size of a file, or of all files in a directory. */
export async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path)
  if (!found.isDirectory()) return found.size
  const names = await readdir(path, { recursive: true })
  const sizes = await Promise.all(names.map(async (name) => lstat(join(path, name))))
  return sizes.reduce((sum, each) => sum + (each.isDirectory() ? 0 : each.size), 0)
}

/** Copies bytes to a new file and makes them durable; returns what was read of the original. */
export async function copyToNew(from: string, to: string, mode?: number): Promise<Content> {
  await using source = await openPlain(from)
  await using copy = await createPlain(to, mode)
  const content = await readBlocks(source, (block) => copy.writeFile(block))
  await copy.sync()
  return content
}

/** Copies to a new file that belongs to whom the target belongs, so that its application can go on using it. */
export async function copyInPlaceOf(target: string, from: string, to: string): Promise<void> {
  await copyToNew(from, to, await modeOf(target))
  await giveTo(target, to)
}

/** The rights of a file, or those of a new one where there is none. */
export async function modeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? 0o600 : found.mode & 0o777
}

/** Gives a file to whom another one belongs, if that is there. */
export async function giveTo(target: string, to: string): Promise<void> {
  const old = await stat(target).catch(() => undefined)
  const made = await stat(to)
  if (old !== undefined && (made.uid !== old.uid || made.gid !== old.gid)) await chown(to, old.uid, old.gid)
}

async function readBlocks(file: FileHandle, take: (block: Uint8Array) => Promise<void>): Promise<Content> {
  const sum = createHash('sha256')
  const buffer = Buffer.allocUnsafe(blockBytes)
  let bytes = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, blockBytes)
    if (bytesRead === 0) return { bytes, sha256: sum.digest('hex') }
    const block = buffer.subarray(0, bytesRead)
    sum.update(block)
    await take(block)
    bytes += bytesRead
  }
}

/** Puts a text in a file's place in one step: a reader, or a power cut, sees the old text or the new one. */
export async function replaceText(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString('hex')}.partial`
  try {
    await writeNew(partial, text)
    await renameDurably(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Writes a new file and makes its content durable. @throws when the name is taken */
export async function writeNew(path: string, text: string): Promise<void> {
  await using file = await createPlain(path)
  await file.writeFile(text)
  await file.sync()
}

export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncDirectory(dirname(to))
}

/** Makes new names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return // there a directory cannot be opened
  await using directory = await open(path, 'r')
  await directory.sync()
}

/** Makes what another program wrote durable and private; a directory is written like that from the beginning. */
export async function settle(path: string): Promise<void> {
  if ((await lstat(path)).isDirectory()) return
  await using file = await open(path, 'r+')
  await file.chmod(0o600)
  await file.sync()
}

/** Whether a name is taken, be it by a link that leads nowhere. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Removes a copy, be it a directory, or a database file and what its engine may have left beside it. */
export async function removeDatabase(path: string): Promise<void> {
  for (const ending of ['-journal', '-wal', '-shm', '']) await rm(path + ending, { force: true, recursive: true })
}

/** Room on the disk of a directory that this process may use. */
export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

/** The code of a system error, such as ENOENT. */
export const systemCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code

/** A moment in UTC as it stands in names: 20260131_235959. */
export const stampOf = (moment: Date): string =>
  moment.toISOString().slice(0, 19).replaceAll('-', '').replace('T', '_').replaceAll(':', '')

/** A name as it is, then with _2, _3 … */
export function* namesLike(name: string): Generator<string> {
  yield name
  for (let at = 2; at < 1000; at++) yield `${name}_${at}`
}
