import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { Unzip, UnzipInflate, unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate'

/** One file that goes into an archive: its name there, and its bytes or where they stand. */
export type Packed = { readonly name: string } & ({ readonly bytes: Uint8Array } | { readonly from: string })

/** Writes a new ZIP file that only its owner can read, and makes it durable. The first file is not packed tighter. */
export async function writeArchive(path: string, files: readonly Packed[]): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    ready.push(chunk)
  })
  const drain = async (): Promise<void> => {
    for (const chunk of ready.splice(0)) await file.writeFile(chunk)
  }
  for (const [at, packed] of files.entries()) {
    const entry = at === 0 ? new ZipPassThrough(packed.name) : new ZipDeflate(packed.name, { level: 6 })
    zip.add(entry)
    for await (const block of blocksOf(packed)) {
      entry.push(block)
      await drain()
    }
    entry.push(new Uint8Array(), true)
    await drain()
  }
  zip.end()
  await drain()
  await file.sync()
}

async function* blocksOf(packed: Packed): AsyncGenerator<Uint8Array> {
  if ('bytes' in packed) yield packed.bytes
  else for await (const block of createReadStream(packed.from, { highWaterMark: 1 << 20 })) yield block as Uint8Array
}

/** Every file of an archive by its name. @throws when it is no archive, or a damaged one */
export async function readArchive(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map(Object.entries(unzipSync(await readFile(path))))
}

const headBytes = 256 * 1024

/** The first file of an archive, without reading the rest. @throws when it is none, or does not begin with that file */
export async function readFirst(path: string, name: string): Promise<Uint8Array> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0)
  const chunks: Uint8Array[] = []
  let isWhole = false
  const unzip = new Unzip((entry) => {
    if (entry.name !== name) return
    entry.ondata = (error, chunk, isLast) => {
      if (error !== null) throw error
      chunks.push(chunk)
      isWhole = isLast
    }
    entry.start()
  })
  unzip.register(UnzipInflate)
  unzip.push(buffer.subarray(0, bytesRead), bytesRead < headBytes)
  if (!isWhole) throw new Error(`it does not begin with ${name}`)
  return Buffer.concat(chunks)
}
