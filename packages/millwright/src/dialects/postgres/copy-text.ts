import type { Value } from '../../kernel/value.ts'
import { copyField, textOf, unstorable } from './values.ts'

const usualLength = 128 * 1024
const longestPlain = 200

const [tab, feed, backslash, capitalN] = [9, 10, 92, 78]

/** 1 for what stands for itself in the text of a COPY. */
const isPlain = Uint8Array.from({ length: 128 }, (_, unit) =>
  ['\0', '\\', '\n', '\r', '\t'].includes(String.fromCharCode(unit)) ? 0 : 1,
)

/**
 * Rows in COPY's text format, gathered into a chunk of bytes. A character of a short text goes straight to its byte: no
 * string is made for a line of it, which would be garbage at once. https://www.postgresql.org/docs/current/sql-copy.html
 */
export class CopyText {
  #chunk = Buffer.allocUnsafeSlow(usualLength)
  #end = 0

  get isEmpty(): boolean {
    return this.#end === 0
  }

  get isFull(): boolean {
    return this.#end > usualLength - (usualLength >> 4)
  }

  /** What was gathered; the next rows go into another chunk. */
  take(): Uint8Array {
    const taken = this.#chunk.subarray(0, this.#end)
    this.#chunk = Buffer.allocUnsafeSlow(usualLength)
    this.#end = 0
    return taken
  }

  /** False when a value of the row has no way to be stored: then nothing of it was added. */
  add(row: readonly Value[]): boolean {
    const before = this.#end
    for (let at = 0; at < row.length; at++) {
      this.#makeRoom(4)
      if (at > 0) this.#chunk[this.#end++] = tab
      if (this.#addValue(row[at] as Value)) continue
      this.#end = before
      return false
    }
    this.#makeRoom(1)
    this.#chunk[this.#end++] = feed
    return true
  }

  #addValue(value: Value): boolean {
    const text = textOf(value)
    if (text !== null) return text.length > longestPlain ? this.#addRare(text) : this.#addText(text)
    this.#chunk[this.#end++] = backslash
    this.#chunk[this.#end++] = capitalN
    return true
  }

  #addText(text: string): boolean {
    this.#makeRoom(longestPlain)
    const chunk = this.#chunk
    let end = this.#end
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (isPlain[unit] !== 1) return this.#addRare(text)
      chunk[end++] = unit
    }
    this.#end = end
    return true
  }

  #addRare(text: string): boolean {
    if (unstorable([text]) !== undefined) return false
    const field = copyField(text)
    this.#makeRoom(field.length * 3)
    this.#end += this.#chunk.write(field, this.#end)
    return true
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#chunk.length) return
    const chunk = Buffer.allocUnsafeSlow(Math.max(this.#chunk.length * 2, this.#end + bytes))
    this.#chunk.copy(chunk, 0, 0, this.#end)
    this.#chunk = chunk
  }
}
