import type { Entity } from '../../../schema/catalogue.ts'
import type { Finding } from '../../../kernel/finding.ts'
import { nameBefore } from '../../../schema/change.ts'
import { needsFill, valuesLost } from '../../../schema/questions.ts'
import type { DdlOrder, DdlScript } from '../../ddl.ts'
import { isPlainTable } from './describe.ts'
import { isTouched, keepsColumns, replacedColumns } from './kept.ts'
import type { ColumnText } from './table-text.ts'
import {
  affinityIn,
  columnOf,
  fillFor,
  isStoredColumn,
  storedInBoth,
  storedOnlyIn,
  tableWorks,
  type TableWork,
  usingFor,
} from './table-work.ts'

/** What the changes cost, and what they ask. */
export function judge(order: DdlOrder, rebuilt: ReadonlySet<string>): Omit<DdlScript, 'statements'> {
  const works = tableWorks(order)
  const tables = order.changes.flatMap((change) =>
    change.kind === 'drop' && isPlainTable(change.entity) ? [change.entity] : [],
  )
  const columns = works.flatMap((work) => storedOnlyIn(work.before, work.after).map((column) => ({ work, column })))
  const isKept = (work: TableWork): boolean => keepsColumns(work)
  const isLossy = works.some((work) => changesValues(work))
  const findings =
    order.direction === 'down' ? [] : [...works.flatMap(questions), ...losses(order, { tables, columns })]
  return {
    findings,
    destructive: tables.length > 0 || columns.length > 0 || works.some(replaces) || rebuilt.size < 0,
    reversible:
      (order.answers.keepDropped || tables.length === 0) &&
      columns.every(({ work }) => isKept(work)) &&
      works.every((work) => replacedColumns(work).length === 0 || isKept(work)) &&
      !isLossy,
  }
}

const replaces = (work: TableWork): boolean =>
  storedInBoth(work).some(({ name }) => isTouched(work, name) && usingFor(work, name) !== undefined)

/** A number read from a text is not written again in the same way. */
const changesValues = (work: TableWork): boolean =>
  storedInBoth(work).some((column) => {
    const old = columnOf(work.before, column.name)
    if (!isStoredColumn(old) || usingFor(work, column.name) !== undefined) return false
    const [from, to] = [affinityIn(work.before, old), affinityIn(work.after, column)]
    return (
      from !== to && ((from === 'text' && (to === 'real' || to === 'numeric')) || (from === 'blob' && to !== 'blob'))
    )
  })

const questions = (work: TableWork): readonly Finding[] =>
  work.order.empty?.has(nameBefore(work.order.renames, work.name)) === true ? [] : fillQuestions(work)

const fillQuestions = (work: TableWork): readonly Finding[] =>
  storedOnlyIn(work.after, work.before)
    .filter((column) => needsValue(column) && columnOf(work.before, column.name) === undefined)
    .filter(({ name }) => fillFor(work, name) === undefined && usingFor(work, name) === undefined)
    .map(({ name }) => needsFill(work.name, name))

const needsValue = ({ notNull, default: written }: ColumnText): boolean =>
  notNull !== '' && (written === undefined || /^null$/i.test(written))

type Lost = {
  readonly tables: readonly Entity[]
  readonly columns: readonly { readonly work: TableWork; readonly column: ColumnText }[]
}

function losses(order: DdlOrder, { tables, columns }: Lost): readonly Finding[] {
  const lostTables = order.answers.keepDropped ? [] : tables.map(({ name }) => valuesLost(name, 'its rows go away'))
  const lostColumns = columns
    .filter(({ work }) => !keepsColumns(work))
    .map(({ work, column }) => valuesLost(`${work.name}.${column.name}`, lossWords(work)))
  return [...lostTables, ...lostColumns]
}

const lossWords = ({ order }: TableWork): string =>
  order.answers.keepDropped
    ? 'its values go away, and no key tells the rows apart by which they could be kept'
    : 'its values go away'
