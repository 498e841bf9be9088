import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { sha256 } from '../kernel/hash.ts'
import { causedBy, isProblem } from '../kernel/problem.ts'
import { fileChanged, fileUnreadable, notUtf8 } from './problems.ts'

/** A file's text with plain line ends, and its checksum. */
export type Content = { readonly text: string; readonly checksum: string }

/** Reads a migration's file; refuses what is not UTF-8. */
export function readContent(file: string): Content {
  const text = plain(readText(file))
  return { text, checksum: sha256(text) }
}

/** SHA-256 of a migration's text; a byte order mark and the kind of line ends do not count. */
export const checksumOf = (text: string): string => sha256(plain(text))

/** The text of a file that must still be what it was when its checksum was taken. */
export function rereadContent(file: string, checksum: string): string {
  const content = readContent(file)
  if (content.checksum !== checksum) throw fileChanged(file)
  return content.text
}

/** A history has many small files: as a text a file is read in one call, which is half of the time. */
function readText(file: string): string {
  try {
    const text = readFileSync(file, 'utf8')
    return text.includes('\uFFFD') ? textOf(file, readFileSync(file)) : text
  } catch (cause) {
    throw isProblem(cause) ? cause : causedBy(fileUnreadable(file), cause)
  }
}

/** A replacement character may stand in a file, or for bytes that are no text. */
function textOf(file: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) throw notUtf8(file)
  return bytes.toString('utf8')
}

const plain = (text: string): string =>
  text.includes('\r') || text.startsWith('\uFEFF') ? text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n') : text
