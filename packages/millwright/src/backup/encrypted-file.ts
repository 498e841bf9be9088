import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Cipher } from '../kernel/cipher.ts'
import { createPlain, modeOf, giveTo, removeDatabase } from './files.ts'

/** A database in one file is encrypted as a whole. */
const label = 'database'

type Change = { readonly from: string; readonly to: string; readonly mode?: number }

/** Writes the encrypted form of a file to a new one. */
export const encryptFile = (cipher: Cipher, { from, to }: Change): Promise<void> =>
  writeAll({ from, to }, (bytes) => cipher.encrypt(label, bytes))

/** And the file that was encrypted. @throws when a byte of it is not what it was; then nothing is left of the new one */
const decryptFile = (cipher: Cipher, change: Change): Promise<void> =>
  writeAll(change, (bytes) => cipher.decrypt(label, bytes))

/** As {@link decryptFile}, for the place of a file whose owner and rights are kept. */
export async function decryptInPlaceOf(target: string, cipher: Cipher, { from, to }: Change): Promise<void> {
  await decryptFile(cipher, { from, to, mode: await modeOf(target) })
  await giveTo(target, to)
}

type Bytes = AsyncIterable<Uint8Array>

async function writeAll({ from, to, mode }: Change, transform: (bytes: Bytes) => Bytes): Promise<void> {
  try {
    await using file = await createPlain(to, mode)
    for await (const chunk of transform(createReadStream(from, { highWaterMark: 1 << 18 }))) await file.writeFile(chunk)
    await file.sync()
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}

/** Decrypts a file for the time of some work. The name beside it is one of those that `backup prune` clears away. */
export async function whileDecrypted<T>(cipher: Cipher, file: string, work: (plain: string) => Promise<T>): Promise<T> {
  const plain = `${file.replace(/\.enc(?:\.partial)?$/, '')}.partial.${randomBytes(6).toString('hex')}`
  try {
    await decryptFile(cipher, { from: file, to: plain })
    return await work(plain)
  } finally {
    await removeDatabase(plain)
  }
}
