import type { Queries } from '../kernel/connection.ts'
import { packValues } from '../kernel/json.ts'
import { sql, type Sql } from '../kernel/sql.ts'
import { countOf, type Row, type Value } from '../kernel/value.ts'
import { isOwn, type Schema, type Table } from '../schema/schema.ts'
import { hidden, type Hides } from './hidden.ts'
import { showValue } from '../checks/show.ts'

/** One row that is not the same on both sides; `cells` hold what differs, as text, before and after. */
export type RowDifference = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly key: readonly string[]
  readonly cells: Readonly<Record<string, readonly [before: string | null, after: string | null]>>
}

/** A table on both sides. `rows` holds the first differences; the counts are those of all of them. */
export type TableDifference = {
  readonly table: string
  readonly key: readonly string[]
  readonly before: number
  readonly after: number
  readonly added: number
  readonly removed: number
  readonly changed: number
  /** How many rows differ in each column. */
  readonly columns: Readonly<Record<string, number>>
  readonly rows: readonly RowDifference[]
  /** Why rows were not compared one by one, where they were not. */
  readonly notCompared?: string
}

export type RowsDifference = {
  readonly tables: readonly TableDifference[]
  /** Tables that stand on one side alone. */
  readonly onlyBefore: readonly string[]
  readonly onlyAfter: readonly string[]
}

export type ComparedSide = { readonly db: Queries; readonly schema: Schema }
export type CompareRows = {
  readonly hides: Hides
  readonly before: ComparedSide
  readonly after: ComparedSide
  /** This table alone. */
  readonly table?: string
  /** How many differing rows of a table are told in full. */
  readonly rows: number
}

/** Compares the rows of two databases by their keys, column by column. Both are only read, a few hundred rows at a time. */
export async function compareRows({ before, after, table, rows, hides }: CompareRows): Promise<RowsDifference> {
  const wanted = ({ schema }: ComparedSide): readonly Table[] =>
    schema.tables.filter(({ name, isPart }) => !isOwn(name) && isPart !== true && (table ?? name) === name)
  const [ours, theirs] = [wanted(before), wanted(after)]
  const tables: TableDifference[] = []
  for (const one of ours) {
    const other = theirs.find(({ name }) => name === one.name)
    if (other !== undefined) tables.push(await compareTable({ before, after, rows, hides }, one, other))
  }
  const namesOf = (some: readonly Table[], without: readonly Table[]): readonly string[] =>
    some.filter(({ name }) => !without.some((other) => other.name === name)).map(({ name }) => name)
  return { tables, onlyBefore: namesOf(ours, theirs), onlyAfter: namesOf(theirs, ours) }
}

type Sides = Omit<CompareRows, 'table'>
type Tally = { added: number; removed: number; changed: number }
type Book = Tally & {
  readonly isHidden: (column: string) => boolean
  readonly columns: Record<string, number>
  readonly rows: RowDifference[]
  readonly most: number
}

async function compareTable(sides: Sides, one: Table, other: Table): Promise<TableDifference> {
  const [before, after] = [await countRows(sides.before.db, one.name), await countRows(sides.after.db, one.name)]
  const facts = { table: one.name, key: one.primaryKey, before, after }
  const isHidden = (column: string): boolean => sides.hides(one.name, column)
  const book: Book = { added: 0, removed: 0, changed: 0, columns: emptyCounts(), rows: [], most: sides.rows, isHidden }
  const why = reasonNotTo(one, other)
  if (why === undefined) await compareBoth(sides, { one, other }, book)
  const { most: _most, isHidden: _isHidden, ...counted } = book
  return { ...facts, ...counted, ...(why === undefined ? {} : { notCompared: why }) }
}

/** Without a prototype: a column called `__proto__` is only a column. */
const emptyCounts = (): Record<string, number> => Object.create(null) as Record<string, number>

function reasonNotTo(one: Table, other: Table): string | undefined {
  if (one.primaryKey.length === 0) return 'it has no key'
  return one.primaryKey.join() === other.primaryKey.join() ? undefined : 'its key is another one'
}

const countRows = async (db: Queries, table: string): Promise<number> =>
  countOf((await db.get(sql`select count(*) as n from ${sql.table(table)}`))?.['n'])

type Pair = { readonly one: Table; readonly other: Table }

