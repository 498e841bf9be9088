import { type ForColumn, wordsFor } from '../../../schema/answers.ts'
import type { Entity } from '../../../schema/catalogue.ts'
import { type Alteration, nameBefore, type Rename } from '../../../schema/change.ts'
import type { DdlOrder } from '../../ddl.ts'
import { type Affinity, affinityOf } from './affinity.ts'
import { isPlainTable, keyOf } from './describe.ts'
import { type ColumnText, readTable, type TableText } from './table-text.ts'
import { fold } from './tokens.ts'

/** One table that stays, with everything that changes in it. */
export type TableWork = {
  readonly name: string
  /** What it was called in the schema whose values are kept. */
  readonly keptAs: string
  readonly before: TableText
  readonly after: TableText
  /** The statement that makes it as it is to be. */
  readonly text: string
  readonly changes: readonly Alteration[]
  readonly order: DdlOrder
}

/** The tables that are on both sides and differ. */
export function tableWorks(order: DdlOrder): readonly TableWork[] {
  const works = known.get(order) ?? findWorks(order)
  known.set(order, works)
  return works
}

const known = new WeakMap<DdlOrder, readonly TableWork[]>()

function findWorks(order: DdlOrder): readonly TableWork[] {
  const changed = Map.groupBy(order.changes.filter(isOfTable), (change) => ownerOf(change))
  const before = new Map(order.from.entities.filter(isPlainTable).map((entity) => [entity.name, entity]))
  return order.to.entities.filter(isPlainTable).flatMap((to) => {
    const from = before.get(to.name)
    const changes = changed.get(to.name) ?? []
    return from === undefined || changes.length === 0 ? [] : [workOf(order, { from, to, changes })]
  })
}

/** A table that is on both sides, whether or not anything changes in it. */
export function workFor(order: DdlOrder, name: string): TableWork | undefined {
  const isIt = (entity: Entity): boolean => isPlainTable(entity) && entity.name === name
  const [from, to] = [order.from.entities.find(isIt), order.to.entities.find(isIt)]
  const known = tableWorks(order).find((work) => work.name === name)
  return known ?? (from === undefined || to === undefined ? undefined : workOf(order, { from, to, changes: [] }))
}

type Pair = { readonly from: Entity; readonly to: Entity; readonly changes: readonly Alteration[] }

const workOf = (order: DdlOrder, { from, to, changes }: Pair): TableWork => ({
  name: to.name,
  keptAs: keptAs(order, to.name),
  before: readTable(from.sql[0] ?? ''),
  after: readTable(to.sql[0] ?? ''),
  text: to.sql[0] ?? '',
  changes,
  order,
})

/** Up and down agree on the name that the table has in the schema where the up begins. */
export const keptAs = ({ renames, direction }: DdlOrder, table: string): string =>
  direction === 'up' ? nameBefore(renames, table) : table

export const entityOf = (change: Alteration): Entity => (change.kind === 'alter' ? change.to : change.entity)

const isOfTable = (change: Alteration): boolean => ['table', 'column', 'constraint'].includes(entityOf(change).kind)

const ownerOf = (change: Alteration): string => entityOf(change).of ?? entityOf(change).name

export const columnOf = (table: TableText, name: string): ColumnText | undefined =>
  table.columns.find((column) => fold(column.name) === fold(name))

/** The expression that somebody gave for a column, under whichever names it and its table had. */
function answerFor({ name, order }: TableWork, list: readonly ForColumn[], column: string): string | undefined {
  const tables = [name, nameBefore(order.renames, name)]
  const columns = [column, columnBefore(order.renames, tables, column)]
  return columns.map((each) => wordsFor(list, tables, each)).find((words) => words !== undefined)
}

/** The name a column had before these renames. */
export const columnBefore = (renames: readonly Rename[], tables: readonly string[], column: string): string =>
  renames
    .filter(({ what, of = '' }) => what === 'column' && tables.includes(of))
    .toReversed()
    .reduce((now, { from, to }) => (fold(to) === fold(now) ? from : now), column)

export const usingFor = (work: TableWork, column: string): string | undefined =>
  answerFor(work, work.order.answers.usings, column)

export const fillFor = (work: TableWork, column: string): string | undefined =>
  answerFor(work, work.order.answers.fills, column)

export const isStoredColumn = (column: ColumnText | undefined): column is ColumnText =>
  column !== undefined && column.generated === undefined

/** Columns that are in one table and not in the other, those that are computed left out. */
export const storedOnlyIn = (table: TableText, other: TableText): readonly ColumnText[] =>
  table.columns.filter((column) => isStoredColumn(column) && !isStoredColumn(columnOf(other, column.name)))

/** Columns that hold values on both sides. */
export const storedInBoth = ({ before, after }: TableWork): readonly ColumnText[] =>
  after.columns.filter((column) => isStoredColumn(column) && isStoredColumn(columnOf(before, column.name)))

export const affinityIn = (table: TableText, column: ColumnText): Affinity => affinityOf(column.type, table.isStrict)

/** What tells a row apart on both sides: the columns of an equal primary key, or the rowid; undefined where nothing does. */
export function rowKey({ before, after, order }: TableWork): readonly string[] | undefined {
  const [old, now] = [keyOf(before), keyOf(after)]
  const isSame = old.length > 0 && old.map(fold).join('\0') === now.map(fold).join('\0')
  if (isSame && old.every((name) => sameType(before, after, name))) return now
  const rowid = rowidName(before, after)
  const [kept, left] = order.direction === 'up' ? [before, after] : [after, before]
  // The rowid goes through the up unless a column becomes the rowid there.
  const isCarried = rowidColumn(left) === undefined || rowidColumn(left) === rowidColumn(kept)
  return rowid === undefined || !isCarried ? undefined : [rowid]
}

const sameType = (before: TableText, after: TableText, name: string): boolean =>
  columnOf(before, name)?.type === columnOf(after, name)?.type

/** The name under which both tables give their rowid, where both have one and no column hides it. */
export function rowidName(...tables: readonly TableText[]): string | undefined {
  if (tables.some(({ isWithoutRowid }) => isWithoutRowid)) return undefined
  return ['rowid', '_rowid_', 'oid'].find((name) => tables.every((table) => columnOf(table, name) === undefined))
}

/** The column that is the rowid under another name. https://sqlite.org/lang_createtable.html#rowid */
export function rowidColumn(table: TableText): string | undefined {
  const key = table.constraints.find(({ form }) => form === 'primary key')
  if (table.isWithoutRowid || key?.columns.length !== 1 || key.definition.endsWith(' in its column')) return undefined
  const column = columnOf(table, key.columns[0] ?? '')
  return column?.type === 'INTEGER' ? fold(column.name) : undefined
}

export const growsForever = (table: TableText): boolean =>
  table.constraints.some(({ form, definition }) => form === 'primary key' && definition.includes(' autoincrement'))
