import type { InsertInto, Insertion } from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import { CopyText } from './copy-text.ts'
import { isLeftToServer, targetOf } from './insert.ts'
import type { Session } from './session.ts'

const mostWaiting = 4

/** One COPY that is open while its rows are being made, behind a savepoint to which it is taken back as a whole. */
export class CopyInsertion implements Insertion {
  readonly #session: Session
  readonly #chunks = new Channel()
  readonly #copied: Promise<number>
  readonly #text = new CopyText()
  #rows = 0

  private constructor(session: Session, into: InsertInto) {
    this.#session = session
    const { wire } = session
    const text = `copy ${targetOf(into)} from ${wire.copyFrom}`
    this.#copied = session.guard(text, () => wire.copyIn(text, this.#chunks))
    this.#copied.catch(() => this.#chunks.close()) // whoever hands rows on must not wait for ever
  }

  static async open(session: Session, into: InsertInto): Promise<CopyInsertion> {
    await session.ask('savepoint millwright_copy')
    return new CopyInsertion(session, into)
  }

  async add(rows: readonly (readonly Value[])[]): Promise<boolean> {
    for (const row of rows) {
      if (!this.#text.add(row)) return false
      if (this.#text.isFull) await this.#chunks.put(this.#text.take())
    }
    this.#rows += rows.length
    return true
  }

  async end(): Promise<boolean> {
    if (!this.#text.isEmpty) await this.#chunks.put(this.#text.take())
    this.#chunks.end()
    const isWhole = await this.#isWhole()
    if (!isWhole) await this.#session.ask('rollback to savepoint millwright_copy')
    await this.#session.ask('release savepoint millwright_copy')
    return isWhole
  }

  async #isWhole(): Promise<boolean> {
    try {
      return (await this.#copied) === this.#rows
    } catch (error) {
      if (isLeftToServer(error)) return false
      throw error
    }
  }
}

/** A short queue between one that makes and one that takes. */
class Channel implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = []
  #isEnded = false
  #isClosed = false
  #wake: () => void = () => undefined

  async put(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk)
    this.#wake()
    while (this.#chunks.length >= mostWaiting && !this.#isClosed) await this.#change()
  }

  end(): void {
    this.#isEnded = true
    this.#wake()
  }

  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) {
        this.#wake()
        yield chunk
      } else if (this.#isEnded) return
      else await this.#change()
    }
  }

  #change(): Promise<void> {
    return new Promise((wake) => {
      const before = this.#wake
      this.#wake = () => {
        before()
        wake()
      }
    })
  }
}
