import { unquote } from '../create-text.ts'
import { isKeyword } from '../keywords.ts'
import { scan, type TokenKind } from '../scan.ts'

/** A token with its place, and in the one spelling in which two texts are compared. */
export type Word = { readonly kind: TokenKind; readonly start: number; readonly end: number; readonly text: string }

/**
 * The tokens of a statement without white space and comments. Names are folded, quoted or not, for SQLite tells them apart
 * by nothing else; and what it writes anew after a rename, it quotes.
 */
export function wordsOf(statement: string): readonly Word[] {
  const words: Word[] = []
  for (const { kind, start, end } of scan(statement)) {
    if (kind === 'space' || kind === 'comment' || kind === 'semicolon') continue
    words.push({ kind, start, end, text: spell(kind, statement.slice(start, end)) })
  }
  return words
}

function spell(kind: TokenKind, text: string): string {
  if (kind === 'name') return spellName(unquote(text))
  if (kind === 'other') return twins[text] ?? text
  return kind === 'string' ? text : fold(text)
}

/** Operators with two spellings. */
const twins: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' }

/** A name as it stands in compared texts. */
export function spellName(name: string): string {
  const folded = fold(name)
  return /^[a-z_][\w$]*$/.test(folded) && !isKeyword(folded) ? folded : `"${folded.replaceAll('"', '""')}"`
}

/** SQLite folds the case of A to Z only. */
export const fold = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Words as one line. */
export function joinWords(words: readonly Word[]): string {
  let line = ''
  words.forEach((word, at) => {
    const before = words[at - 1]
    line += before === undefined || isTight(before, word) ? word.text : ` ${word.text}`
  })
  return line
}

export const isSign = ({ kind, text }: Word, sign: string): boolean => kind === 'other' && text === sign

const isTight = (before: Word, after: Word): boolean =>
  isSign(before, '(') || isSign(before, '.') || ['(', ')', '.', ','].some((sign) => isSign(after, sign))

/** The name that a token is: bare, quoted in any way, or even a string. */
export const nameOf = (statement: string, { kind, start, end }: Word): string => {
  const text = statement.slice(start, end)
  return kind === 'string' ? text.slice(1, -1).replaceAll("''", "'") : unquote(text)
}
