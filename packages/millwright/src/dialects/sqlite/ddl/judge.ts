import type { Finding } from '../../../kernel/finding.ts'
import { nameBefore } from '../../../schema/change.ts'
import { needsFill, valuesLost } from '../../../schema/questions.ts'
import type { DdlOrder, DdlScript } from '../../ddl.ts'
import { isPlainTable } from './describe.ts'
import { isTouched, keepsColumns, replacedColumns, roundedColumns } from './kept.ts'
import type { ColumnText } from './table-text.ts'
import {
  columnOf,
  fillFor,
  rowKey,
  storedInBoth,
  storedOnlyIn,
  tableWorks,
  type TableWork,
  usingFor,
} from './table-work.ts'

/** What the changes cost, and what they ask. */
export function judge(order: DdlOrder): Omit<DdlScript, 'statements'> {
  const works = tableWorks(order)
  const tables = order.changes.flatMap((change) =>
    change.kind === 'drop' && isPlainTable(change.entity) ? [change.entity.name] : [],
  )
  const lost = lossesOf(order, { tables, works })
  const leaves = works.some(({ before, after }) => storedOnlyIn(before, after).length > 0)
  return {
    findings: order.direction === 'down' ? [] : [...works.flatMap(questions), ...lost],
    destructive: tables.length > 0 || leaves || works.some(replaces),
    reversible: lost.length === 0,
  }
}

const replaces = (work: TableWork): boolean =>
  storedInBoth(work).some(({ name }) => isTouched(work, name) && usingFor(work, name) !== undefined)

const questions = (work: TableWork): readonly Finding[] =>
  work.order.empty?.has(nameBefore(work.order.renames, work.name)) === true ? [] : fillQuestions(work)

const fillQuestions = (work: TableWork): readonly Finding[] =>
  storedOnlyIn(work.after, work.before)
    .filter((column) => needsValue(column) && columnOf(work.before, column.name) === undefined)
    .filter(({ name }) => fillFor(work, name) === undefined && usingFor(work, name) === undefined)
    .map(({ name }) => needsFill(work.name, name))

const needsValue = ({ notNull, default: written }: ColumnText): boolean =>
  notNull !== '' && (written === undefined || /^null$/i.test(written))

type Lost = { readonly tables: readonly string[]; readonly works: readonly TableWork[] }

/** What the way back cannot bring back. */
const lossesOf = ({ answers }: DdlOrder, { tables, works }: Lost): readonly Finding[] => [
  ...(answers.keepDropped ? [] : tables.map((name) => valuesLost(name, 'its rows go away'))),
  ...works.filter((work) => !keepsColumns(work)).flatMap(lossesIn),
  ...works.filter((work) => rowKey(work) === undefined).flatMap(roundedIn),
]

const lossesIn = (work: TableWork): readonly Finding[] => [
  ...storedOnlyIn(work.before, work.after).map(({ name }) =>
    valuesLost(`${work.name}.${name}`, `its values go away${noKey(work)}`),
  ),
  ...replacedColumns(work).map((name) =>
    valuesLost(`${work.name}.${name}`, `values are replaced, and the old ones go away${noKey(work)}`),
  ),
]

const roundedIn = (work: TableWork): readonly Finding[] =>
  roundedColumns(work).map((name) =>
    valuesLost(`${work.name}.${name}`, `values may come back written in another way${noKey(work)}`),
  )

const noKey = (work: TableWork): string =>
  rowKey(work) === undefined ? ', for no key tells the rows apart by which they could be kept' : ''
