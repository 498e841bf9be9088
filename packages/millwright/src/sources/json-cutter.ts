import { wordsOf } from '../kernel/problem.ts'
import { type Cutter, describe, faulty, headOf, recordTooDeep, recordTooLarge } from './cutter.ts'
import { JsonScanner, tooDeep, unfinished } from './json-scanner.ts'
import { JsonSkipper } from './json-skipper.ts'
import { loneSurrogateIn, type Numbers, type Parsed, parseScanned } from './json-value.ts'
import { emptyFile, invalidJson, noArrayAt, notArray, textAfterEnd, trailingComma, truncated } from './problems.ts'
import type { Fault, SourceRecord } from './source.ts'
import type { Window } from './window.ts'

export type JsonCutterOptions = {
  readonly maxDepth: number
  readonly maxRecordBytes: number
  readonly numbers: Numbers
  /** The key of the top-level object that holds the array. */
  readonly at: string | undefined
  /** Whether the records are the entries of an object. */
  readonly entries: boolean
  /** Where to go on; undefined at the start. */
  readonly from: number | undefined
}

/** What is expected next. `first`, `member` and `separator` speak of the innermost open container. */
type Phase = 'open' | 'first' | 'member' | 'separator' | 'skipping' | 'over'

/** What is being read: the records' array, the records' object, or the object around the array. */
type Container = 'array' | 'entries' | 'outer'

/** Cuts an array, or the entries of an object, into records. */
export class JsonCutter implements Cutter {
  readonly #options: JsonCutterOptions
  readonly #scanner: JsonScanner
  #container: Container
  #phase: Phase = 'open'
  #index: number
  #hasArray = false
  #skipper = new JsonSkipper()
  #given: SourceRecord | undefined

  constructor(options: JsonCutterOptions) {
    this.#options = options
    this.#scanner = new JsonScanner(options.maxDepth)
    this.#index = options.from ?? 0
    this.#container = options.entries ? 'entries' : options.at === undefined ? 'array' : 'outer'
    if (options.from === undefined) return
    this.#phase = 'separator'
    if (this.#container === 'outer') this.#enterArray()
  }

  next(window: Window): SourceRecord | undefined {
    for (;;) {
      const step = this.#phase === 'skipping' ? this.#skipOn(window) : this.#step(window)
      if (step !== goOn) return step
    }
  }

  giveUp(window: Window): void {
    this.#startSkipping(window, recordTooLarge(this.#options.maxRecordBytes))
  }

  finish(window: Window): void {
    if (this.#phase === 'over') {
      return
    }
    if (this.#phase === 'open') throw emptyFile(window)
    throw truncated(window, window.positionOf(window.units.length), this.#openThing(window))
  }

  #openThing(window: Window): string {
    if (this.#phase === 'skipping' || window.at < window.units.length) return 'a record'
    return this.#container === 'array' ? 'the array' : 'the object'
  }

  /** One token or one record; undefined when the text ends within it. */
  #step(window: Window): SourceRecord | typeof goOn | undefined {
    const { units } = window
    const at = skipSpace(units, window.at, units.length)
    window.at = at
    return at < units.length ? this.#stepAt(window, at) : undefined
  }

  #stepAt(window: Window, at: number): SourceRecord | typeof goOn | undefined {
    const unit = window.units[at]
    switch (this.#phase) {
      case 'open':
        return this.#open(window, unit)
      case 'separator':
        return unit === 44 ? this.#pass(window, 'member') : this.#close(window, at)
      case 'first':
        return unit === 93 || unit === 125 ? this.#close(window, at) : this.#member(window, at)
      case 'member':
        return this.#member(window, at)
      case 'skipping':
      case 'over':
        throw textAfterEnd(window, window.positionOf(at))
    }
  }

  #pass(window: Window, phase: Phase): typeof goOn {
    window.at++
    this.#phase = phase
    return goOn
  }

