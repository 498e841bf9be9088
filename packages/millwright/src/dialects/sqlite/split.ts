import type { Statement } from '../dialect.ts'
import { unfinished } from './problems.ts'
import { lineAt, scan, type Token } from './scan.ts'

/**
 * Cuts a script into statements, each from its first word to its last, without the semicolon.
 *
 * @throws DB119 when a string, a name, a comment or a trigger does not end
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
  #start = 0
  #end = 0
  #phase: Phase | undefined
  #line = 1
  #counted = 0

  constructor(script: string) {
    this.#script = script
  }

  take({ kind, start, end }: Token): void {
    if (kind === 'semicolon' && !this.#isInTrigger) return this.#close()
    if (this.#phase === undefined) this.#start = start
    this.#end = end
    const isTold = kind === 'word' || kind === 'semicolon'
    this.#phase = moves[this.#phase ?? 'start'](isTold ? this.#script.slice(start, end).toLowerCase() : '')
  }

  finish(): readonly Statement[] {
    if (this.#isInTrigger) throw unfinished('trigger', lineAt(this.#script, this.#start))
    this.#close()
    return this.#statements
  }

  get #isInTrigger(): boolean {
    return this.#phase === 'trigger' || this.#phase === 'semicolon'
  }

  #close(): void {
    if (this.#phase === undefined) return
    this.#phase = undefined
    this.#statements.push({ text: this.#script.slice(this.#start, this.#end), line: this.#lineOfStart() })
  }

  #lineOfStart(): number {
    for (let at = this.#nextLine(); at <= this.#start; at = this.#nextLine()) {
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

/**
 * Where a statement stands. A trigger ends with the word END right after a semicolon; the END of a CASE never stands
 * there. This is the rule of sqlite3_complete(). https://sqlite.org/c3ref/complete.html
 */
type Phase = 'start' | 'create' | 'plain' | 'trigger' | 'semicolon' | 'end'

const moves: Readonly<Record<Phase, (word: string) => Phase>> = {
  start: (word) => (word === 'create' ? 'create' : beforeCreate.has(word) ? 'start' : 'plain'),
  create: (word) => (word === 'trigger' ? 'trigger' : beforeTrigger.has(word) ? 'create' : 'plain'),
  plain: () => 'plain',
  trigger: (word) => (word === ';' ? 'semicolon' : 'trigger'),
  semicolon: (word) => (word === 'end' ? 'end' : word === ';' ? 'semicolon' : 'trigger'),
  end: () => 'trigger',
}

const beforeCreate = new Set(['explain', 'query', 'plan'])
const beforeTrigger = new Set(['temp', 'temporary'])
