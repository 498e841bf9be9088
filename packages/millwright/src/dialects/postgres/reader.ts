import type { RowBlock } from '../../kernel/connection.ts'
import type { Rendered } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import type { Session } from './session.ts'
import { textOf } from './values.ts'

type Rows = readonly (readonly Value[])[]

const mostBlockBytes = 4_000_000
const firstRows = 16

/** What a cursor can be made for. https://www.postgresql.org/docs/current/sql-declare.html */
const isCursorable = (text: string): boolean =>
  /^(?:\s|--[^\n]*\n|\/\*.*?\*\/|\()*(?:select|values|with|table)\b/is.test(text)

let cursors = 0

/**
 * Reads a result through a cursor, as many rows at a time as are worth it, so that nothing is read ahead. Outside of a
 * transaction it begins one, which the next other statement commits: the cursor is held over that, with the rows that
 * were not read yet.
 */
export async function openReader(session: Session, rendered: Rendered, isOutside: boolean): Promise<Reader> {
  if (!isCursorable(rendered.text)) return readAtOnce(session, rendered, isOutside)
  const cursor = new Cursor(session)
  if (!isOutside) await session.alone(() => cursor.declare(rendered))
  else await session.inTurn(() => session.retry(() => cursor.declareOutside(rendered)))
  return cursor
}

async function readAtOnce(session: Session, { text, values }: Rendered, isOutside: boolean): Promise<Reader> {
  const ask = () => (isOutside ? session.statement(text, values.map(textOf)) : session.ask(text, values.map(textOf)))
  const { columns, rows } = await (isOutside ? session.inTurn(ask) : session.alone(ask))
  let from = 0
  return {
    next: async (most) => ({ columns, rows: rows.slice(from, (from += most)) }),
    close: async () => undefined,
  }
}

/** A result under way. An empty block is its end. */
export interface Reader {
  next(most: number): Promise<RowBlock>
  close(): Promise<void>
}

class Cursor implements Reader {
  readonly #session: Session
  readonly #name: string
  #columns: readonly string[] = []
  #left: Rows = []
  #fetch = firstRows
  #isEnded = false

  constructor(session: Session) {
    this.#session = session
    this.#name = `millwright_${++cursors}`
  }

  async declare({ text, values }: Rendered, hold = 'without'): Promise<void> {
    const declaration = `declare ${this.#name} no scroll cursor ${hold} hold for ${text}`
    await this.#session.ask(declaration, values.map(textOf))
  }

  async declareOutside(rendered: Rendered): Promise<void> {
    await this.#session.beginFor(this)
    try {
      await this.declare(rendered, 'with')
    } catch (error) {
      await this.#session.settle(this)
      throw error
    }
  }

  async next(most: number): Promise<RowBlock> {
    const rows: (readonly Value[])[] = []
    for (let bytes = 0; rows.length < most && bytes < mostBlockBytes; ) {
      if (this.#left.length === 0) await this.#fill(most)
      if (this.#left.length === 0) break
      const taken = takeUp(this.#left, { rows: most - rows.length, bytes: mostBlockBytes - bytes })
      rows.push(...this.#left.slice(0, taken.rows))
      this.#left = this.#left.slice(taken.rows)
      bytes += taken.bytes
    }
    return { columns: this.#columns, rows }
  }

  /** Asks for more the more often, and for so many rows as should make up a block. */
  async #fill(most: number): Promise<void> {
    if (this.#isEnded) return
    const wanted = Math.min(this.#fetch, Math.max(1, most))
    const { columns, rows } = await this.#session.alone(() =>
      this.#session.ask(`fetch forward ${wanted} from ${this.#name}`),
    )
    this.#columns = columns
    this.#left = rows
    this.#isEnded = rows.length < wanted
    const { bytes } = takeUp(rows, { rows: rows.length, bytes: Number.POSITIVE_INFINITY })
    const each = Math.max(1, bytes / Math.max(1, rows.length))
    this.#fetch = Math.max(1, Math.min(wanted * 8, Math.floor(mostBlockBytes / each)))
  }

  async close(): Promise<void> {
    await this.#session.alone(async () => {
      if (this.#session.status !== 'failed') await this.#session.ask(`close ${this.#name}`)
      await this.#session.settle(this)
    })
  }
}

type Room = { readonly rows: number; readonly bytes: number }

/** How many rows fit into the room, at least one, and how large they are. */
function takeUp(rows: Rows, room: Room): Room {
  let [count, bytes] = [0, 0]
  while (count < rows.length && count < room.rows && (count === 0 || bytes < room.bytes)) {
    bytes += weightOf(rows[count] as readonly Value[])
    count++
  }
  return { rows: count, bytes }
}

function weightOf(row: readonly Value[]): number {
  let bytes = 0
  for (const value of row) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8
  return bytes
}
