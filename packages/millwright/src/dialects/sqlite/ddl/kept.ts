import { fold } from './tokens.ts'
import { keptName, oldName, quote, quoteText } from './names.ts'
import type { TableText } from './table-text.ts'
import {
  affinityIn,
  columnBefore,
  columnOf,
  fillFor,
  growsForever,
  isStoredColumn,
  rowidColumn,
  rowidName,
  rowKey,
  storedInBoth,
  storedOnlyIn,
  type TableWork,
  usingFor,
} from './table-work.ts'

/** Kept values stand in columns without a type, which take every value as it is. */
const keyNames = (key: readonly string[]): readonly string[] => key.map((_, at) => `key${at + 1}`)

const list = (names: readonly string[], of?: string): string =>
  names.map((name) => (of === undefined ? quote(name) : `${of}.${quote(name)}`)).join(', ')

/** Columns whose values leave with this work: in the up those that go away, in the down those that come back. */
export const leavingColumns = ({ before, after, order }: TableWork): readonly string[] =>
  (order.direction === 'up' ? storedOnlyIn(before, after) : storedOnlyIn(after, before)).map(({ name }) => name)

/** Columns whose values somebody's expression replaces. */
export const replacedColumns = (work: TableWork): readonly string[] =>
  storedInBoth(work)
    .map(({ name }) => name)
    .filter(
      (name) => isTouched(work, name) && (usingFor(work, name) !== undefined || fillFor(work, name) !== undefined),
    )

export const isTouched = ({ changes }: TableWork, column: string): boolean =>
  changes.some(
    (change) => change.kind === 'alter' && change.to.kind === 'column' && fold(change.to.name) === fold(column),
  )

/**
 * Columns whose new kind of values does not write every value as the old one did: '12.50' becomes a number and comes back
 * as '12.5'. The few values for which that is so are kept without being asked.
 */
export function roundedColumns(work: TableWork): readonly string[] {
  const [first, last] = work.order.direction === 'up' ? [work.before, work.after] : [work.after, work.before]
  const replaced = replacedColumns(work)
  return storedInBoth(work)
    .map(({ name }) => name)
    .filter((name) => isTouched(work, name) && !replaced.includes(name) && isRounded(first, last, name))
}

function isRounded(first: TableText, last: TableText, name: string): boolean {
  const [old, now] = [columnOf(first, name), columnOf(last, name)]
  if (old === undefined || now === undefined) return false
  const [from, to] = [affinityIn(first, old), affinityIn(last, now)]
  return (from === 'text' && (to === 'real' || to === 'numeric')) || (from === 'blob' && to !== 'blob')
}

export const keepsColumns = (work: TableWork): boolean => work.order.answers.keepDropped && rowKey(work) !== undefined

/** Columns of which old values are kept beside what they became. */
const keptPairs = (work: TableWork): readonly string[] =>
  rowKey(work) === undefined ? [] : [...(keepsColumns(work) ? replacedColumns(work) : []), ...roundedColumns(work)]

/** Up and down agree on the names of the schema where the up begins. */
const keptColumn = ({ name, keptAs, order }: TableWork, column: string): string =>
  keptName(keptAs, order.direction === 'up' ? columnBefore(order.renames, [name, keptAs], column) : column)

/** Before the table is touched: the values of columns that go away, each with the key of its row. */
export function keepColumns(work: TableWork): readonly string[] {
  const key = rowKey(work)
  if (work.order.direction === 'down' || !keepsColumns(work) || key === undefined) return []
  return leavingColumns(work).flatMap((column) => {
    const kept = quote(keptColumn(work, column))
    const names = keyNames(key)
    return [
      `create table ${kept} (${list([...names, 'value'])}, primary key (${list(names)}))`,
      `insert into ${kept} select ${list([...key, column])} from ${quote(work.name)}`,
    ]
  })
}

/** While both forms of the table are there: the values that will not come back by themselves, with what they became. */
export function keepReplaced(work: TableWork): readonly string[] {
  const key = rowKey(work) ?? []
  if (work.order.direction === 'down') return []
  return keptPairs(work).flatMap((column) => {
    const kept = quote(keptColumn(work, column))
    const names = keyNames(key)
    const on = key.map((name) => `o.${quote(name)} is n.${quote(name)}`).join(' and ')
    return [
      `create table ${kept} (${list([...names, 'value', 'became'])}, primary key (${list(names)}))`,
      `insert into ${kept} select ${list(key, 'o')}, o.${quote(column)}, n.${quote(column)} from ${quote(oldName(work.name))} o join ${quote(work.name)} n on ${on} where ${differs(work, column)}`,
    ]
  })
}

