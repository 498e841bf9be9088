import { hasEscapedName, LostNumber, parseCarefully, readExactly } from './careful-json.ts'
import { findDuplicateKey } from './duplicate-key.ts'
import { findPath } from './find-path.ts'
import { JsonScanner, tooDeep } from './json-scanner.ts'
import { recordTooDeep } from './cutter.ts'
import { wordsOf } from '../kernel/problem.ts'
import type { Fault } from './source.ts'

/** How numbers come: as numbers and bigints with every digit kept, or as the text that stands in the source. */
export type Numbers = 'exact' | 'text'

export type Parsed = { readonly value: unknown; readonly fault?: Fault }

/** Parses the text of one value that the scanner has just passed over. @throws SyntaxError when it is not JSON */
export function parseScanned(raw: string, scanner: JsonScanner, numbers: Numbers): Parsed {
  if (numbers === 'text') return checked(raw, parseCarefully(raw, asText), scanner)
  if (scanner.hasLongNumber || (scanner.hasEscape && hasEscapedName(raw))) return parseExactly(raw, scanner)
  const value: unknown = JSON.parse(raw)
  if (!scanner.hasEscape && countNames(value) === scanner.names) return { value }
  return checked(raw, value, scanner)
}

/** Parses one record's text by itself, as a reject is read that is tried once more. */
export function parseRecord(raw: string, { maxDepth, numbers }: { maxDepth: number; numbers: Numbers }): Parsed {
  const scanner = new JsonScanner(maxDepth)
  const units = Uint16Array.from({ length: raw.length }, (_, at) => raw.charCodeAt(at))
  if (scanner.scan(units, 0, units.length) === tooDeep) return { value: undefined, fault: recordTooDeep(maxDepth) }
  try {
    return parseScanned(raw, scanner, numbers)
  } catch (error) {
    return { value: undefined, fault: { code: 'invalid_json', message: wordsOf(error) } }
  }
}

const asText = (text: string): string => text

function parseExactly(raw: string, scanner: JsonScanner): Parsed {
  const value = parseCarefully(raw, readExactly)
  const lost = scanner.hasLongNumber ? findPath(value, (member) => member instanceof LostNumber) : undefined
  if (lost === undefined) return checked(raw, value, scanner)
  const message = `the number ${shortened((lost.member as LostNumber).text)} loses digits when it is read`
  return { value: undefined, fault: { code: 'number_loses_digits', message, path: lost.path } }
}

function checked(raw: string, value: unknown, scanner: JsonScanner): Parsed {
  const fault = duplicateKey(raw, value, scanner) ?? loneSurrogate(value, scanner)
  return fault === undefined ? { value } : { value: undefined, fault }
}

function duplicateKey(raw: string, value: unknown, { names }: JsonScanner): Fault | undefined {
  if (countNames(value) === names) return undefined
  const { key, path } = findDuplicateKey(raw)
  return { code: 'duplicate_key', message: `the key "${shortened(key)}" stands there more than once`, path }
}

function loneSurrogate(value: unknown, { hasUnicodeEscape }: JsonScanner): Fault | undefined {
  const found = hasUnicodeEscape ? findPath(value, isBroken) : undefined
  return found && loneSurrogateIn(found.path)
}

const isBroken = (member: unknown, key: string): boolean =>
  !key.isWellFormed() || (typeof member === 'string' && !member.isWellFormed())

export const loneSurrogateIn = (path: string): Fault => ({
  code: 'lone_surrogate',
  message: 'half of a surrogate pair stands there, which is no character',
  path: path.toWellFormed(),
})

const shortened = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 39)}…`)

/** Names of all objects in a value; depth is limited before parsing, so the recursion is too. */
function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return countInList(value)
  const members = value as { readonly [name: string]: unknown }
  let names = 0
  for (const name in members) {
    names++
    const member = members[name]
    if (typeof member === 'object' && member !== null) names += countNames(member)
  }
  return names
}

function countInList(list: readonly unknown[]): number {
  let names = 0
  for (const item of list) names += countNames(item)
  return names
}
