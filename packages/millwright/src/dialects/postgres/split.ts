import type { Statement } from '../dialect.ts'
import { inlineData, metaCommand, unfinished } from './problems.ts'
import { lineAt, scan, type Token } from './scan.ts'

/**
 * Cuts a script into statements, each from its first word to its last, without the semicolon.
 *
 * @throws DB217 when a string, a name, a comment or a body does not end, DB218 for a command of psql, DB219 for COPY
 * with its rows in the script
 */
export function split(script: string): readonly Statement[] {
  const splitter = new Splitter(script)
  for (const token of scan(script)) {
    if (token.kind !== 'space' && token.kind !== 'comment') splitter.take(token)
  }
  return splitter.finish()
}

class Splitter {
  readonly #script: string
  readonly #statements: Statement[] = []
  #words: string[] = []
  #start: number | undefined
  #end = 0
  #parens = 0
  /** How many BEGIN and CASE are open in the body of a routine that is written in SQL. */
  #depth = 0
  #line = 1
  #counted = 0

  constructor(script: string) {
    this.#script = script
  }

  take({ kind, start, end }: Token): void {
    if (kind === 'semicolon' && this.#parens <= 0 && this.#depth === 0) return this.#close()
    if (kind === 'backslash') throw metaCommand(this.#command(start), lineAt(this.#script, start))
    this.#start ??= start
    this.#end = end
    const text = this.#script.slice(start, end)
    if (kind === 'word') this.#takeWord(text.toLowerCase())
    else if (kind === 'other') this.#parens += text === '(' ? 1 : text === ')' ? -1 : 0
  }

  finish(): readonly Statement[] {
    if (this.#depth > 0) throw unfinished('body', lineAt(this.#script, this.#start ?? 0))
    this.#close()
    return this.#statements
  }

  /** As psql counts: https://github.com/postgres/postgres/blob/REL_18_STABLE/src/fe_utils/psqlscan.l */
  #takeWord(word: string): void {
    if (this.#words.length < 40) this.#words.push(word)
    if (this.#parens !== 0 || !makesRoutine(this.#words)) return
    if (word === 'begin') this.#depth++
    else if (word === 'case' && this.#depth > 0) this.#depth++
    else if (word === 'end' && this.#depth > 0) this.#depth--
  }

  #close(): void {
    const [start, words] = [this.#start, this.#words]
    this.#start = undefined
    this.#words = []
    this.#parens = 0
    if (start === undefined) return
    if (readsScript(words)) throw inlineData(lineAt(this.#script, start))
    this.#statements.push({ text: this.#script.slice(start, this.#end), line: this.#lineOf(start) })
  }

  #command(start: number): string {
    return /^\\\S*/.exec(this.#script.slice(start, start + 40))?.[0] ?? '\\'
  }

  #lineOf(start: number): number {
    for (let at = this.#nextLine(); at <= start; at = this.#nextLine()) {
      this.#line++
      this.#counted = at
    }
    return this.#line
  }

  #nextLine(): number {
    const end = this.#script.indexOf('\n', this.#counted)
    return end === -1 ? Number.POSITIVE_INFINITY : end + 1
  }
}

const routines = new Set(['function', 'procedure'])

const makesRoutine = ([first, second, third, fourth]: readonly string[]): boolean =>
  first === 'create' && routines.has((second === 'or' && third === 'replace' ? fourth : second) ?? '')

/** COPY … FROM STDIN; without parentheses its words stand in this order. */
const readsScript = (words: readonly string[]): boolean =>
  words[0] === 'copy' && words.some((word, at) => word === 'from' && words[at + 1] === 'stdin')
