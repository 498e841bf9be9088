import { isKeyword } from './keywords.ts'
import { scan, type TokenKind } from './scan.ts'

/** A token in one spelling: words in lower case, names without quotes they do not need. */
export type Lexeme = { readonly kind: TokenKind; readonly text: string }

/** The tokens of a statement without white space and comments, in one spelling. */
export function lexemesOf(statement: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = []
  for (const { kind, start, end } of scan(statement)) {
    if (kind !== 'space' && kind !== 'comment') lexemes.push(spell(kind, statement.slice(start, end)))
  }
  return lexemes
}

/** Lexemes as one line. Only the spelling of white space, comments, quotes and the case of bare words is evened out. */
export function joinLexemes(lexemes: readonly Lexeme[]): string {
  let line = ''
  lexemes.forEach(({ kind, text }, at) => {
    const before = lexemes[at - 1]
    line += before === undefined || isTight(before, { kind, text }) ? text : ` ${text}`
  })
  return line
}

/** A statement in the one spelling by which two are compared. */
export const normalize = (statement: string): string => joinLexemes(lexemesOf(statement))

function spell(kind: TokenKind, text: string): Lexeme {
  if (kind === 'word' || kind === 'number') return { kind, text: lower(text) }
  if (kind !== 'name') return { kind, text }
  const name = unquote(text)
  // A quoted name keeps its case: in files of other programs "Text" may be meant as a string. https://sqlite.org/quirks.html#dblquote
  if (/^[A-Za-z_][\w$]*$/.test(name) && !isKeyword(name)) return { kind: 'word', text: name }
  return { kind, text: `"${name.replaceAll('"', '""')}"` }
}

/** The name behind its quotes, of which SQLite knows three kinds. */
export function unquote(text: string): string {
  const quote = text[0]
  if (quote === '[') return text.slice(1, -1)
  if (quote !== '"' && quote !== '`') return text
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}

// SQLite folds the case of A to Z only.
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

const isTight = (before: Lexeme, after: Lexeme): boolean =>
  isOther(before, '(.') || isOther(after, '().,') || after.kind === 'semicolon'

const isOther = ({ kind, text }: Lexeme, chars: string): boolean => kind === 'other' && chars.includes(text)
