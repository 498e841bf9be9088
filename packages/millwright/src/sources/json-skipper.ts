import type { Units } from './window.ts'

/** Passes over the rest of a value that is not worth keeping, however long or deep, a window at a time. */
export class JsonSkipper {
  #depth = 0
  #inString = false
  #isEscaped = false

  /** The place of the comma or bracket that follows the value, or -1 when it goes on after `end`. */
  skip(units: Units, at: number, end: number): number {
    for (let i = at; i < end; i++) {
      if (this.#isOver(units[i] as number)) return i
    }
    return -1
  }

  #isOver(unit: number): boolean {
    if (this.#inString) this.#goOnInString(unit)
    else if (unit === 34) this.#inString = true
    else if (unit === 123 || unit === 91) this.#depth++
    else if (unit === 125 || unit === 93) return this.#depth-- === 0
    else return unit === 44 && this.#depth === 0
    return false
  }

  #goOnInString(unit: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (unit === 92) this.#isEscaped = true
    else if (unit === 34) this.#inString = false
  }
}
