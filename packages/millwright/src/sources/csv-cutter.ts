import { type Cutter, faulty, headOf, recordTooLarge } from './cutter.ts'
import { CsvScanner, unfinished } from './csv-scanner.ts'
import { badHeader, emptyFile, openLastLine, truncated, unclosedQuote } from './problems.ts'
import { type RowMaker, rowMaker } from './row-maker.ts'
import type { Fault, SourceRecord } from './source.ts'
import type { Window } from './window.ts'

export type CsvCutterOptions = {
  readonly delimiter: string
  readonly maxRecordBytes: number
  readonly columns: readonly string[]
  readonly lastLineBreak: 'required' | 'optional'
  readonly from: number | undefined
}

/** Cuts the rows below a header into records. */
export class CsvCutter implements Cutter {
  readonly #options: CsvCutterOptions
  readonly #scanner: CsvScanner
  readonly #make: RowMaker
  #index: number
  #given: SourceRecord | undefined
  #isQuoted = false
  /** The byte at which the quote stands that is open while a row is passed over. */
  #openedAt = -1

  constructor(options: CsvCutterOptions) {
    this.#options = options
    this.#scanner = new CsvScanner(options.delimiter)
    this.#make = rowMaker(options.columns)
    this.#index = options.from ?? 0
  }

  next(window: Window): SourceRecord | undefined {
    if (this.#given !== undefined) return this.#skipOn(window)
    for (;;) {
      const { at } = window
      if (at >= window.text.length) return undefined
      const end = this.#scanner.scan(window, at, window.ended)
      if (end === unfinished) return undefined
      if (end === window.text.length) this.#checkEnd(window, end)
      window.at = end
      const raw = withoutBreak(window.text, at, end)
      // An empty line is a row only where a row may be one empty field.
      if (raw !== '' || this.#options.columns.length === 1) return this.#record(raw)
    }
  }

  giveUp(window: Window): void {
    this.#given = faulty(this.#index, headOf(window), recordTooLarge(this.#options.maxRecordBytes))
    this.#isQuoted = false
  }

  async finish(window: Window): Promise<void> {
    const open = this.#given === undefined ? this.#openQuote(window) : this.#openedAt
    if (open >= 0) throw unclosedQuote(window, await window.lineOf(open))
  }

  #openQuote(window: Window): number {
    return window.at < window.text.length ? window.positionOf(this.#scanner.openQuote) : -1
  }

  #checkEnd(window: Window, end: number): void {
    if (!window.ended || window.text.endsWith('\n')) return
    const place = window.positionOf(end)
    if (this.#scanner.fields.length < this.#options.columns.length) throw truncated(window, place, 'a row')
    if (this.#options.lastLineBreak === 'required') throw openLastLine(window, place)
  }

  #record(raw: string): SourceRecord {
    const index = this.#index++
    const { fields } = this.#scanner
    const fault = this.#faultOf(raw, fields)
    return fault === undefined ? { index, raw, value: this.#make(fields) } : faulty(index, raw, fault)
  }

  #faultOf(raw: string, fields: readonly string[]): Fault | undefined {
    const { columns, maxRecordBytes } = this.#options
    if (raw.length > maxRecordBytes) return recordTooLarge(maxRecordBytes)
    if (this.#scanner.hasStrayQuote)
      return { code: 'stray_quote', message: 'a quote stands inside of a field that is not quoted' }
    if (fields.length === columns.length) return undefined
    return { code: 'ragged_row', message: `the row has ${fields.length} fields, the header has ${columns.length}` }
  }

  /** Passes over the rest of a row that is too large: it ends at a line feed outside of quotes. */
  #skipOn(window: Window): SourceRecord | undefined {
    const { units } = window
    let quote = -1
    for (let i = window.at; i < units.length; i++) {
      if (units[i] === 34) {
        this.#isQuoted = !this.#isQuoted
        quote = i
      }
      if (units[i] !== 10 || this.#isQuoted) continue
      window.at = i + 1
      return this.#endGiven()
    }
    if (quote >= 0) this.#openedAt = this.#isQuoted ? window.positionOf(quote) : -1
    window.at = units.length
    return window.ended && !this.#isQuoted ? this.#endGiven() : undefined
  }

  #endGiven(): SourceRecord | undefined {
    const record = this.#given
    this.#given = undefined
    this.#index++
    return record
  }
}

const withoutBreak = (text: string, at: number, end: number): string => {
  if (text.charCodeAt(end - 1) !== 10) return text.slice(at, end)
  return text.slice(at, text.charCodeAt(end - 2) === 13 && end - 2 >= at ? end - 2 : end - 1)
}

/** Reads the names of the columns and moves the window behind them. @throws SRC117 when they are not names */
export async function readHeader(window: Window, delimiter: string, maxBytes: number): Promise<readonly string[]> {
  const scanner = new CsvScanner(delimiter)
  await window.fill()
  for (;;) {
    if (window.ended && window.text === '') throw emptyFile(window)
    const end = scanner.scan(window, window.at, window.ended)
    if (end !== unfinished) return takeHeader(window, scanner, end)
    if (window.ended || window.text.length > maxBytes) throw badHeader(window, 'it does not end')
    await window.fill()
  }
}

function takeHeader(window: Window, { fields, hasStrayQuote }: CsvScanner, end: number): readonly string[] {
  const trouble = hasStrayQuote ? 'a quote stands inside of a name' : troubleWith(fields)
  if (trouble !== undefined) throw badHeader(window, trouble)
  window.at = end
  return fields
}

function troubleWith(names: readonly string[]): string | undefined {
  const empty = names.findIndex((name) => name.trim() === '')
  if (empty >= 0) return `column ${empty + 1} has no name`
  const seen = new Set<string>()
  const twice = names.find((name) => seen.size === seen.add(name).size)
  return twice === undefined ? undefined : `the name "${twice}" stands there twice`
}
