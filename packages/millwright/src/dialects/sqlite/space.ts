import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asProblem } from './failure.ts'
import { isMemory, pathOf } from './place.ts'

/** Bytes that a database takes, its write-ahead log included, and bytes that are free on its disk. */
export async function space(url: string): Promise<{ readonly bytes: number; readonly free: number }> {
  if (isMemory(url)) return { bytes: 0, free: 0 }
  const path = pathOf(url)
  try {
    const { bavail, bsize } = await statfs(dirname(path))
    const sizes = await Promise.all([path, `${path}-wal`].map(sizeOf))
    return { bytes: sizes.reduce((sum, bytes) => sum + bytes, 0), free: bavail * bsize }
  } catch (error) {
    throw asProblem(error, { path })
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
