import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { sha256 } from '../kernel/hash.ts'
import { causedBy } from '../kernel/problem.ts'
import { fileChanged, fileUnreadable, notUtf8 } from './problems.ts'

/** A file's text with plain line ends, and its checksum. */
export type Content = { readonly text: string; readonly checksum: string }

/** Reads a migration's file; refuses what is not UTF-8. */
export function readContent(file: string): Content {
  const bytes = readBytes(file) // valid until the next file is read
  if (!isUtf8(bytes)) throw notUtf8(file)
  const text = bytes.toString('utf8')
  if (!isPlain(bytes)) return { text: plain(text), checksum: checksumOf(text) }
  return { text, checksum: sha256(bytes) }
}

/** SHA-256 of a migration's text; a byte order mark and the kind of line ends do not count. */
export const checksumOf = (text: string): string => sha256(plain(text))

/** The text of a file that must still be what it was when its checksum was taken. */
export function rereadContent(file: string, checksum: string): string {
  const content = readContent(file)
  if (content.checksum !== checksum) throw fileChanged(file)
  return content.text
}

// A history has many small files: one buffer for all of them takes a third of the time of a new one for each.
const shared = Buffer.allocUnsafeSlow(1 << 16)

function readBytes(file: string): Buffer {
  try {
    return readSmall(file) ?? readFileSync(file)
  } catch (cause) {
    throw causedBy(fileUnreadable(file), cause)
  }
}

/** The content of a file that ends before the shared buffer does, in that buffer. */
function readSmall(file: string): Buffer | undefined {
  const open = openSync(file, 'r')
  try {
    let used = 0
    for (;;) {
      const read = readSync(open, shared, used, shared.length - used, null)
      if (read === 0) return shared.subarray(0, used)
      used += read
      if (used === shared.length) return undefined
    }
  } finally {
    closeSync(open)
  }
}

const isPlain = (bytes: Buffer): boolean => bytes[0] !== 0xef && !bytes.includes(13)

const plain = (text: string): string => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
