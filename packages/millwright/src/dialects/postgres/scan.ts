import { unfinished } from './problems.ts'

export type TokenKind =
  | 'space'
  | 'comment'
  | 'string'
  | 'name'
  | 'word'
  | 'number'
  | 'semicolon'
  | 'backslash'
  | 'other'

/** A piece of a script by its place: `text.slice(start, end)`. */
export type Token = { readonly kind: TokenKind; readonly start: number; readonly end: number }

/**
 * Cuts SQL into tokens as PostgreSQL does. https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 *
 * @throws DB217 for what does not end
 */
export function* scan(text: string): Generator<Token> {
  for (let start = 0; start < text.length; ) {
    const token = tokenAt(text, start)
    yield token
    start = token.end
  }
}

// The order matters: a prefix before a quote is part of the string, and a letter after a number is not.
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t\n\r\f\v\ufeff]+/y],
  ['comment', /--[^\n]*/y],
  // pg_dump puts its text between these two, which only tell psql to take no other command of its own meanwhile.
  ['comment', /(?<=^|\n)\\(?:un)?restrict [^\s]*(?=\s|$)/y],
  ['number', /\d[\w.]*(?:(?<=\d[eE])[+-]\d+)?/y],
  ['semicolon', /;/y],
  ['backslash', /\\/y],
]

function tokenAt(text: string, start: number): Token {
  for (const [kind, pattern] of patterns) {
    const end = endOfMatch(pattern, text, start)
    if (end !== undefined) return { kind, start, end }
  }
  if (text.startsWith('/*', start)) return { kind: 'comment', start, end: endOfComment(text, start) }
  return quotedAt(text, start) ?? wordAt(text, start) ?? { kind: 'other', start, end: start + 1 }
}

const opening = /(?:(e)|u&|[bxn])?'/iy
const openingName = /(?:u&)?"/iy
const dollar = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

function quotedAt(text: string, start: number): Token | undefined {
  opening.lastIndex = start
  const quote = opening.exec(text)
  if (quote !== null) return { kind: 'string', start, end: endOfString(text, start, quote) }
  const name = endOfMatch(openingName, text, start)
  if (name !== undefined) return { kind: 'name', start, end: endOfQuoted(text, { start, from: name, quote: '"' }) }
  const tag = endOfMatch(dollar, text, start)
  return tag === undefined ? undefined : { kind: 'string', start, end: endOfDollar(text, start, tag) }
}

function endOfString(text: string, start: number, [opened, escapes]: RegExpExecArray): number {
  const from = start + opened.length
  return escapes === undefined ? endOfQuoted(text, { start, from, quote: "'" }) : endOfEscaped(text, start, from)
}

function endOfEscaped(text: string, start: number, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === "'" && text[at + 1] === "'") at++
    else if (text[at] === "'") return at + 1
  }
  throw unfinished('string', lineAt(text, start))
}

type Quoted = { readonly start: number; readonly from: number; readonly quote: string }

function endOfQuoted(text: string, { start, from, quote }: Quoted): number {
  for (let at = from; ; at += 2) {
    at = text.indexOf(quote, at)
    if (at === -1) throw unfinished(quote === "'" ? 'string' : 'name', lineAt(text, start))
    if (text[at + 1] !== quote) return at + 1
  }
}

function endOfDollar(text: string, start: number, from: number): number {
  const tag = text.slice(start, from)
  const end = text.indexOf(tag, from)
  if (end === -1) throw unfinished(`string ${tag}`, lineAt(text, start))
  return end + tag.length
}

/** Comments stand in each other. */
function endOfComment(text: string, start: number): number {
  const edge = /\/\*|\*\//g
  edge.lastIndex = start
  let depth = 0
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return edge.lastIndex
  }
  throw unfinished('comment', lineAt(text, start))
}

const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y

function wordAt(text: string, start: number): Token | undefined {
  const end = endOfMatch(word, text, start)
  return end === undefined ? undefined : { kind: 'word', start, end }
}

function endOfMatch(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** The line, from 1, on which a place of a text lies. */
export function lineAt(text: string, place: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < place; at = text.indexOf('\n', at + 1)) line++
  return line
}
