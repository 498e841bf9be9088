import type { Counter } from './counter.ts'
import { describe } from './cutter.ts'
import { emptyFile, noArrayAt, notArray, textAfterEnd, trailingComma, truncated } from './problems.ts'
import type { Window } from './window.ts'

const space = 1
const quote = 2
const opening = 3
const closing = 4
const comma = 5

const kinds = new Uint8Array(65_536)
for (const [kind, characters] of [
  [space, ' \t\r\n'],
  [quote, '"'],
  [opening, '{['],
  [closing, '}]'],
  [comma, ','],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind
}

export type JsonCounterOptions = { readonly at: string | undefined; readonly entries: boolean }

/** Counts commas between the members of the records' container; knows strings and depth and nothing else of JSON. */
export class JsonCounter implements Counter {
  readonly #options: JsonCounterOptions
  readonly #level: number
  #commas = 0
  #isFilled = false
  #depth = 0
  #isInString = false
  #isEscaped = false
  /** Nothing has followed the last comma yet. */
  #endsWithComma = false
  #isOver = false
  #isCounting: boolean
  /** The last string at depth 1, while a container is looked for by its key. */
  #name: string[] | undefined
  #found = 0

  constructor(options: JsonCounterOptions) {
    this.#options = options
    this.#level = options.at === undefined ? 1 : 2
    this.#isCounting = options.at === undefined
  }

  get records(): number {
    return this.#isFilled ? this.#commas + 1 : 0
  }

  add(window: Window): void {
    const { units } = window
    for (let i = 0; i < units.length; ) {
      if (this.#isInString) i = this.#passString(window, i)
      const unit = units[i++] as number
      const kind = kinds[unit] as number
      if (kind === space || i > units.length) continue
      this.#take(window, { kind, unit, at: i - 1 })
    }
  }

  finish(window: Window): void {
    if (this.#isOver) return this.#checkFound(window)
    if (this.#depth === 0 && !this.#isInString) throw emptyFile(window)
    window.records = this.#commas
    throw truncated(
      window,
      window.positionOf(window.units.length),
      this.#depth > 1 || this.#isInString ? 'a record' : 'the list',
    )
  }

  #checkFound(window: Window): void {
    const { at } = this.#options
    if (at !== undefined && this.#found !== 1)
      throw noArrayAt(window, at, this.#found === 0 ? 'there is no such array' : 'the key stands there twice')
  }

  #take(window: Window, { kind, unit, at }: { kind: number; unit: number; at: number }): void {
    if (this.#isOver) throw textAfterEnd(window, window.positionOf(at))
    if (kind === closing) return this.#close(window, at)
    if (this.#depth === 0) return this.#open(window, unit, at)
    if (kind === comma) return this.#comma()
    this.#endsWithComma = false
    if (this.#depth === this.#level && this.#isCounting) this.#isFilled = true
    if (kind === quote) this.#startString()
    else if (kind === opening) this.#enter(unit)
  }

  #open(window: Window, unit: number, at: number): void {
    const wanted = this.#options.entries || this.#options.at !== undefined ? 123 : 91
    if (unit !== wanted) throw notArray(window, wanted === 91 ? 'a JSON array' : 'a JSON object', describe(window, at))
    this.#depth = 1
  }

  #enter(unit: number): void {
    this.#depth++
    if (this.#depth !== 2 || this.#options.at === undefined || unit !== 91) return
    if (this.#lastName() !== this.#options.at) return
    this.#isCounting = true
    this.#found++
  }

  #lastName(): string | undefined {
    try {
      return this.#name && (JSON.parse(`"${this.#name.join('')}"`) as string)
    } catch {
      return undefined
    }
  }

  #comma(): void {
    if (this.#depth === 1) this.#name = undefined
    if (this.#depth !== this.#level || !this.#isCounting) return
    this.#commas++
    this.#endsWithComma = true
  }

  #close(window: Window, at: number): void {
    if (this.#depth === 0) throw notArray(window, 'a JSON array', describe(window, at))
    if (this.#endsWithComma) throw trailingComma(window, window.positionOf(at))
    if (this.#depth === this.#level && this.#level === 2) this.#isCounting = false
    if (--this.#depth === 0) this.#isOver = true
  }

  #startString(): void {
    this.#isInString = true
    this.#isEscaped = false
    if (this.#depth === 1 && this.#options.at !== undefined) this.#name = []
  }

  #passString({ units, text }: Window, at: number): number {
    let i = at
    for (; i < units.length; i++) {
      const unit = units[i]
      if (this.#isEscaped) this.#isEscaped = false
      else if (unit === 92) this.#isEscaped = true
      else if (unit === 34) break
    }
    this.#isInString = i >= units.length
    if (this.#depth === 1 && this.#name !== undefined) this.#name.push(text.slice(at, i))
    return i + 1
  }
}
