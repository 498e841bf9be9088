import type { Counter } from './counter.ts'
import { describe } from './cutter.ts'
import { emptyFile, noArrayAt, notArray, textAfterEnd, trailingComma, truncated } from './problems.ts'
import type { Units, Window } from './window.ts'

const space = 1
const comma = 2
const quote = 3
const opening = 4
const closing = 5

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
    let i = this.#isEscaped && units.length > 0 ? this.#passEscaped(window) : 0
    while (i < units.length) {
      if (this.#isInString) i = this.#passText(window, i)
      else if (this.#depth > this.#level) i = this.#passMember(units, i)
      else i = this.#passOne(window, i)
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

  #passEscaped({ text }: Window): number {
    this.#isEscaped = false
    if (this.#depth === 1) this.#name?.push(text.slice(0, 1))
    return 1
  }

  /** Within a member only brackets and strings matter. */
  #passMember(units: Units, at: number): number {
    let depth = this.#depth
    let i = at
    while (i < units.length && depth > this.#level) {
      const kind = kinds[units[i++] as number] as number
      if (kind < quote) continue
      if (kind === opening) depth++
      else if (kind === closing) depth--
      else {
        i = this.#passString(units, i)
        if (this.#isInString) break
      }
    }
    this.#depth = depth
    return i
  }

  #passOne(window: Window, at: number): number {
    const kind = kinds[window.units[at] as number] as number
    if (kind !== space) this.#take(window, kind, at)
    return at + 1
  }

  #take(window: Window, kind: number, at: number): void {
    if (this.#isOver) throw textAfterEnd(window, window.positionOf(at))
    if (kind === closing) return this.#close(window, at)
    if (this.#depth === 0) return this.#open(window, at)
    if (kind === comma) return this.#comma()
    this.#endsWithComma = false
    if (this.#depth === this.#level && this.#isCounting) this.#isFilled = true
    if (kind === quote) this.#startString()
    else if (kind === opening) this.#enter(window.units[at] as number)
  }

  #open(window: Window, at: number): void {
    const wanted = this.#options.entries || this.#options.at !== undefined ? 123 : 91
    if (window.units[at] !== wanted)
      throw notArray(window, wanted === 91 ? 'a JSON array' : 'a JSON object', describe(window, at))
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

  #passText(window: Window, at: number): number {
    const end = this.#passString(window.units, at)
    if (this.#depth === 1) this.#name?.push(window.text.slice(at, this.#isInString ? end : end - 1))
    return end
  }

  /** The place after the string's closing quote, or the end of the units when it goes on. */
  #passString(units: Units, at: number): number {
    let i = at
    for (; i < units.length; i++) {
      const unit = units[i]
      if (unit === 34) {
        this.#isInString = false
        return i + 1
      }
      if (unit === 92) i++
    }
    this.#isInString = true
    this.#isEscaped = i > units.length
    return units.length
  }
}
