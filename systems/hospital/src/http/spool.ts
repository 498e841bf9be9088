import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { Refusal } from 'millwright/http'

/** A body that has arrived as a whole, in a file that only this user reads and that is gone afterwards. */
export type Spooled = AsyncDisposable & { readonly read: () => AsyncIterable<Uint8Array> }

/**
 * Takes in a large body before anything is done with it: what a client sends half is never begun, and what it sends
 * slowly keeps nobody waiting.
 */
export async function spool(body: ReadableStream<Uint8Array> | null): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'hospital-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'body')
  try {
    const pieces = body === null ? Readable.from([]) : Readable.fromWeb(body as NodeStream)
    await pipeline(pieces, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await remove()
    throw isOfDisk(error) ? error : incomplete()
  }
  return { read: () => createReadStream(path), [Symbol.asyncDispose]: remove }
}

/** What the client's end of the connection did is no fault of the server. */
const isOfDisk = (error: unknown): boolean => ['open', 'write'].includes((error as NodeJS.ErrnoException).syscall ?? '')

const incomplete = (): Refusal =>
  new Refusal('The body ended before its end. Nothing of it was used', { status: 400, code: 'body_incomplete' })
