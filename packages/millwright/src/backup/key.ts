import { readFile, stat } from 'node:fs/promises'
import { wordsOf } from '../kernel/problem.ts'
import { badKey } from './problems.ts'

/** What a backup is encrypted with: a key as it is, or a passphrase from which one is made. */
export type Key =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string }

const keyBytes = 32
const fewestCharacters = 12

/** Reads a key from a file that only its owner can read. @throws BAK123 */
export async function readKeyFile(path: string): Promise<Key> {
  const content = await readPrivate(path)
  return content.length === keyBytes ? { kind: 'bytes', bytes: content } : keyFrom(content.toString('utf8'), path)
}

async function readPrivate(path: string): Promise<Buffer> {
  const found = await stat(path).catch((error: unknown) => {
    throw badKey(path, wordsOf(error))
  })
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw badKey(path, `other users can read it; type \`chmod go= ${path}\``)
  return readFile(path)
}

/** Takes 64 hexadecimal digits for the key itself, and anything else for a passphrase. @throws BAK123 when it is too short */
export function keyFrom(given: string, place: string): Key {
  const text = given.trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return { kind: 'bytes', bytes: Buffer.from(text, 'hex') }
  if (text.length < fewestCharacters) throw badKey(place, `a passphrase has ${fewestCharacters} characters or more`)
  return { kind: 'text', text }
}
