import { constants } from 'node:fs'
import { copyFile, link, lstat, open, realpath, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { causedBy } from '../../kernel/problem.ts'
import { openSession } from './connect.ts'
import { asProblem, driverWords } from './failure.ts'
import { lockOld, type OldDatabase } from './lock-old.ts'
import { pathOf } from './place.ts'
import { targetTaken } from './problems.ts'

/**
 * Puts a copy in a database's place by one rename, and makes that durable. The old file stays at `aside` when given,
 * and its journal mode passes to the new one.
 *
 * @throws DB118 when another program works with the database; then both files are as they were
 */
export async function swapIn(copy: string, url: string, aside?: string): Promise<void> {
  const [from, to] = [pathOf(copy), await realPath(pathOf(url))]
  const kept = aside === undefined ? undefined : pathOf(aside)
  const old = (await isThere(to)) ? await lockOld(to) : undefined
  try {
    await settle(from, old)
    if (old !== undefined && kept !== undefined) await keepAside(to, kept)
    await clearBeside(to, kept)
    await rename(from, to)
  } catch (error) {
    old?.giveBack()
    throw asProblem(error, { path: to })
  }
  old?.release()
  await syncFile(dirname(to))
}

/** The file itself where the name is a link: SQLite keeps its logs beside the file. */
const realPath = async (path: string): Promise<string> => ((await isThere(path)) ? realpath(path) : path)

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw asProblem(error, { path })
  }
}

/** Gives the copy the old file's journal mode, as that is what the programs around it expect, and writes it to the disk. */
async function settle(copy: string, old: OldDatabase | undefined): Promise<void> {
  const session = await openSession(copy, {})
  try {
    if (old?.isLogged !== false) session.exec('pragma journal_mode = wal')
  } finally {
    session.close()
  }
  await syncFile(copy)
}

/**
 * A second name first, so that the database is never without its own one; where there are no links, a copy.
 * The linked file is not opened here: closing any handle of it would drop the locks that SQLite holds.
 * https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
 */
async function keepAside(path: string, aside: string): Promise<void> {
  try {
    await link(path, aside).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error
      await copyFile(path, aside, constants.COPYFILE_EXCL)
      await syncFile(aside)
    })
    await syncFile(dirname(aside))
  } catch (error) {
    throw causedBy(targetTaken(aside, driverWords(error)), error)
  }
}

/** A log or journal of the old file would be played into the new one. https://sqlite.org/howtocorrupt.html */
async function clearBeside(path: string, aside: string | undefined): Promise<void> {
  for (const ending of ['-wal', '-shm', '-journal']) {
    if (!(await isThere(path + ending))) continue
    await (aside === undefined ? rm(path + ending) : rename(path + ending, aside + ending))
  }
}

/** Makes a file, or the names in a directory, durable. Windows cannot open a directory. */
async function syncFile(path: string): Promise<void> {
  if (process.platform === 'win32' && (await lstat(path)).isDirectory()) return
  await using file = await open(path, 'r')
  await file.sync()
}
