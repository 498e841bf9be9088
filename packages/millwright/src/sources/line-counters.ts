import type { Counter } from './counter.ts'
import { emptyFile, unclosedQuote } from './problems.ts'
import type { Units, Window } from './window.ts'

/** Counts lines that are not blank. */
export class LineCounter implements Counter {
  records = 0
  #isBlank = true
  #isEmpty = true

  add({ text }: Window): void {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (!this.#isBlank || hasText(text, start, end)) this.records++
      this.#isBlank = true
      start = end + 1
    }
    this.#isBlank &&= !hasText(text, start, text.length)
    this.#isEmpty &&= text === ''
  }

  finish(window: Window): void {
    if (this.#isEmpty) throw emptyFile(window)
    if (!this.#isBlank) this.records++
  }
}

function hasText(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) > 32) return true
  return false
}

export type RowCounterOptions = { readonly delimiter: string; readonly skipsBlank: boolean }

/**
 * Counts line feeds outside of quotes, the header's left out. A quote opens a field behind a delimiter or a line
 * feed, and opens it again behind the quote that has just closed it.
 */
export class RowCounter implements Counter {
  #lines = -1
  #line = 1
  #openedOn = 1
  #isQuoted = false
  /** Characters before the window, and the first of the current row; both from the start of the file. */
  #before = 0
  #rowStart = 0
  #last = 10
  /** Where the last quote stands that closed a field. */
  #closedAt = -1
  readonly #delimiter: number
  readonly #skipsBlank: boolean

  constructor({ delimiter, skipsBlank }: RowCounterOptions) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#skipsBlank = skipsBlank
  }

  get records(): number {
    return Math.max(this.#lines, 0)
  }

  /** Goes from one quote or line feed to the next: what stands between them is passed over quicker than it could be looked at. */
  add({ units }: Window): void {
    let [quote, feed] = [placeOf(units, 34, 0), placeOf(units, 10, 0)]
    for (let i = Math.min(quote, feed); i < units.length; i = Math.min(quote, feed)) {
      const last = i === 0 ? this.#last : (units[i - 1] as number)
      if (i === quote) {
        this.#quote(this.#before + i, last)
        quote = placeOf(units, 34, i + 1)
      } else {
        this.#lineFeed(this.#before + i, last)
        feed = placeOf(units, 10, i + 1)
      }
    }
    this.#before += units.length
    this.#last = units.at(-1) ?? this.#last
  }

  finish(window: Window): void {
    if (this.#isQuoted) throw unclosedQuote(window, this.#openedOn)
    if (this.#before > this.#rowStart) this.#lines++
  }

  #quote(at: number, last: number): void {
    if (this.#isQuoted) {
      this.#isQuoted = false
      this.#closedAt = at
      return
    }
    const isDoubled = at > 0 && this.#closedAt === at - 1
    const isFirst = at === this.#rowStart || last === this.#delimiter
    this.#isQuoted = isDoubled || isFirst
    if (isFirst) this.#openedOn = this.#line
  }

  #lineFeed(at: number, last: number): void {
    this.#line++
    if (this.#isQuoted) return
    const length = at - this.#rowStart
    const isBlank = length === 0 || (length === 1 && last === 13)
    if (!isBlank || !this.#skipsBlank) this.#lines++
    this.#rowStart = at + 1
  }
}

function placeOf(units: Units, unit: number, from: number): number {
  const at = units.indexOf(unit, from)
  return at < 0 ? units.length : at
}
