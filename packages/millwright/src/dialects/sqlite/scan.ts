import { unfinished } from './problems.ts'

export type TokenKind = 'space' | 'comment' | 'string' | 'name' | 'word' | 'number' | 'semicolon' | 'other'

/** A piece of a script by its place: `text.slice(start, end)`. */
export type Token = { readonly kind: TokenKind; readonly start: number; readonly end: number }

/** Cuts SQL into tokens as SQLite does, which is more generous than the standard. @throws DB119 for what does not end */
export function* scan(text: string): Generator<Token> {
  for (let start = 0; start < text.length; ) {
    const token = tokenAt(text, start)
    yield token
    start = token.end
  }
}

function tokenAt(text: string, start: number): Token {
  const char = text[start] as string
  const simple = simpleAt(text, start)
  if (simple !== undefined) return simple
  if (text.startsWith('--', start)) return { kind: 'comment', start, end: endOfLine(text, start) }
  if (text.startsWith('/*', start)) return { kind: 'comment', start, end: endOfComment(text, start) }
  if (char === "'") return { kind: 'string', start, end: endOfQuoted(text, start, char) }
  if (char === '"' || char === '`') return { kind: 'name', start, end: endOfQuoted(text, start, char) }
  if (char === '[') return { kind: 'name', start, end: endOf(text, start, { closing: ']', thing: 'name' }) }
  if (char === ';') return { kind: 'semicolon', start, end: start + 1 }
  return { kind: 'other', start, end: endOfMatch(operator, text, start) ?? start + 1 }
}

// A byte order mark is white space wherever a token may begin; a vertical tab or a no-break space never is.
// https://sqlite.org/src/file/src/tokenize.c
const patterns = [
  ['space', /[ \t\n\f\r\ufeff]+/y],
  ['number', /\d[\w.]*(?:(?<=\d[eE])[+-]\d+)?/y],
  ['word', /[\w$\u0080-\uffff]+/y],
] as const

const operator = /->>|->|\|\||<=|>=|<>|<<|>>|==|!=/y

function simpleAt(text: string, start: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    const end = endOfMatch(pattern, text, start)
    if (end !== undefined) return { kind, start, end }
  }
  return undefined
}

function endOfMatch(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end === -1 ? text.length : end
}

const endOfComment = (text: string, start: number): number =>
  endOf(text, start + 1, { closing: '*/', thing: 'comment' })

type Closing = { readonly closing: string; readonly thing: string }

function endOf(text: string, start: number, { closing, thing }: Closing): number {
  const end = text.indexOf(closing, start + 1)
  if (end === -1) throw unfinished(thing, lineAt(text, start))
  return end + closing.length
}

function endOfQuoted(text: string, start: number, quote: string): number {
  const thing = quote === "'" ? 'string' : 'name'
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf(quote, at)
    if (at === -1) throw unfinished(thing, lineAt(text, start))
    if (text[at + 1] !== quote) return at + 1
  }
}

/** The line, from 1, on which a place of a text lies. */
export function lineAt(text: string, place: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < place; at = text.indexOf('\n', at + 1)) line++
  return line
}
