import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { wordsOf } from '../kernel/problem.ts'
import { fileMissing, notFile, notReadable, outsideRoots } from './problems.ts'

/** Opens a file for reading. @throws SRC101 to SRC104 when it is missing, no file, not readable or not allowed */
export async function openInput(path: string, roots: readonly string[] | undefined): Promise<FileHandle> {
  try {
    return await openPlain(path, roots)
  } catch (error) {
    throw asProblem(path, error)
  }
}

async function openPlain(path: string, roots: readonly string[] | undefined): Promise<FileHandle> {
  const real = await realpath(path)
  if (roots !== undefined && !(await isInside(real, roots))) throw outsideRoots(path)
  // Asked before opening, because opening a pipe waits for a writer.
  if (!(await stat(real)).isFile()) throw notFile(path)
  const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0))
  if (await isSame(file, path, real)) return file
  await file.close()
  throw outsideRoots(path)
}

async function isInside(real: string, roots: readonly string[]): Promise<boolean> {
  for (const root of roots) {
    // A root that is not there holds nothing.
    const folder = await realpath(root).catch(() => undefined)
    if (folder === undefined) continue
    if (real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return true
  }
  return false
}

/** Whether what was opened is what was checked: a directory on the way may have been exchanged for a link. */
async function isSame(file: FileHandle, path: string, real: string): Promise<boolean> {
  const [opened, named] = [await file.stat(), await stat(path)]
  return opened.isFile() && opened.ino === named.ino && opened.dev === named.dev && (await realpath(path)) === real
}

function asProblem(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return fileMissing(path)
  if (code === 'ELOOP') return outsideRoots(path)
  return typeof code === 'string' && /^E[A-Z]/.test(code) ? notReadable(path, wordsOf(error)) : error
}
