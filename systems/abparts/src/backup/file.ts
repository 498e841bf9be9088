import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Seal } from 'millwright'
import { sealedFormat } from './sealed.ts'

/** A file of its owner alone, written piece by piece and hashed on the way. */
export type Writing = {
  write(text: string): Promise<void>
  /** The hash of everything that was written until now. */
  hash(): string
}

/** How a file is encrypted; its label says what it is, so that none passes for another. */
export type Sealing = { readonly seal: Seal; readonly label: string }

type Order = { readonly path: string; readonly sealing?: Sealing | undefined }

/** Writes a file whole or not at all: it has its name only when all of it is on the disk. */
export async function writeFileWhole({ path, sealing }: Order, work: (file: Writing) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.partial`
  await rm(partial, { force: true })
  const file = await open(partial, 'wx', 0o600)
  try {
    const sink = sealing === undefined ? plainSink(file) : sealedSink(file, sealing)
    await writeThrough(sink, work)
    await file.sync()
  } catch (error) {
    await file.close()
    await rm(partial, { force: true })
    throw error
  }
  await file.close()
  await rename(partial, path)
}

/** Where text goes, a block at a time. */
type Sink = { put(text: string): Promise<void>; end(): Promise<void> }

const plainSink = (file: FileHandle): Sink => ({ put: (text) => file.writeFile(text), end: async () => undefined })

/** The first line says in clear words how the rest can be read; the rest is encrypted on its way to the disk. */
function sealedSink(file: FileHandle, { seal, label }: Sealing): Sink {
  const plain = new PassThrough()
  const writing = writeSealed(file, `${JSON.stringify({ format: sealedFormat, ...seal.facts })}\n`, () =>
    seal.encrypt(label, plain),
  )
  writing.catch((error: unknown) => plain.destroy(error as Error)) // who waits for room waits for this
  return {
    put: async (text) => {
      if (!plain.write(text)) await once(plain, 'drain')
    },
    end: async () => {
      plain.end()
      await writing
    },
  }
}

async function writeSealed(file: FileHandle, head: string, bytes: () => AsyncIterable<Uint8Array>): Promise<void> {
  await file.writeFile(head)
  for await (const chunk of bytes()) await file.writeFile(chunk)
}

const blockBytes = 1 << 20

async function writeThrough(sink: Sink, work: (file: Writing) => Promise<void>): Promise<void> {
  const hash = createHash('sha256')
  let waiting = ''
  const flush = async (): Promise<void> => {
    const text = waiting
    waiting = ''
    if (text !== '') await sink.put(text)
  }
  await work({
    write: async (text) => {
      hash.update(text)
      waiting += text
      if (waiting.length > blockBytes) await flush()
    },
    hash: () => hash.copy().digest('hex'),
  })
  await flush()
  await sink.end()
}
