import { isAscii } from 'node:buffer'
import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { byteOrderMark, type Codec, codecs, type Encoding, validBytes } from './encoding.ts'
import { badPosition, binaryFile, invalidText, wrongEncoding } from './problems.ts'

/** The characters of a text as numbers, one per UTF-16 unit: the same places as in the text. */
export type Units = Uint8Array | Uint16Array

export type WindowOptions = {
  readonly source: string
  readonly encoding: Encoding
  /** Bytes read at once. */
  readonly blockBytes: number
  /** Records that were handed on before reading goes on here. */
  readonly handed: number
}

/**
 * A piece of a file as text that slides forward: a reader takes characters from `at` on and asks for more with `fill`.
 * It grows only while a reader takes nothing, so its size is bounded by what the reader puts up with.
 */
export class Window {
  text = ''
  units: Units = new Uint8Array(0)
  at = 0
  /** Nothing follows what is in the window. */
  ended = false
  /** Records found so far, and those of them that were handed on: for problems. */
  records: number
  handed: number
  /** SHA-256 of all bytes up to the end of the window. */
  readonly hash: Hash = createHash('sha256')

  readonly #file: FileHandle
  readonly #options: WindowOptions
  readonly #codec: Codec
  #bytes: Buffer
  #filled = 0
  #decoded = 0
  #base = 0
  #isAscii = true
  #wide = new Uint16Array(0)

  private constructor(file: FileHandle, options: WindowOptions) {
    this.#file = file
    this.#options = options
    this.#codec = codecs[options.encoding]
    this.#bytes = Buffer.allocUnsafe(options.blockBytes)
    this.records = options.handed
    this.handed = options.handed
  }

  /** A window at a byte of the file, past the byte-order mark. The bytes before it go into the hash. */
  static async open(file: FileHandle, options: WindowOptions, offset = 0): Promise<Window> {
    const window = new Window(file, options)
    await window.#skipMark()
    await window.#skipTo(offset)
    return window
  }

  get source(): string {
    return this.#options.source
  }

  /** The byte of the file at which the character `at` stands. */
  get position(): number {
    return this.positionOf(this.at)
  }

  positionOf(at: number): number {
    return this.#base + (this.#isAscii ? at : this.#codec.bytesOf(this.text.slice(0, at)))
  }

  /** Reads on. The window then begins at the character that was at `at`. */
  async fill(): Promise<void> {
    this.#forget(this.position - this.#base)
    const room = Math.max(this.#options.blockBytes, this.#filled * 2)
    if (room !== this.#bytes.length) this.#resize(room)
    await this.#readOn()
    this.#decode()
  }

  #forget(bytes: number): void {
    this.#bytes.copyWithin(0, bytes, this.#filled)
    this.#base += bytes
    this.#filled -= bytes
    this.at = 0
  }

  #resize(room: number): void {
    const bytes = Buffer.allocUnsafe(room)
    this.#bytes.copy(bytes, 0, 0, this.#filled)
    this.#bytes = bytes
  }

  async #readOn(): Promise<void> {
    const place = this.#base + this.#filled
    const { bytesRead } = await this.#file.read(this.#bytes, this.#filled, this.#bytes.length - this.#filled, place)
    this.hash.update(this.#bytes.subarray(this.#filled, this.#filled + bytesRead))
    this.#filled += bytesRead
    this.ended = bytesRead === 0
  }

  #decode(): void {
    this.#decoded = this.ended ? this.#filled : this.#codec.whole(this.#bytes, this.#filled)
    const bytes = this.#bytes.subarray(0, this.#decoded)
    this.#isAscii = this.#codec.extendsAscii && isAscii(bytes)
    if (this.#isAscii) {
      this.text = bytes.toString('latin1')
      this.units = bytes
    } else this.#decodeWide(bytes)
    this.#refuseZero()
  }

  #decodeWide(bytes: Buffer): void {
    const text = this.#codec.decode(bytes)
    if (text === undefined) {
      throw invalidText(this, this.#codec.name, this.#base + validBytes(this.#codec, bytes))
    }
    this.text = text
    if (this.#wide.length < text.length) this.#wide = new Uint16Array(this.#bytes.length)
    Buffer.from(this.#wide.buffer).write(text, 'utf16le')
    this.units = this.#wide.subarray(0, text.length)
  }

  #refuseZero(): void {
    const zero = this.text.indexOf('\0')
    if (zero >= 0) throw binaryFile(this, this.positionOf(zero))
  }

  /** The line, from 1, on which a byte of the file stands. */
  async lineOf(byte: number): Promise<number> {
    const block = Buffer.alloc(1 << 16)
    let line = 1
    for (let at = 0; at < byte; ) {
      const { bytesRead } = await this.#file.read(block, 0, Math.min(block.length, byte - at), at)
      if (bytesRead === 0) break
      line += countOf(block.subarray(0, bytesRead), 10)
      at += bytesRead
    }
    return line
  }

  async #skipMark(): Promise<void> {
    const head = Buffer.alloc(4)
    const { bytesRead } = await this.#file.read(head, 0, 4, 0)
    const mark = byteOrderMark(head.subarray(0, bytesRead))
    if (mark === undefined) return
    if (mark.encoding !== this.#codec.name) throw wrongEncoding(this, this.#codec.name, mark.encoding)
    this.#base = mark.length
    this.hash.update(head.subarray(0, mark.length))
  }

  async #skipTo(offset: number): Promise<void> {
    while (this.#base < offset) {
      const length = Math.min(this.#bytes.length, offset - this.#base)
      const { bytesRead } = await this.#file.read(this.#bytes, 0, length, this.#base)
      if (bytesRead === 0) throw badPosition(this, 'the file ends before it')
      this.hash.update(this.#bytes.subarray(0, bytesRead))
      this.#base += bytesRead
    }
  }
}

function countOf(bytes: Uint8Array, wanted: number): number {
  let count = 0
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count++
  return count
}