/** Whether the new value, taken back to the old kind of values, is another one than it was. */
function differs(work: TableWork, column: string): string {
  const [old, now] = [`o.${quote(column)}`, `n.${quote(column)}`]
  const before = columnOf(work.before, column)
  const isText = before !== undefined && affinityIn(work.before, before) === 'text'
  return roundedColumns(work).includes(column) && isText
    ? `cast(${now} as text) collate binary is not ${old}`
    : `typeof(${old}) <> typeof(${now}) or ${old} collate binary is not ${now}`
}

/** The value that was kept for a row, where one was; otherwise another expression. */
export function keptOr(work: TableWork, column: string, otherwise: string): string {
  if (work.order.direction === 'up') return otherwise
  const isLeaving = keepsColumns(work) && leavingColumns(work).includes(column)
  if (!isLeaving && !keptPairs(work).includes(column)) return otherwise
  const key = rowKey(work) ?? []
  const row = quote(work.name)
  const matches = keyNames(key).map((name, at) => `k.${name} is ${row}.${quote(key[at] ?? '')}`)
  const unchanged = isLeaving ? [] : [`k.became is ${row}.${quote(column)}`]
  const from = `from ${quote(keptColumn(work, column))} k where ${[...matches, ...unchanged].join(' and ')}`
  return `case when exists (select 1 ${from}) then (select k.value ${from}) else ${otherwise} end`
}

/** After the down took them back. */
export const forgetColumns = (work: TableWork): readonly string[] =>
  work.order.direction === 'up'
    ? []
    : [...(keepsColumns(work) ? leavingColumns(work) : []), ...keptPairs(work)].map(
        (column) => `drop table ${quote(keptColumn(work, column))}`,
      )

/** Of a table that goes away: all rows, with their rowids. */
export function keepTable(name: string, keptAs: string, table: TableText): readonly string[] {
  const kept = quote(keptName(keptAs))
  return [
    `create table ${kept} (${list(keptColumns(table).map(({ kept: as }) => as))})`,
    `insert into ${kept} select ${list(keptColumns(table).map(({ from }) => from))} from ${quote(name)}`,
    ...keepSequence(name, keptAs, table),
  ]
}

export function bringBackTable(name: string, table: TableText): readonly string[] {
  const columns = keptColumns(table)
  const kept = quote(keptName(name))
  return [
    `insert or abort into ${quote(name)} (${list(columns.map(({ from }) => from))}) select ${list(columns.map(({ kept: as }) => as))} from ${kept}`,
    `drop table ${kept}`,
    ...bringBackSequence(name, name, table),
  ]
}

function keptColumns(table: TableText): readonly { readonly from: string; readonly kept: string }[] {
  const stored = table.columns.filter(isStoredColumn).map(({ name }) => ({ from: name, kept: name }))
  const rowid = rowidColumn(table) === undefined ? rowidName(table) : undefined
  const isFree = columnOf(table, 'millwright_rowid') === undefined
  return rowid === undefined || !isFree ? stored : [{ from: rowid, kept: 'millwright_rowid' }, ...stored]
}

const sequenceName = (keptAs: string): string => keptName(keptAs, 'sqlite_sequence')

/** The highest number that AUTOINCREMENT ever gave. */
export const keepSequence = (name: string, keptAs: string, table: TableText): readonly string[] =>
  growsForever(table)
    ? [
        `create table if not exists ${quote(sequenceName(keptAs))} (seq)`,
        `insert into ${quote(sequenceName(keptAs))} select seq from sqlite_sequence where name = ${quoteText(name)}`,
      ]
    : []

/** Never lower than what was given since. */
export const bringBackSequence = (name: string, keptAs: string, table: TableText): readonly string[] =>
  growsForever(table)
    ? [
        `insert into ${quote(sequenceName(keptAs))} select seq from sqlite_sequence where name = ${quoteText(name)}`,
        `delete from sqlite_sequence where name = ${quoteText(name)}`,
        `insert into sqlite_sequence (name, seq) select ${quoteText(name)}, max(seq) from ${quote(sequenceName(keptAs))} having max(seq) > 0`,
        `drop table ${quote(sequenceName(keptAs))}`,
      ]
    : []
