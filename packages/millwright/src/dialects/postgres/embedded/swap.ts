import { existsSync } from 'node:fs'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { swapMark } from './place.ts'

type Swap = { readonly directory: string; readonly made: string; readonly aside: string | undefined }

/**
 * Puts a directory in another one's place. Between the two renames the name is free, so a mark says what is being done:
 * whoever opens the database next finishes it.
 */
export async function swapDirectories({ directory, made, aside }: Swap): Promise<void> {
  if (aside === undefined) return moveDurably(made, directory)
  await writeFile(swapMark(directory), made, { flag: 'wx', mode: 0o600, flush: true })
  try {
    await rename(directory, aside)
    await moveDurably(made, directory)
  } catch (error) {
    if (!existsSync(directory)) await rename(aside, directory)
    throw error
  } finally {
    await rm(swapMark(directory), { force: true })
  }
}

/** Finishes what a killed process began. */
export async function finishSwap(directory: string): Promise<void> {
  const mark = swapMark(directory)
  if (!existsSync(mark)) return
  const made = await readFile(mark, 'utf8')
  if (!existsSync(directory)) await moveDurably(made, directory)
  await rm(mark, { force: true })
}

async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  if (process.platform === 'win32') return // there a directory cannot be opened
  await using directory = await open(dirname(to), 'r')
  await directory.sync()
}
