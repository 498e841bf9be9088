import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

type Chunks = AsyncIterable<Uint8Array>

/** Makes bytes unreadable for whoever has not the key, and readable again. */
export interface Cipher {
  /** Tells keys apart, and nothing else about them: 16 hexadecimal digits. */
  readonly keyId: string
  /** @param label says what the bytes are; under another label they cannot be read, so none passes for another */
  encrypt(label: string, plain: Chunks): Chunks
  /** @throws when a byte was changed, moved, added or left out; what came before it was right */
  decrypt(label: string, encrypted: Chunks): Chunks
  /** A keyed hash in hexadecimal: it tells nothing about what was hashed, and cannot be made without the key. */
  mac(text: string): string
}

const magic = Buffer.from('MWCIPH01')
const saltBytes = 32
const headBytes = magic.length + saltBytes
const chunkBytes = 1 << 16
const tagBytes = 16
const keyBytes = 32

/**
 * AES-256-GCM in chunks of 64 KiB, under a key of its own for each stream. A chunk's nonce is its number and whether it
 * is the last one, so that a stream which was cut off, extended or reordered does not open.
 * https://eprint.iacr.org/2015/189
 */
export function cipherOf(key: Uint8Array): Cipher {
  if (key.length !== keyBytes) throw new TypeError(`a key has ${keyBytes} bytes, not ${key.length}`)
  const derive = (salt: Uint8Array, purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', key, salt, `millwright ${purpose}`, keyBytes))
  const macKey = derive(new Uint8Array(), 'hash')
  const mac = (text: string) => createHmac('sha256', macKey).update(text).digest('hex')
  return {
    keyId: Buffer.from(derive(new Uint8Array(), 'name')).toString('hex').slice(0, 16),
    encrypt: (label, plain) => encrypt((salt) => derive(salt, `stream ${label}`), plain),
    decrypt: (label, encrypted) => decrypt((salt) => derive(salt, `stream ${label}`), encrypted),
    mac,
  }
}

type KeyFor = (salt: Uint8Array) => Uint8Array

async function* encrypt(keyFor: KeyFor, plain: Chunks): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(saltBytes)
  const key = keyFor(salt)
  yield Buffer.concat([magic, salt])
  for await (const { at, isLast, bytes } of cut(plain, chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(at, isLast))
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

async function* decrypt(keyFor: KeyFor, encrypted: Chunks): AsyncGenerator<Uint8Array> {
  const { head, rest } = await behead(encrypted)
  const key = keyFor(head.subarray(magic.length))
  for await (const { at, isLast, bytes } of cut(rest, chunkBytes + tagBytes)) {
    const plain = openChunk({ key, at, isLast }, bytes)
    if (plain.length > 0) yield plain
  }
}

type ChunkPlace = { readonly key: Uint8Array; readonly at: number; readonly isLast: boolean }

function openChunk({ key, at, isLast }: ChunkPlace, bytes: Buffer): Uint8Array {
  // Only a stream of nothing has an empty chunk.
  if (bytes.length < tagBytes || (bytes.length === tagBytes && at > 0)) throw spoiled()
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(at, isLast), { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()])
  } catch {
    throw spoiled()
  }
}

const spoiled = (): Error => new Error('it was changed or cut off after it was encrypted, or it is another file')

function nonceOf(at: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(at, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Takes the head off a stream. @throws when it is none of ours */
async function behead(encrypted: Chunks): Promise<{ readonly head: Buffer; readonly rest: Chunks }> {
  const chunks = encrypted[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  while (held.length < headBytes) {
    const next = await chunks.next()
    if (next.done === true) throw spoiled()
    held = Buffer.concat([held, next.value])
  }
  if (!held.subarray(0, magic.length).equals(magic)) throw new Error('it is not encrypted by Millwright')
  return { head: held.subarray(0, headBytes), rest: prepend(held.subarray(headBytes), chunks) }
}

async function* prepend(first: Uint8Array, others: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (let next = await others.next(); next.done !== true; next = await others.next()) yield next.value
  } finally {
    await others.return?.()
  }
}

type Cut = { readonly at: number; readonly isLast: boolean; readonly bytes: Buffer }

/** Cuts a stream into pieces of one size; the last one may be smaller, and alone it may be empty. */
async function* cut(chunks: Chunks, size: number): AsyncGenerator<Cut> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let at = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    heldBytes += chunk.length
    if (heldBytes <= size) continue
    const all = Buffer.concat(held)
    let from = 0
    // Whether a piece is the last one is known when there is a byte behind it.
    for (; all.length - from > size; from += size)
      yield { at: at++, isLast: false, bytes: all.subarray(from, from + size) }
    held = [all.subarray(from)]
    heldBytes = all.length - from
  }
  yield { at, isLast: true, bytes: Buffer.concat(held) }
}
