import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { sha256 } from '../kernel/hash.ts'
import { causedBy } from '../kernel/problem.ts'
import { fileChanged, fileUnreadable, notUtf8 } from './problems.ts'

/** A file's text with plain line ends, and its checksum. */
export type Content = { readonly text: string; readonly checksum: string }

/** Reads a migration's file; refuses what is not UTF-8. */
export function readContent(file: string): Content {
  const bytes = readBytes(file)
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

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw causedBy(fileUnreadable(file), cause)
  }
}

const isPlain = (bytes: Buffer): boolean => bytes[0] !== 0xef && !bytes.includes(13)

const plain = (text: string): string => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