  #open(window: Window, unit: number | undefined): typeof goOn {
    const isArray = this.#container === 'array'
    if (unit === (isArray ? 91 : 123)) return this.#pass(window, 'first')
    throw notArray(window, isArray ? 'a JSON array' : 'a JSON object', describe(window, window.at))
  }

  #close(window: Window, at: number): typeof goOn {
    if (window.units[at] !== (this.#container === 'array' ? 93 : 125)) throw this.#unexpected(window, at)
    if (this.#container === 'array' && this.#options.at !== undefined) {
      this.#container = 'outer'
      return this.#pass(window, 'separator')
    }
    if (this.#container === 'outer' && !this.#hasArray)
      throw noArrayAt(window, this.#options.at ?? '', 'there is no such key')
    return this.#pass(window, 'over')
  }

  #member(window: Window, at: number): SourceRecord | typeof goOn | undefined {
    const unit = window.units[at]
    if (unit === 93 || unit === 125) throw trailingComma(window, window.positionOf(at))
    if (unit === 44 || unit === 58) throw this.#unexpected(window, at)
    return this.#container === 'array' ? this.#item(window, at) : this.#entry(window, at)
  }

  #unexpected(window: Window, at: number): Error {
    return invalidJson(window, window.positionOf(at), `${describe(window, at)} is not expected there`)
  }

  #item(window: Window, at: number): SourceRecord | typeof goOn | undefined {
    const { units } = window
    const end = this.#scanner.scan(units, at, units.length)
    if (end === tooDeep) return this.#skipDeep(window)
    // The text that follows decides whether a number or a word has ended.
    if (end === unfinished || end >= units.length) return undefined
    const raw = window.text.slice(at, end)
    return this.#take(window, { raw, end, parsed: this.#parse(window, at, raw) })
  }

  #entry(window: Window, at: number): SourceRecord | typeof goOn | undefined {
    const value = this.#valueOf(window, at)
    if (value === undefined) return undefined
    const key = this.#parseKey(window, at, value.keyEnd)
    if (this.#container === 'outer' && key === this.#options.at) return this.#enterAt(window, value.at)
    const end = this.#scanner.scan(window.units, value.at, window.units.length)
    if (end === tooDeep) return this.#skipDeep(window)
    if (end === unfinished || end >= window.units.length) return undefined
    if (this.#container === 'outer') return this.#leaveOut(window, end)
    const parsed = this.#parse(window, at, window.text.slice(value.at, end))
    return this.#take(window, { raw: window.text.slice(at, end), end, parsed: withKey(key, parsed) })
  }

  /** Where the key of an entry ends and its value begins. */
  #valueOf(window: Window, at: number): { readonly keyEnd: number; readonly at: number } | undefined {
    const { units } = window
    if (units[at] !== 34) throw this.#unexpected(window, at)
    const keyEnd = this.#scanner.skipString(units, at + 1, units.length)
    if (keyEnd === unfinished) return undefined
    const colon = skipSpace(units, keyEnd, units.length)
    if (colon < units.length && units[colon] !== 58) throw this.#unexpected(window, colon)
    const value = skipSpace(units, colon + 1, units.length)
    return value < units.length ? { keyEnd, at: value } : undefined
  }

  #enterAt(window: Window, at: number): typeof goOn {
    const key = this.#options.at ?? ''
    if (this.#hasArray) throw noArrayAt(window, key, 'the key stands there twice')
    if (window.units[at] !== 91) throw noArrayAt(window, key, `its value is ${describe(window, at)}`)
    window.at = at
    this.#enterArray()
    return this.#pass(window, 'first')
  }

  #enterArray(): void {
    this.#container = 'array'
    this.#hasArray = true
  }

  #leaveOut(window: Window, end: number): typeof goOn {
    window.at = end
    this.#phase = 'separator'
    return goOn
  }

  #parseKey(window: Window, at: number, end: number): string {
    try {
      return JSON.parse(window.text.slice(at, end)) as string
    } catch (error) {
      throw invalidJson(window, window.positionOf(at), wordsOf(error))
    }
  }

  #parse(window: Window, at: number, raw: string): Parsed {
    try {
      return parseScanned(raw, this.#scanner, this.#options.numbers)
    } catch (error) {
      throw invalidJson(window, window.positionOf(at), wordsOf(error))
    }
  }

  #take(window: Window, { raw, end, parsed }: { raw: string; end: number; parsed: Parsed }): SourceRecord {
    window.at = end
    this.#phase = 'separator'
    const index = this.#index++
    if (raw.length > this.#options.maxRecordBytes) {
      return faulty(index, `${raw.slice(0, 200)}…`, recordTooLarge(this.#options.maxRecordBytes))
    }
    return parsed.fault === undefined ? { index, raw, value: parsed.value } : faulty(index, raw, parsed.fault)
  }

  #skipDeep(window: Window): typeof goOn {
    this.#startSkipping(window, recordTooDeep(this.#options.maxDepth))
    return goOn
  }

  #startSkipping(window: Window, fault: Fault): void {
    this.#skipper = new JsonSkipper()
    this.#given = faulty(this.#index, headOf(window), fault)
    this.#phase = 'skipping'
  }

  #skipOn(window: Window): SourceRecord | typeof goOn | undefined {
    const end = this.#skipper.skip(window.units, window.at, window.units.length)
    window.at = end < 0 ? window.units.length : end
    if (end < 0) return undefined
    this.#phase = 'separator'
    if (this.#container === 'outer') return goOn
    this.#index++
    return this.#given
  }
}

const goOn = Symbol('go on')

function withKey(key: string, { value, fault }: Parsed): Parsed {
  if (!key.isWellFormed()) return { value: undefined, fault: loneSurrogateIn(key) }
  if (fault === undefined) return { value: { key, value } }
  return { value: undefined, fault: { ...fault, path: `${key}.${fault.path ?? ''}` } }
}

function skipSpace(units: ArrayLike<number>, at: number, end: number): number {
  let i = at
  for (; i < end; i++) {
    const unit = units[i]
    if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) break
  }
  return i
}
