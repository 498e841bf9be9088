import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cipher } from '../../../kernel/cipher.ts'

/** The files of one copy, as they are or encrypted. */
export type Store = { readonly directory: string; readonly cipher?: Cipher | undefined }

/** A file of a copy; the label says what is in it, wherever it stands. */
export type Item = { readonly name: string; readonly label: string }

/** A file that is the same in every copy. */
export const item = (name: string): Item => ({ name, label: name })

export const pathIn = ({ directory, cipher }: Store, name: string): string =>
  join(directory, cipher === undefined ? name : `${name}.enc`)

/** Writes a new file and makes it durable; returns its size on the disk. */
export async function writeItem(
  store: Store,
  { name, label }: Item,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  await using file = await createPrivate(pathIn(store, name))
  let bytes = 0
  for await (const chunk of store.cipher?.encrypt(label, chunks) ?? chunks) {
    await file.writeFile(chunk)
    bytes += chunk.length
  }
  await file.sync()
  return bytes
}

export async function writeText(store: Store, what: Item, text: string): Promise<void> {
  await writeItem(store, what, once(text))
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

export function readItem(store: Store, { name, label }: Item): AsyncIterable<Uint8Array> {
  const bytes: AsyncIterable<Uint8Array> = createReadStream(pathIn(store, name), { highWaterMark: 1 << 18 })
  return store.cipher?.decrypt(label, bytes) ?? bytes
}

export async function readText(store: Store, what: Item): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readItem(store, what)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** A new file that only its owner can read, whatever the umask says. */
async function createPrivate(path: string): Promise<FileHandle> {
  const file = await open(path, 'wx', 0o600)
  await file.chmod(0o600)
  return file
}
