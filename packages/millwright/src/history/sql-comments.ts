import { neverClosed } from './problems.ts'

/** A comment of a script, outside of strings. `alone` when nothing but white space stands before it on its line. */
export type Comment = {
  readonly kind: 'line' | 'block'
  readonly start: number
  readonly end: number
  readonly text: string
  readonly alone: boolean
}

/**
 * Finds the comments of a script, one after the other; what stands in strings, quoted names and dollar quotes is text.
 * Fails where a quote or a block comment is never closed.
 */
export function* commentsOf(file: string, script: string): Generator<Comment, void, undefined> {
  const opener = /'|"|`|--|\/\*|\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|\[[^\]'\n]*'[^\]'\n]*\]/giu
  for (let found = opener.exec(script); found !== null; found = opener.exec(script)) {
    const at = { script, start: found.index, opener: found[0] }
    const end = endOf(at)
    if (end === -1) throw neverClosed(`${file}:${lineAt(script, at.start)}`, nameOf(at.opener))
    if (at.opener === '--' || at.opener === '/*') yield commentFrom(at, end)
    opener.lastIndex = end
  }
}

/** The line of a position, from 1. */
export function lineAt(script: string, position: number): number {
  let line = 1
  for (let at = script.indexOf('\n'); at !== -1 && at < position; at = script.indexOf('\n', at + 1)) line++
  return line
}

type Opening = { readonly script: string; readonly start: number; readonly opener: string }

function endOf(at: Opening): number {
  switch (at.opener.charAt(0)) {
    case '-':
      return endOfLine(at)
    case '/':
      return endOfBlock(at)
    case '$':
      return endOfDollarQuote(at)
    case '[':
      return at.start + at.opener.length
    default:
      return endOfQuote(at)
  }
}

function commentFrom({ script, start, opener }: Opening, end: number): Comment {
  const lineStart = script.lastIndexOf('\n', start - 1) + 1
  const alone = start === 0 || script.slice(lineStart, start).trim() === ''
  return { kind: opener === '--' ? 'line' : 'block', start, end, text: script.slice(start, end), alone }
}

function endOfLine({ script, start }: Opening): number {
  const end = script.indexOf('\n', start)
  return end === -1 ? script.length : end
}

/** PostgreSQL nests block comments and SQLite does not: what only closes without nesting is read without it. */
function endOfBlock({ script, start }: Opening): number {
  const edge = /\/\*|\*\//g
  edge.lastIndex = start
  let depth = 0
  for (let found = edge.exec(script); found !== null; found = edge.exec(script)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return edge.lastIndex
  }
  const flat = script.indexOf('*/', start + 2)
  return flat === -1 ? -1 : flat + 2
}

/** A dollar inside a name opens nothing. */
function endOfDollarQuote({ script, start, opener }: Opening): number {
  if (isWord(script[start - 1])) return start + 1
  const close = script.indexOf(opener, start + opener.length)
  return close === -1 ? -1 : close + opener.length
}

/** Two quotes in a row stand for one; in PostgreSQL's E'…' a backslash does too. */
function endOfQuote(at: Opening): number {
  const { script, start, opener } = at
  const close = hasEscapes(at) ? /\\[^]|''|'/g : new RegExp(`${opener}${opener}|${opener}`, 'g')
  close.lastIndex = start + 1
  for (let found = close.exec(script); found !== null; found = close.exec(script)) {
    if (found[0] === opener) return close.lastIndex
  }
  return -1
}

const hasEscapes = ({ script, start, opener }: Opening): boolean =>
  opener === "'" && /[eE]/.test(script[start - 1] ?? '') && !isWord(script[start - 2])

const isWord = (char: string | undefined): boolean => char !== undefined && /[\w\u0080-\uffff]/u.test(char)

function nameOf(opener: string): string {
  if (opener === '/*') return 'block comment'
  return `quote ${opener}`
}
