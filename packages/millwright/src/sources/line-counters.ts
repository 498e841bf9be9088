import type { Counter } from './counter.ts'
import { emptyFile, unclosedQuote } from './problems.ts'
import type { Window } from './window.ts'

/** Counts lines that are not blank. */
export class LineCounter implements Counter {
  records = 0
  #isBlank = true
  #isEmpty = true

  add({ units }: Window): void {
    for (let i = 0; i < units.length; i++) {
      const unit = units[i] as number
      if (unit > 32) this.#isBlank = false
      else if (unit === 10) this.#endLine()
    }
    this.#isEmpty &&= units.length === 0
  }

  finish(window: Window): void {
    if (this.#isEmpty) throw emptyFile(window)
    this.#endLine()
  }

  #endLine(): void {
    if (!this.#isBlank) this.records++
    this.#isBlank = true
  }
}

export type RowCounterOptions = { readonly delimiter: string; readonly skipsBlank: boolean }

/** Counts line feeds outside of quotes, the header's left out. A quote opens only at the start of a field. */
export class RowCounter implements Counter {
  #lines = -1
  #line = 1
  #openedOn = 1
  #isQuoted = false
  #isFieldStart = true
  /** The last character closed a quote: another quote makes it a doubled one. */
  #isClosed = false
  #isBlank = true
  readonly #delimiter: number
  readonly #skipsBlank: boolean

  constructor({ delimiter, skipsBlank }: RowCounterOptions) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#skipsBlank = skipsBlank
  }

  get records(): number {
    return Math.max(this.#lines, 0)
  }

  add({ units }: Window): void {
    for (let i = 0; i < units.length; i++) {
      const unit = units[i] as number
      if (unit === 34) this.#quote()
      else if (unit === 10) this.#lineFeed()
      else if (!this.#isQuoted) this.#character(unit)
    }
  }

  finish(window: Window): void {
    if (this.#isQuoted) throw unclosedQuote(window, this.#openedOn)
    if (!this.#isBlank) this.#lines++
  }

  #character(unit: number): void {
    this.#isFieldStart = unit === this.#delimiter
    this.#isClosed = false
    if (unit !== 13) this.#isBlank = false
  }

  #quote(): void {
    this.#isBlank = false
    if (this.#isFieldStart) this.#openedOn = this.#line
    const wasQuoted = this.#isQuoted
    this.#isQuoted = !wasQuoted && (this.#isFieldStart || this.#isClosed)
    this.#isClosed = wasQuoted
    this.#isFieldStart = false
  }

  #lineFeed(): void {
    this.#line++
    if (this.#isQuoted) return
    if (!this.#isBlank || !this.#skipsBlank) this.#lines++
    this.#isBlank = true
    this.#isFieldStart = true
    this.#isClosed = false
  }
}
