import type { Units } from './window.ts'

const other = 0
const quote = 1
const opening = 2
const closing = 3
const colon = 4
const digit = 5

const kinds = new Uint8Array(65_536)
for (const [kind, characters] of [
  [quote, '"'],
  [opening, '{['],
  [closing, '}]'],
  [colon, ':'],
  [digit, '-0123456789'],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind
}

/** Bit 1: belongs to a number. Bit 2: begins an exponent. Bit 4: ends a token that has no brackets or quotes. */
const tokens = new Uint8Array(65_536)
for (const character of '-+.0123456789') tokens[character.charCodeAt(0)] = 1
for (const character of 'eE') tokens[character.charCodeAt(0)] = 3
for (const character of ' \t\r\n,]}') tokens[character.charCodeAt(0)] = 4

/** A double keeps every number of up to 15 digits. */
const safeLength = 15

/** The value does not end within the text. */
export const unfinished = -1
export const tooDeep = -2

/**
 * Finds where a JSON value ends without parsing it, and notes what the parser would hide: how many names the text
 * has (a doubled one is lost in the parsed value), and whether a number or an escape needs a closer look.
 */
export class JsonScanner {
  names = 0
  hasLongNumber = false
  hasEscape = false
  hasUnicodeEscape = false
  readonly #maxDepth: number

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth
  }

  /** The place after the value that begins at `at`, or {@link unfinished} or {@link tooDeep}. */
  scan(units: Units, at: number, end: number): number {
    this.names = 0
    this.hasLongNumber = false
    this.hasEscape = false
    this.hasUnicodeEscape = false
    const kind = kinds[units[at] as number]
    if (kind === opening) return this.#scanContainer(units, at, end)
    if (kind === quote) return this.skipString(units, at + 1, end)
    if (kind === digit) return this.#skipNumber(units, at, end)
    return skipToken(units, at, end)
  }

  /** The place after the closing quote of the string whose text begins at `at`. */
  skipString(units: Units, at: number, end: number): number {
    for (let i = at; i < end; i++) {
      const unit = units[i]
      if (unit === 34) return i + 1
      if (unit === 92) this.#noteEscape(units[++i])
    }
    return unfinished
  }

  #noteEscape(unit: number | undefined): void {
    this.hasEscape = true
    if (unit === 117) this.hasUnicodeEscape = true
  }

  #scanContainer(units: Units, at: number, end: number): number {
    const maxDepth = this.#maxDepth
    let depth = 0
    let names = 0
    for (let i = at; i < end; ) {
      const kind = kinds[units[i++] as number]
      if (kind === other) continue
      if (kind === quote) {
        i = this.skipString(units, i, end)
        if (i < 0) return unfinished
      } else if (kind === colon) names++
      else if (kind === digit) i = this.#skipNumber(units, i - 1, end)
      else if (kind === opening) {
        if (++depth > maxDepth) return tooDeep
      } else if (--depth === 0) {
        this.names = names
        return i
      }
    }
    return unfinished
  }

  #skipNumber(units: Units, at: number, end: number): number {
    let bits = 0
    let i = at
    for (; i < end; i++) {
      const token = tokens[units[i] as number] as number
      if ((token & 1) === 0) break
      bits |= token
    }
    if (i - at > safeLength || (bits & 2) !== 0) this.hasLongNumber = true
    return i
  }
}

function skipToken(units: Units, at: number, end: number): number {
  let i = at
  while (i < end && tokens[units[i] as number] !== 4) i++
  return i
}
