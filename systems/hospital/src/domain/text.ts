import type { Code } from './codes.ts'

/**
 * Clean text: invisible characters and controls removed, space separators made plain spaces, trimmed, runs of spaces
 * collapsed, NFC. Composition comes last because removing a zero-width character can bring a letter and its accent together.
 */
export function cleanText(text: string): string {
  if (isPlain(text)) return text
  return text.replace(unseen, '').replace(spaces, ' ').trim().replace(spaceRuns, ' ').normalize()
}

/** A serial keeps its inner spaces: collapsing them has made two devices one before. */
export function cleanSerial(text: string): string {
  if (isPlain(text)) return text
  return text.replace(unseen, '').trim()
}

/** Printable ASCII, no outer space, no two spaces in a row: such text is already clean. Read once per field, so it is a loop. */
export function isPlain(text: string): boolean {
  let before = 32
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code > 126 || (code === 32 && before === 32)) return false
    before = code
  }
  return before !== 32
}

const unseen = /[\u0000-\u001f\u200b-\u200f\u2060\ufeff]+/g
const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
const spaceRuns = / {2,}/g

/** Which kinds of cleaning a text needs, for text that is not plain. */
export function cleaningOf(text: string): readonly Code[] {
  const seen = text.replace(unseen, '').replace(spaces, ' ')
  const found: Code[] = []
  if (/[\u0000-\u001f]/.test(text)) found.push('text_control_removed')
  if (/[\u200b-\u200f\u2060\ufeff]/.test(text)) found.push('text_invisible_removed')
  if (text.search(spaces) >= 0) found.push('text_space_normalised')
  if (seen !== seen.trim()) found.push('text_trimmed')
  if (seen.trim().search(spaceRuns) >= 0) found.push('text_collapsed')
  if (seen !== seen.normalize()) found.push('text_normalised')
  return found
}

const nullSpellings: ReadonlySet<string> = new Set(['', 'N/A', 'NA', 'NULL', 'NONE', 'NAN', 'NIL', '-', '--'])

/** The spellings of "no value", in any case, of text that is already trimmed. */
export const isNullSpelling = (text: string): boolean => text.length <= 4 && nullSpellings.has(text.toUpperCase())

/** Only ASCII digits: a spreadsheet's day number where a name should stand. */
export function isAllDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return text.length > 0
}

/** Longer than a column of `width` characters; characters are code points, as databases count them. */
export const isLonger = (text: string, width: number): boolean => text.length > width && Array.from(text).length > width

/** What remains when case, spaces and signs are ignored: the key under which spelling variants meet. */
export const foldText = (text: string): string =>
  text
    .toUpperCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')

/** A serial without case and spaces; other signs count, since they often belong to the number. */
export const foldSerial = (text: string): string => text.toUpperCase().replace(/\s+/gu, '')
