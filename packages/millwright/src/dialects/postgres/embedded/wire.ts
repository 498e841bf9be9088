import type { Results } from '@electric-sql/pglite'
import { statusAfterFailure, type Wire, type WireResult, type WireStatus } from '../wire.ts'
import type { Engine, Seat } from './engine.ts'
import { readAnswer, statementMessages } from './protocol.ts'

/** The place of the data in a COPY: the library gives and takes it as a file of this name. */
const blob = `'/dev/blob'`

/** A session with a PGlite of this process. */
export class EmbeddedWire implements Wire, Seat {
  readonly copyFrom = blob
  readonly copyTo = blob
  readonly greetedBy = undefined
  readonly isLost = false
  readonly patienceMs: number
  readonly #engine: Engine
  #status: WireStatus = 'idle'
  #setUp = ''

  constructor(engine: Engine, patienceMs: number) {
    this.#engine = engine
    this.patienceMs = patienceMs
    engine.enter()
  }

  get status(): WireStatus {
    return this.#status
  }

  async query(text: string, values: readonly (string | null)[] = []): Promise<WireResult> {
    const { pglite } = this.#engine
    return this.#ask(async () => readAnswer(await pglite.execProtocolRaw(statementMessages(text, values))))
  }

  async script(text: string): Promise<void> {
    await this.#ask(() => this.#engine.pglite.exec(text))
  }

  async setUp(text: string): Promise<void> {
    this.#setUp = text
    await this.query(text)
  }

  async setUpAgain(): Promise<void> {
    if (this.#setUp !== '') await this.#engine.pglite.query(this.#setUp)
  }

  async copyIn(text: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
    const parts = (await Array.fromAsync(chunks)) as Uint8Array<ArrayBuffer>[]
    const result = await this.#ask(() => this.#copy(text, new Blob(parts)))
    return result.affectedRows ?? 0
  }

  async *copyOut(text: string): AsyncGenerator<Uint8Array> {
    const result = await this.#ask(() => this.#copy(text))
    if (result.blob !== undefined) for await (const chunk of result.blob.stream()) yield chunk
  }

  async close(): Promise<void> {
    if (this.#status !== 'idle') await this.query('rollback').catch(() => undefined)
    await this.#engine.leave(this)
  }

  #copy(text: string, data?: Blob): Promise<Results> {
    return this.#engine.pglite.query(text, [], data === undefined ? {} : { blob: data })
  }

  #ask<T>(work: () => Promise<T>): Promise<T> {
    return this.#engine.take(this, async () => {
      try {
        const result = await work()
        this.#status = this.#engine.isInTransaction ? 'open' : 'idle'
        return result
      } catch (error) {
        this.#status = this.#engine.isInTransaction ? 'failed' : statusAfterFailure('idle')
        throw error
      }
    })
  }
}