async function compareBoth({ before, after }: Sides, { one, other }: Pair, book: Book): Promise<void> {
  const columns = union(namesIn(one), namesIn(other))
  for await (const rows of pagesOf(before.db, one)) {
    const found = await byKeys(after.db, other, rows)
    for (const row of rows) note(book, { key: namedKeyOf(one, row), columns }, [row, found.get(nameOf(one, row))])
  }
  for await (const rows of pagesOf(after.db, other)) {
    const found = await byKeys(before.db, one, rows)
    for (const row of rows)
      if (!found.has(nameOf(other, row))) note(book, { key: namedKeyOf(other, row), columns }, [undefined, row])
  }
}

const namesIn = ({ columns }: Table): readonly string[] => columns.map(({ name }) => name)
const union = (one: readonly string[], other: readonly string[]): readonly string[] => [...new Set([...one, ...other])]
const keyOf = ({ primaryKey }: Table, row: Row): readonly Value[] => primaryKey.map((name) => row[name] ?? null)
const namedKeyOf = ({ primaryKey }: Table, row: Row): About['key'] =>
  primaryKey.map((name) => [name, row[name] ?? null])
const nameOf = (table: Table, row: Row): string => packValues(keyOf(table, row))

const pageRows = 400

async function* pagesOf(db: Queries, table: Table): AsyncGenerator<readonly Row[]> {
  const select = sql`select ${sql.ids(namesIn(table))} from ${sql.table(table.name)}`
  const order = sql` order by ${sql.ids(table.primaryKey)} limit ${pageRows}`
  let after: readonly Value[] | undefined
  for (;;) {
    const where = after === undefined ? sql`` : sql` where (${sql.ids(table.primaryKey)}) > (${sql.join(after)})`
    const rows = await db.all(sql`${select}${where}${order}`)
    if (rows.length === 0) return
    yield rows
    after = keyOf(table, rows.at(-1) as Row)
  }
}

async function byKeys(db: Queries, table: Table, rows: readonly Row[]): Promise<ReadonlyMap<string, Row>> {
  const found = await db.all(
    sql`select ${sql.ids(namesIn(table))} from ${sql.table(table.name)} where ${isOneOf(table, rows)}`,
  )
  return new Map(found.map((row) => [nameOf(table, row), row]))
}

function isOneOf({ primaryKey }: Table, rows: readonly Row[]): Sql {
  const [name] = primaryKey
  if (primaryKey.length === 1 && name !== undefined)
    return sql`${sql.id(name)} in (${sql.join(rows.map((row) => row[name] ?? null))})`
  const isKey = (row: Row): Sql =>
    sql`(${sql.join(
      primaryKey.map((each) => sql`${sql.id(each)} = ${row[each] ?? null}`),
      ' and ',
    )})`
  return sql.join(rows.map(isKey), ' or ')
}

type About = { readonly key: readonly (readonly [name: string, value: Value])[]; readonly columns: readonly string[] }

type Both = readonly [before: Row | undefined, after: Row | undefined]

function note(book: Book, { key, columns }: About, rows: Both): void {
  const kind = rows[0] === undefined ? 'added' : rows[1] === undefined ? 'removed' : 'changed'
  const cells = cellsOf(book, columns, rows)
  if (kind === 'changed' && Object.keys(cells).length === 0) return
  book[kind]++
  if (kind === 'changed') for (const name of Object.keys(cells)) book.columns[name] = (book.columns[name] ?? 0) + 1
  if (book.rows.length < book.most)
    book.rows.push({ kind, key: key.map(([name, value]) => (book.isHidden(name) ? hidden : showValue(value))), cells })
}

type Cells = RowDifference['cells']

/** What differs, as text; of a hidden column only that it differs. */
function cellsOf({ isHidden }: Book, columns: readonly string[], [before, after]: Both): Cells {
  const pairs = columns.map((name) => [name, [textOf(before?.[name]), textOf(after?.[name])]] as const)
  const different = pairs.filter(([, [one, other]]) => one !== other)
  return Object.fromEntries(different.map(([name, cells]) => [name, isHidden(name) ? hiddenCells(cells) : cells]))
}

const hiddenCells = ([before, after]: Cells[string]): Cells[string] => [before && hidden, after && hidden]

/** Text for people: nothing is what is not there, and null is what was left empty. */
const textOf = (value: Value | undefined): string | null => (value === undefined ? null : showValue(value))
