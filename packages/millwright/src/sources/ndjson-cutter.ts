import { wordsOf } from '../kernel/problem.ts'
import { type Cutter, faulty, headOf, recordTooDeep, recordTooLarge } from './cutter.ts'
import { JsonScanner, tooDeep } from './json-scanner.ts'
import { type Numbers, type Parsed, parseScanned } from './json-value.ts'
import { emptyFile, openLastLine, truncated } from './problems.ts'
import type { SourceRecord } from './source.ts'
import type { Window } from './window.ts'

export type NdjsonCutterOptions = {
  readonly maxDepth: number
  readonly maxRecordBytes: number
  readonly numbers: Numbers
  readonly lastLineBreak: 'required' | 'optional'
  readonly from: number | undefined
}

/** Cuts lines of JSON into records; blank lines are none. */
export class NdjsonCutter implements Cutter {
  readonly #options: NdjsonCutterOptions
  readonly #scanner: JsonScanner
  #index: number
  #isEmpty: boolean
  #given: SourceRecord | undefined

  constructor(options: NdjsonCutterOptions) {
    this.#options = options
    this.#scanner = new JsonScanner(options.maxDepth)
    this.#index = options.from ?? 0
    this.#isEmpty = options.from === undefined
  }

  next(window: Window): SourceRecord | undefined {
    const { text } = window
    this.#isEmpty &&= text === ''
    for (;;) {
      const end = text.indexOf('\n', window.at)
      if (end < 0) return window.ended ? this.#last(window) : this.#wait(window)
      const record = this.#line(window, end)
      window.at = end + 1
      if (record !== undefined) return record
    }
  }

  giveUp(window: Window): void {
    this.#given ??= faulty(this.#index, headOf(window), recordTooLarge(this.#options.maxRecordBytes))
    window.at = window.text.length
  }

  finish(window: Window): void {
    if (window.at < window.text.length || this.#given !== undefined)
      throw truncated(window, window.positionOf(window.text.length), 'a line')
    if (this.#isEmpty) throw emptyFile(window)
  }

  #wait(window: Window): undefined {
    if (this.#given !== undefined) window.at = window.text.length
  }

  /** A last line without a line break counts only when its own end shows that it is whole. */
  #last(window: Window): SourceRecord | undefined {
    const { text } = window
    const line = text.slice(window.at).trim()
    if (line === '' && this.#given === undefined) window.at = text.length
    if (window.at >= text.length || this.#given !== undefined) return undefined
    if (this.#options.lastLineBreak === 'required') throw openLastLine(window, window.positionOf(text.length))
    if (!'{["'.includes(line[0] as string) || !isWhole(line)) return undefined
    const record = this.#line(window, text.length)
    window.at = text.length
    return record
  }

  #line(window: Window, end: number): SourceRecord | undefined {
    if (this.#given !== undefined) return this.#endGiven()
    const { units } = window
    const at = skipSpace(units, window.at, end)
    if (at === end) return undefined
    const raw = window.text.slice(at, units[end - 1] === 13 ? end - 1 : end)
    const index = this.#index++
    if (raw.length > this.#options.maxRecordBytes) {
      return faulty(index, `${raw.slice(0, 200)}…`, recordTooLarge(this.#options.maxRecordBytes))
    }
    if (this.#scanner.scan(units, at, end) === tooDeep) return faulty(index, raw, recordTooDeep(this.#options.maxDepth))
    const { value, fault } = this.#parse(raw)
    return fault === undefined ? { index, raw, value } : faulty(index, raw, fault)
  }

  #endGiven(): SourceRecord | undefined {
    const record = this.#given
    this.#given = undefined
    this.#index++
    return record
  }

  #parse(raw: string): Parsed {
    try {
      return parseScanned(raw, this.#scanner, this.#options.numbers)
    } catch (error) {
      return { value: undefined, fault: { code: 'invalid_json', message: wordsOf(error) } }
    }
  }
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function skipSpace(units: ArrayLike<number>, at: number, end: number): number {
  let i = at
  while (i < end && (units[i] === 32 || units[i] === 9 || units[i] === 13)) i++
  return i
}
