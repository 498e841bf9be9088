import type { Statement } from '../dialect.ts'
import { unfinished } from './problems.ts'
import { lineAt, scan, type Token } from './scan.ts'

/**
 * Cuts a script into statements, each from its first word to its last, without the semicolon.
 *
 * @throws DB119 when a string, a name, a comment or a trigger does not end
 */
export function split(script: string): readonly Statement[] {
  const statements: Statement[] = []
  let current: Open | undefined
  let line: Line = { number: 1, place: 0 }
  const close = () => {
    if (current !== undefined) statements.push({ text: script.slice(current.start, current.end), line: line.number })
    current = undefined
  }
  for (const token of scan(script)) {
    if (token.kind === 'space' || token.kind === 'comment') continue
    if (token.kind === 'semicolon' && !isInside(current?.phase)) {
      close()
      continue
    }
    if (current === undefined) line = lineOf(script, line, token.start)
    current = extend(current, token, script.slice(token.start, token.end))
  }
  if (isInside(current?.phase)) throw unfinished('trigger', lineAt(script, current?.start ?? 0))
  close()
  return statements
}

type Line = { readonly number: number; readonly place: number }

function lineOf(script: string, known: Line, place: number): Line {
  let number = known.number
  for (let at = script.indexOf('\n', known.place); at !== -1 && at < place; at = script.indexOf('\n', at + 1)) number++
  return { number, place }
}

/**
 * Where a statement stands. A trigger ends with the word END right after a semicolon; the END of a CASE never stands
 * there. This is the rule of sqlite3_complete(). https://sqlite.org/c3ref/complete.html
 */
type Phase = 'start' | 'create' | 'plain' | 'trigger' | 'semicolon' | 'end'

type Open = { readonly start: number; readonly end: number; readonly phase: Phase }

const isInside = (phase: Phase | undefined): boolean => phase === 'trigger' || phase === 'semicolon'

const extend = (open: Open | undefined, { kind, start, end }: Token, text: string): Open => ({
  start: open?.start ?? start,
  end,
  phase: next(open?.phase ?? 'start', kind === 'word' || kind === 'semicolon' ? text.toLowerCase() : ''),
})

function next(phase: Phase, word: string): Phase {
  switch (phase) {
    case 'start':
      if (word === 'create') return 'create'
      return ['explain', 'query', 'plan'].includes(word) ? 'start' : 'plain'
    case 'create':
      if (word === 'trigger') return 'trigger'
      return word === 'temp' || word === 'temporary' ? 'create' : 'plain'
    case 'plain':
      return 'plain'
    case 'semicolon':
      if (word === 'end') return 'end'
      return word === ';' ? 'semicolon' : 'trigger'
    case 'trigger':
    case 'end':
      return word === ';' ? 'semicolon' : 'trigger'
  }
}
