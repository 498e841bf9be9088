/** What was encrypted comes back as it was or not at all: no byte of it can be changed, moved, added or left out. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cipherOf } from '../../src/kernel/cipher.ts'

const cipher = cipherOf(Buffer.alloc(32, 7))
const chunk = 65_536
const head = 40

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const each of chunks) all.push(each)
  return Buffer.concat(all)
}

const encrypt = (plain: Uint8Array, label = 'a', size = 10_000) => gather(cipher.encrypt(label, inPieces(plain, size)))
const decrypt = (bytes: Uint8Array, label = 'a', size = 10_000) => gather(cipher.decrypt(label, inPieces(bytes, size)))

const opens = (bytes: Uint8Array, label?: string): Promise<boolean> =>
  decrypt(bytes, label).then(
    () => true,
    () => false,
  )

describe('a stream', () => {
  test.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 200_001])('of %d bytes comes back', async (length) => {
    const plain = randomBytes(length)
    const encrypted = await encrypt(plain)
    expect(encrypted.length).toBe(head + length + 16 * Math.max(1, Math.ceil(length / chunk)))
    expect(await decrypt(encrypted)).toEqual(plain)
  })

  test('comes back however it is cut on the way', async () => {
    const sizes = fc.integer({ min: 1, max: 150_000 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 200_000 }), sizes, sizes, async (length, there, back) => {
        const plain = randomBytes(length)
        expect((await decrypt(await encrypt(plain, 'a', there), 'a', back)).equals(plain)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('never looks the same twice, and does not show what it holds', async () => {
    const plain = Buffer.alloc(1000, 'secret')
    const [first, second] = [await encrypt(plain), await encrypt(plain)]
    expect(first.equals(second)).toBe(false)
    expect(first.includes('secret')).toBe(false)
  })
})

describe('a stream that was tampered with does not open', () => {
  test('with any byte changed', async () => {
    const encrypted = await encrypt(Buffer.from('forty bytes of a row, or rather some more'))
    for (let at = 0; at < encrypted.length; at++) {
      const changed = Buffer.from(encrypted)
      changed[at] = (changed[at] as number) ^ 1
      expect(await opens(changed), `byte ${at}`).toBe(false)
    }
  })

  test('cut off anywhere, at the end of a chunk too', async () => {
    const small = await encrypt(Buffer.from('some bytes'))
    for (let length = 0; length < small.length; length++) expect(await opens(small.subarray(0, length))).toBe(false)
    const large = await encrypt(randomBytes(3 * chunk))
    for (const chunks of [0, 1, 2]) expect(await opens(large.subarray(0, head + chunks * (chunk + 16)))).toBe(false)
  })

  test('with chunks exchanged, told twice, left out or added', async () => {
    const encrypted = await encrypt(randomBytes(3 * chunk))
    const start = encrypted.subarray(0, head)
    const part = (at: number) => encrypted.subarray(head + at * (chunk + 16), head + (at + 1) * (chunk + 16))
    for (const order of [[1, 0, 2], [0, 0, 1, 2], [0, 2], [1, 2], [0, 1, 2, 2], [2]])
      expect(await opens(Buffer.concat([start, ...order.map(part)])), order.join()).toBe(false)
    expect(await opens(Buffer.concat([encrypted, Buffer.from('more')]))).toBe(false)
  })

  test('under another label, with the head of another stream, or with another key', async () => {
    const encrypted = await encrypt(Buffer.from('rows of a'), 'a')
    expect(await opens(encrypted, 'b')).toBe(false)
    const other = await encrypt(Buffer.from('rows of a'), 'a')
    expect(await opens(Buffer.concat([other.subarray(0, head), encrypted.subarray(head)]))).toBe(false)
    const stranger = cipherOf(Buffer.alloc(32, 8))
    await expect(gather(stranger.decrypt('a', inPieces(encrypted, 99)))).rejects.toThrow('changed or cut off')
  })
})

test('what is no stream of ours says so', async () => {
  await expect(decrypt(Buffer.alloc(100, 'x'))).rejects.toThrow('it is not encrypted by Millwright')
})

test('keys have names, and names tell nothing but that they differ', () => {
  const other = cipherOf(Buffer.alloc(32, 8))
  expect(cipher.keyId).toMatch(/^[0-9a-f]{16}$/)
  expect(cipherOf(Buffer.alloc(32, 7)).keyId).toBe(cipher.keyId)
  expect(other.keyId).not.toBe(cipher.keyId)
  expect(cipher.mac('a')).not.toBe(other.mac('a'))
  expect(() => cipherOf(Buffer.alloc(16))).toThrow('a key has 32 bytes, not 16')
})
