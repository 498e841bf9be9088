import type { Units, Window } from './window.ts'

/** The row does not end within the text. */
export const unfinished = -1

/**
 * Takes a row of CSV (RFC 4180) apart. A quote counts only at the start of a field; one elsewhere is noted as stray
 * and is a character like any other.
 */
export class CsvScanner {
  /** The fields of the row scanned last. */
  fields: string[] = []
  hasStrayQuote = false
  /** Where the quote stands that was open when the text ended; -1 when none was. */
  openQuote = -1
  readonly #delimiter: number
  /** 1 for what may end an unquoted field or make it special. */
  readonly #marks = new Uint8Array(65_536)

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0)
    for (const mark of [this.#delimiter, 10, 34]) this.#marks[mark] = 1
  }

  /** The place after the row's line break, or {@link unfinished}; at the end of a file the text's end ends the row. */
  scan(window: Window, at: number, atEnd: boolean): number {
    const { units, text } = window
    const [marks, delimiter, end] = [this.#marks, this.#delimiter, units.length]
    const fields: string[] = []
    this.fields = fields
    this.hasStrayQuote = false
    this.openQuote = -1
    let start = at
    for (let i = at; i < end; i++) {
      const unit = units[i] as number
      if (marks[unit] === 0) continue
      if (unit === delimiter) {
        fields.push(text.slice(start, i))
        start = i + 1
      } else if (unit === 10) {
        fields.push(text.slice(start, withoutReturn(units, start, i)))
        return i + 1
      } else if (i !== start) this.hasStrayQuote = true
      else {
        i = this.#quoted(window, i, atEnd)
        if (i < 0) return unfinished
        start = i + 1
        if (i >= end || units[i] === 10) return Math.min(i + 1, end)
      }
    }
    if (!atEnd) return unfinished
    fields.push(text.slice(start))
    return end
  }

  /** Takes the field whose opening quote stands at `at`; the place of the delimiter or line feed after it. */
  #quoted(window: Window, at: number, atEnd: boolean): number {
    const { text, units } = window
    const close = this.#closingQuote(text, at)
    if (close < 0 || (close + 2 >= text.length && !atEnd)) return unfinished
    const next = units[close + 1]
    if (next === this.#delimiter || next === 10 || close + 1 >= text.length) return this.#takeQuoted(text, at, close)
    if (next === 13 && (units[close + 2] ?? 10) === 10) return this.#takeQuoted(text, at, close) + 1
    this.hasStrayQuote = true
    return this.#passUnquoted(window, close + 1, atEnd)
  }

  #closingQuote(text: string, at: number): number {
    let close = text.indexOf('"', at + 1)
    while (close >= 0 && text.charCodeAt(close + 1) === 34) close = text.indexOf('"', close + 2)
    this.openQuote = close < 0 ? at : -1
    return close
  }

  #takeQuoted(text: string, at: number, close: number): number {
    const field = text.slice(at + 1, close)
    this.fields.push(field.includes('"') ? field.replaceAll('""', '"') : field)
    return close + 1
  }

  /** Text after a closing quote: the row is faulty, but ends where it would end without quotes. */
  #passUnquoted({ units, text }: Window, at: number, atEnd: boolean): number {
    let i = at
    while (i < units.length && units[i] !== this.#delimiter && units[i] !== 10) i++
    this.fields.push('')
    return i < text.length || atEnd ? i : unfinished
  }
}

const withoutReturn = (units: Units, start: number, end: number): number =>
  end > start && units[end - 1] === 13 ? end - 1 : end
