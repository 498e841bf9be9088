import { createHash, type Hash } from 'node:crypto'
import type { Queries, RowBlock } from '../kernel/connection.ts'
import { hashOf } from '../kernel/hash.ts'
import { packValues, unpackValues } from '../kernel/json.ts'
import { type Rendered, render, type Sql, sql } from '../kernel/sql.ts'
import { countOf, type Value } from '../kernel/value.ts'
import { framed } from './framed.ts'
import { badPosition, keyNotUnique, miscounted, nullKey, sourceChanged, tooFewRecords, type Where } from './problems.ts'
import { type RowMaker, rowMaker } from './row-maker.ts'
import type { Position, Source, SourceChunk, SourcePin, SourceRecord } from './source.ts'

type Closable = Queries & { close?(): Promise<void> }

export type TableOptions = {
  /** Opens another database. It is opened at the first use, read with one statement, and closed by `close`. */
  readonly open?: () => Promise<Closable>
  /** A connection lent by somebody who writes with it too: it is read page by page, and never closed here. */
  readonly db?: Queries
  /** Default: the table's name. */
  readonly name?: string
  readonly table?: string
  readonly query?: Sql
  /** Unique and without NULL: rows come in its order, and reading goes on behind its values. */
  readonly key: readonly string[]
  /** Default: all. The columns of the key come with them in any case. */
  readonly columns?: readonly string[]
  /** Fewer rows are a problem. Default 0. */
  readonly minRecords?: number
  /** Of a lent connection: `asked` reads pages no larger than the chunks that are asked for. Default: of ten thousand rows. */
  readonly pages?: 'asked'
  /** `content` (default) pins every value of every row; `count` only the number of rows. */
  readonly digest?: 'content' | 'count'
}

/**
 * The rows of a table or of a query, in the order of a unique key; integers come as bigint.
 *
 * @example table({ open: () => dialect.open('sqlite:old.db'), table: 'equipment', key: ['serial'] })
 */
export function table(options: TableOptions): Source {
  if (options.key.length === 0) throw new TypeError('a table source needs a key')
  if ((options.table === undefined) === (options.query === undefined)) throw new TypeError('give a table or a query')
  if ((options.open === undefined) === (options.db === undefined)) throw new TypeError('give `open` or `db`')
  return new TableSource(options)
}

/** The last key that was handed on, and how many rows there were when reading began. */
type Mark = { readonly after: string; readonly of: number | null }

type Key = readonly Value[]

type Rows = { readonly values: readonly (readonly Value[])[]; readonly shape: Shape }

/** What the first block tells about the rows. */
type Shape = { readonly make: RowMaker; readonly keyAt: readonly number[] }

class TableSource implements Source {
  readonly name: string
  readonly description: Source['description']
  /** A connection of its own can be read while another one holds a transaction open. */
  readonly isApart: boolean
  readonly #options: TableOptions
  readonly #from: Sql
  #opened: Promise<Closable> | undefined
  #pin: SourcePin | undefined

  constructor(options: TableOptions) {
    this.#options = options
    this.name = options.name ?? options.table ?? 'query'
    this.isApart = options.open !== undefined
    this.#from =
      options.query === undefined
        ? sql.id(...pathOf(options.table as string))
        : sql`(${options.query}\n) as millwright_rows`
    this.description = describeTable(this.name, options)
  }

  async pin(): Promise<SourcePin> {
    const records = await this.#count()
    const least = this.#options.minRecords ?? 0
    if (records < least) throw tooFewRecords(this.#where(0), records, least)
    const digest = this.#options.digest === 'count' ? hashOf({ records }) : await this.#digest(records)
    this.#pin = { records, digest }
    return this.#pin
  }

  async *read(from?: Position, chunkRecords = 1000): AsyncGenerator<SourceChunk> {
    const mark = from === undefined ? undefined : this.#markOf(from)
    const of = mark === undefined ? (this.#pin?.records ?? null) : mark.of
    const hash = this.#hashFor(from)
    let record = from?.record ?? 0
    for await (const rows of this.#rows(mark && keyOf(mark), chunkRecords, () => record)) {
      const bytes = addTo(hash, rows)
      const records = rows.values.map((values, at) => new TableRecord(record + at, rows.shape.make(values)))
      record += records.length
      yield { records, position: { record, mark: { after: packValues(lastKey(rows)), of } satisfies Mark }, bytes }
    }
    this.#verify(record, of, hash)
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    await (await opened)?.close?.()
  }

  #db(): Promise<Closable> | Queries {
    if (this.#options.db !== undefined) return this.#options.db
    this.#opened ??= (this.#options.open as () => Promise<Closable>)()
    return this.#opened
  }

  #where(records: number): Where {
    return { source: this.name, records, handed: records }
  }

  get #keyNames(): string {
    return this.#options.key.join(', ')
  }

