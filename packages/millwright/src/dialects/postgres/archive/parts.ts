import type { LiveTable } from './contents.ts'
import type { Hand, Print, Task } from './crew.ts'
import { dataOf } from './files.ts'
import { isStill, type Remnant, takeOver, writeNote } from './kept.ts'
import type { Prints } from './prints.ts'
import { pathIn, type Store, writeItem } from './store.ts'

type Given = {
  readonly store: Store
  readonly tables: readonly LiveTable[]
  /** The places of the tables in their list, in the order in which they are begun. */
  readonly order: readonly number[]
  /** What killed processes left, by the path of the table. */
  readonly remnants: ReadonlyMap<string, Remnant>
}

/** What two hands do for one table. */
type Half = { print?: Print; bytes?: number }

/** The rows of a copy: a file for each table, and what they come to, in any order and by as many hands as there are. */
export class Parts {
  readonly kept: string[] = []
  readonly tasks: readonly Task[]
  readonly prints: Prints
  readonly #given: Given
  readonly #promised = new Map<string, PromiseWithResolvers<Print>>()

  constructor(given: Given) {
    this.#given = given
    for (const { path } of given.tables) {
      const promised = Promise.withResolvers<Print>()
      promised.promise.catch(() => undefined) // the look may have failed, and nobody wait any more
      this.#promised.set(path, promised)
    }
    this.prints = new Map(
      given.tables.map(({ path, columns }) => [path, { columns, print: this.#promiseOf(path).promise }]),
    )
    this.tasks = given.order.flatMap((at) => this.#tasksFor(at))
  }

  /** Whatever was not found out never will be. */
  giveUp(reason: unknown): void {
    for (const { reject } of this.#promised.values()) reject(reason)
  }

  #promiseOf(path: string): PromiseWithResolvers<Print> {
    return this.#promised.get(path) as PromiseWithResolvers<Print>
  }

  /** Rows are counted by one hand and copied by another, so that a single large table keeps two of them busy. */
  #tasksFor(at: number): readonly Task[] {
    const table = this.#given.tables[at] as LiveTable
    const remnant = this.#given.remnants.get(table.path)
    if (remnant !== undefined) return [(hand) => this.#keepOrCopy(hand, at, remnant)]
    const half: Half = {}
    return [
      async (hand) => this.#noteWhole(at, Object.assign(half, { bytes: await this.#copy(hand, at) })),
      async (hand) => this.#noteWhole(at, Object.assign(half, { print: await this.#print(hand, table) })),
    ]
  }

  async #keepOrCopy(hand: Hand, at: number, remnant: Remnant): Promise<void> {
    const table = this.#given.tables[at] as LiveTable
    const print = await this.#print(hand, table)
    const to = pathIn(this.#given.store, dataOf(at, table).name)
    const isKept = isStill(remnant, table, print) && (await takeOver(remnant, to))
    if (isKept) this.kept.push(table.path)
    await this.#noteWhole(at, { print, bytes: isKept ? remnant.note.bytes : await this.#copy(hand, at) })
  }

  async #print({ tx }: Hand, { path, columns }: LiveTable): Promise<Print> {
    const print = await tx.fingerprint?.(path, columns)
    this.#promiseOf(path).resolve(print)
    return print
  }

  async #copy({ session }: Hand, at: number): Promise<number> {
    const { store, tables } = this.#given
    const table = tables[at] as LiveTable
    const text = `copy ${table.target} to ${session.wire.copyTo}`
    return session.guard(text, () => writeItem(store, dataOf(at, table), session.wire.copyOut(text)))
  }

  /** Who comes second notes it: only then it is known what the rows in the file come to. */
  async #noteWhole(at: number, { print, bytes }: Half): Promise<void> {
    if (print === undefined || bytes === undefined) return
    await writeNote(this.#given.store, at, { table: this.#given.tables[at] as LiveTable, print, bytes })
  }
}
