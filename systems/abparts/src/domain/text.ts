/**
 * Texts are compared in one way on both sides, in the program and in the database: A to Z become a to z and nothing else
 * changes, so that the result does not depend on a locale; only the space itself is trimmed.
 */
export const folded = (text: string): string => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())

export const trimmed = (text: string): string => text.replaceAll(/^ +| +$/g, '')

export const isBlank = (text: string | null): boolean => text === null || trimmed(text) === ''

/**
 * Letters, digits and the underscore, of any script: from U+00C0 on everything is a letter but × and ÷, the general
 * punctuation and the punctuation of Chinese, Japanese and Korean. `last` is how the engine writes the last code point.
 */
const wordCharacters = (last: string): string =>
  `0-9a-z_\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u1fff\\u2070-\\u2fff\\u3040-${last}`

const wholeWords = (words: readonly string[], last: string): string =>
  `(?:^|[^${wordCharacters(last)}])(?:${words.join('|')})(?:$|[^${wordCharacters(last)}])`

/** Finds one of the words, which are plain and in small letters, as a whole word of a folded text. */
export const wordFinder = (words: readonly string[]): RegExp => new RegExp(wholeWords(words, '\\u{10ffff}'), 'u')

/** The same pattern as PostgreSQL reads it. */
export const wordPattern = (words: readonly string[]): string => wholeWords(words, '\\U0010ffff')