  /** Hashing is worth its time only when there is a pin to compare with, and possible only from the start. */
  #hashFor(from: Position | undefined): Hash | undefined {
    const isPinned = this.#pin !== undefined && this.#options.digest !== 'count' && this.#options.db === undefined
    return isPinned && from === undefined ? createHash('sha256') : undefined
  }

  #verify(record: number, of: number | null, hash: Hash | undefined): void {
    if (of !== null && record !== of) throw miscounted(this.#where(record), of)
    if (hash !== undefined && hash.digest('hex') !== this.#pin?.digest) throw sourceChanged(this.#where(record))
  }

  #markOf({ mark, record }: Position): Mark {
    const { after, of } = (mark ?? {}) as Partial<Mark>
    if (typeof after !== 'string') throw badPosition(this.#where(record), 'the mark is not a key')
    return { after, of: of === null || of === undefined ? null : Number(of) }
  }

  async #count(): Promise<number> {
    const isNull = sql.join(
      this.#options.key.map((name) => sql`${sql.id(name)} is null`),
      ' or ',
    )
    const counted = await (await this.#db()).get(
      sql`select count(*) as records, sum(case when ${isNull} then 1 else 0 end) as nulls from ${this.#from}`,
    )
    const nulls = countOf(counted?.['nulls'])
    if (nulls > 0) throw nullKey(this.#where(0), this.#keyNames, nulls)
    return countOf(counted?.['records'])
  }

  async #digest(records: number): Promise<string> {
    const hash = createHash('sha256')
    let read = 0
    for await (const rows of this.#rows(undefined, pageRows, () => 0)) {
      addTo(hash, rows)
      read += rows.values.length
    }
    if (read < records) throw keyNotUnique(this.#where(0), this.#keyNames)
    if (read > records) throw miscounted(this.#where(read), records)
    return hash.digest('hex')
  }

  /** Blocks of rows behind a key, checked to be in strict order. */
  async *#rows(after: Key | undefined, blockRows: number, handed: () => number): AsyncGenerator<Rows> {
    const blocks = this.#options.db === undefined ? this.#stream(after, blockRows) : this.#pages(after, blockRows)
    let shape: Shape | undefined
    let last = after
    for await (const { columns, rows } of blocks) {
      shape ??= this.#shapeOf(columns)
      const { keyAt } = shape
      for (const row of rows) {
        const key = keyAt.map((at) => row[at] as Value)
        this.#checkKey(key, last, handed)
        last = key
      }
      if (rows.length > 0) yield { values: rows, shape }
    }
  }

  #shapeOf(columns: readonly string[]): Shape {
    return { make: rowMaker(columns), keyAt: this.#options.key.map((name) => columns.indexOf(name)) }
  }

  #checkKey(key: Key, last: Key | undefined, handed: () => number): void {
    if (key.includes(null)) throw nullKey(this.#where(handed()), this.#keyNames, 1)
    if (last !== undefined && isSameKey(key, last)) throw keyNotUnique(this.#where(handed()), this.#keyNames)
  }

  async *#stream(after: Key | undefined, blockRows: number): AsyncGenerator<RowBlock> {
    yield* (await this.#db()).read(this.#select(after), blockRows)
  }

  /** No statement is open between two pages, so that the lender can write meanwhile. */
  async *#pages(after: Key | undefined, blockRows: number): AsyncGenerator<RowBlock> {
    const db = await this.#db()
    let last = after
    for (;;) {
      const blocks = await Array.fromAsync(
        db.read(sql`${this.#select(last)} limit ${this.#pageRows(blockRows)}`, blockRows),
      )
      yield* blocks
      const block = blocks.findLast(({ rows }) => rows.length > 0)
      if (block === undefined) return
      last = lastKey({ values: block.rows, shape: this.#shapeOf(block.columns) })
    }
  }

  #pageRows(blockRows: number): number {
    return this.#options.pages === 'asked' ? blockRows : Math.max(pageRows, blockRows)
  }

  #select(after: Key | undefined): Sql {
    const { key, columns } = this.#options
    const list = columns === undefined ? sql.raw('*') : sql.ids([...new Set([...key, ...columns])])
    const order = sql`order by ${sql.ids(key)}`
    if (after === undefined) return sql`select ${list} from ${this.#from} ${order}`
    return sql`select ${list} from ${this.#from} where (${sql.ids(key)}) > (${sql.join(after)}) ${order}`
  }
}

/** Rows of one page; a page of a query costs one execution of the query. */
const pageRows = 10_000

/** A record whose text is made only when somebody wants to see it. */
class TableRecord implements SourceRecord {
  readonly index: number
  readonly value: object

  constructor(index: number, value: object) {
    this.index = index
    this.value = value
  }

  get raw(): string {
    return packValues(this.value)
  }
}

const pathOf = (name: string): readonly string[] => name.split('.')

const keyOf = ({ after }: Mark): Key => unpackValues(after) as Key

function lastKey({ values, shape }: Rows): Key {
  const row = values.at(-1) as readonly Value[]
  return shape.keyAt.map((at) => row[at] as Value)
}

const isSameKey = (a: Key, b: Key): boolean =>
  a.every((value, at) => value === b[at] || (typeof value === 'object' && framed([value]) === framed([b[at] as Value])))

/** Puts rows into a hash and says how many characters they have. */
function addTo(hash: Hash | undefined, { values }: Rows): number {
  let characters = 0
  for (const row of values) {
    const text = framed(row)
    hash?.update(text)
    characters += text.length
  }
  return characters
}

function describeTable(name: string, options: TableOptions): Source['description'] {
  const { table: from, query, key, columns } = options
  return {
    kind: query === undefined ? 'table' : 'query',
    name,
    ...(from === undefined ? {} : { table: from }),
    ...(query === undefined ? {} : { query: hashOf(textOf(query)) }),
    key: JSON.stringify(key),
    ...(columns === undefined ? {} : { columns: JSON.stringify(columns) }),
  }
}

/** The query's text with values as neutral placeholders, and the values. */
const textOf = (query: Sql): Rendered =>
  render(query, { quote: (name) => JSON.stringify(name), placeholder: (at) => `$${at}` })
