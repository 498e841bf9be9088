import { fitsAffinity } from './affinity.ts'
import { guard } from './guard.ts'
import {
  bringBackSequence,
  forgetColumns,
  isTouched,
  keepReplaced,
  keepSequence,
  keptOr,
  leavingColumns,
} from './kept.ts'
import { oldName, quote, quoteText } from './names.ts'
import type { ColumnText } from './table-text.ts'
import {
  affinityIn,
  columnOf,
  fillFor,
  growsForever,
  isStoredColumn,
  rowidColumn,
  rowidName,
  type TableWork,
  usingFor,
} from './table-work.ts'

/**
 * Makes a table anew from the statement of the wanted schema and moves the rows into it. With the old rules for renames
 * nothing that mentions the table is rewritten, so views and triggers stay as they are; the new table has no triggers yet,
 * so none is fired. https://sqlite.org/lang_altertable.html#otheralter
 */
export function rebuild(work: TableWork): readonly string[] {
  const [table, old] = [quote(work.name), quote(oldName(work.name))]
  const moves = movesOf(work)
  const into = moves.map(({ column }) => quote(column)).join(', ')
  const values = moves.map(({ value }) => value).join(', ')
  return [
    ...fitGuards(work),
    ...sequenceBefore(work),
    `alter table ${table} rename to ${old}`,
    work.text,
    ...(moves.length === 0 ? [] : [`insert or abort into ${table} (${into}) select ${values} from ${old} as ${table}`]),
    guard('no_row_was_lost', `select (select count(*) from ${table}) = (select count(*) from ${old})`),
    ...keepReplaced(work),
    ...sequenceAfter(work),
    `drop table ${old}`,
    ...forgetColumns(work),
  ]
}

/** What goes into which column of the new table. */
type Move = { readonly column: string; readonly value: string }

export function movesOf(work: TableWork): readonly Move[] {
  const moves = work.after.columns.filter(isStoredColumn).flatMap((column) => {
    const value = valueOf(work, column)
    return value === undefined ? [] : [{ column: column.name, value }]
  })
  return [...rowidMove(work), ...moves]
}

/** The hidden number of a row stays: other tables may hold it, such as an index for text. */
function rowidMove({ before, after }: TableWork): readonly Move[] {
  const rowid = rowidName(before, after)
  return rowid === undefined || rowidColumn(after) !== undefined ? [] : [{ column: rowid, value: quote(rowid) }]
}

function valueOf(work: TableWork, column: ColumnText): string | undefined {
  const old = columnOf(work.before, column.name)
  if (old === undefined) return newValue(work, column)
  const plain = convertedValue(work, column)
  return keptOr(work, column.name, plain)
}

function convertedValue(work: TableWork, column: ColumnText): string {
  const name = quote(column.name)
  if (!isTouched(work, column.name)) return name
  if (work.order.direction === 'down') return downValue(work, column)
  const using = usingFor(work, column.name)
  const value = using === undefined ? name : `(${using})`
  const fill = fillFor(work, column.name)
  return fill === undefined ? value : `case when ${value} is null then (${fill}) else ${value} end`
}

/** What an expression made has no way back but a cast, and a STRICT table takes nothing else. */
function downValue(work: TableWork, column: ColumnText): string {
  const isCast = work.after.isStrict && usingFor(work, column.name) !== undefined && column.type !== 'ANY'
  return isCast ? `cast(${quote(column.name)} as ${column.type})` : quote(column.name)
}

function newValue(work: TableWork, column: ColumnText): string | undefined {
  const given = fillFor(work, column.name) ?? usingFor(work, column.name)
  if (work.order.direction === 'up') return given === undefined ? undefined : `(${given})`
  const usual = given === undefined ? usualValue(work, column) : `(${given})`
  const value = keptOr(work, column.name, usual)
  return leavingColumns(work).includes(column.name) ? value : undefined
}

/** For rows whose value is gone: the default, or a plain one where there is none and null is not allowed. */
function usualValue(work: TableWork, column: ColumnText): string {
  if (column.default !== undefined) return `(${column.default})`
  if (column.notNull === '') return 'null'
  return plainValues[affinityIn(work.after, column)]
}

const plainValues = { integer: '0', real: '0.0', numeric: '0', text: "''", blob: "x''" } as const

/** Conditions that old values meet when their column changes its kind of values. */
export function fitsOf(work: TableWork): readonly { readonly column: string; readonly fits: string }[] {
  if (work.order.direction === 'down') return []
  return work.after.columns.filter(isStoredColumn).flatMap((column) => {
    const old = columnOf(work.before, column.name)
    if (!isStoredColumn(old) || usingFor(work, column.name) !== undefined) return []
    const to = affinityIn(work.after, column)
    if (affinityIn(work.before, old) === to) return []
    const fits = fitsAffinity(column.name, to, column.type)
    return fits === undefined ? [] : [{ column: column.name, fits }]
  })
}

const fitGuards = (work: TableWork): readonly string[] =>
  fitsOf(work).map(({ fits }) =>
    guard('values_fit', `select count(*) = 0 from ${quote(work.name)} where not (${fits})`),
  )

/** One number is kept without being asked: without it, the way back would give numbers once more that were given before. */
function sequenceBefore({ name, keptAs, before, after, order }: TableWork): readonly string[] {
  const leaves = growsForever(before) && !growsForever(after)
  return leaves && order.direction === 'up' ? keepSequence(name, keptAs, before) : []
}

/** The old table's number goes over to the new one, which has seen only the rows that are left. */
function sequenceAfter({ name, keptAs, before, after, order }: TableWork): readonly string[] {
  if (!growsForever(after)) return []
  if (growsForever(before))
    return [
      `delete from sqlite_sequence where name = ${quoteText(name)}`,
      `update sqlite_sequence set name = ${quoteText(name)} where name = ${quoteText(oldName(name))}`,
    ]
  return order.direction === 'down'
    ? bringBackSequence(name, keptAs, after)
    : [`delete from sqlite_sequence where name = ${quoteText(name)} and seq = 0`]
}
