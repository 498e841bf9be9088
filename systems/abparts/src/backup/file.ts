import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file of its owner alone, written piece by piece and hashed on the way. */
export type Writing = {
  write(text: string): Promise<void>
  /** The hash of everything that was written until now. */
  hash(): string
}

/** Writes a file whole or not at all: it has its name only when all of it is on the disk. */
export async function writeFileWhole(path: string, work: (file: Writing) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.partial`
  await rm(partial, { force: true })
  const file = await open(partial, 'wx', 0o600)
  try {
    const writing = writingTo(file)
    await work(writing)
    await writing.flush()
    await file.sync()
  } catch (error) {
    await file.close()
    await rm(partial, { force: true })
    throw error
  }
  await file.close()
  await rename(partial, path)
}

const blockBytes = 1 << 20

function writingTo(file: FileHandle): Writing & { flush(): Promise<void> } {
  const hash = createHash('sha256')
  let waiting = ''
  const flush = async (): Promise<void> => {
    const text = waiting
    waiting = ''
    await file.writeFile(text)
  }
  return {
    flush,
    write: async (text) => {
      hash.update(text)
      waiting += text
      if (waiting.length > blockBytes) await flush()
    },
    hash: () => hash.copy().digest('hex'),
  }
}
