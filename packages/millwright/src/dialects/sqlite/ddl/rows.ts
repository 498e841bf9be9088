import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { oneLine } from '../../../kernel/text.ts'
import { countOf, type Row } from '../../../kernel/value.ts'
import { nameBefore } from '../../../schema/change.ts'
import { quote } from './names.ts'
import { movesOf } from './rebuild.ts'
import { columnBefore, columnOf, rowidName, type TableWork } from './table-work.ts'

export const isEmpty = async (db: Queries, work: TableWork): Promise<boolean> =>
  (await db.get(sql.join([sql.raw(`select 1 from ${oldTable(work)} limit 1`)]))) === undefined

/** The table as it is called now. */
const oldTable = ({ name, order }: TableWork): string => quote(nameBefore(order.renames, name))

/** Its rows under the names that columns have after the renames. */
export function renamedRows(work: TableWork): string {
  const columns = work.before.columns.map(
    ({ name }) => `${quote(columnBefore(work.order.renames, [work.name], name))} as ${quote(name)}`,
  )
  const rowid = rowidName(work.before, work.after)
  const hidden = rowid === undefined ? [] : [`${rowid} as ${quote(rowid)}`]
  return `(select ${[...hidden, ...columns].join(', ')} from ${oldTable(work)}) as ${quote(work.name)}`
}

/** Its rows as they will be. */
export function newRows(work: TableWork): string {
  const moves = movesOf(work)
  const computed = work.after.columns
    .filter((column) => columnOf(work.before, column.name) === undefined)
    .filter((column) => !moves.some((move) => move.column === column.name))
    .map((column) => `${column.default === undefined ? 'null' : `(${column.default})`} as ${quote(column.name)}`)
  const generated = work.after.columns
    .filter((column) => column.generated !== undefined && columnOf(work.before, column.name) !== undefined)
    .map(({ name }) => quote(name))
  const values = moves.map(({ column, value }) => `${value} as ${quote(column)}`)
  return `(select ${[...values, ...generated, ...computed].join(', ')} from ${renamedRows(work)})`
}

type Broken = { readonly rows: number; readonly samples: readonly string[]; readonly look: string }

/** Rows of a query: how many, and the first of them. */
export async function broken(db: Queries, query: string): Promise<Broken | undefined> {
  const rows = countOf((await db.get(sql.raw(`select count(*) as n from (${query})`)))?.['n'])
  if (rows === 0) return undefined
  const samples = await db.all(sql.raw(`${query} limit 3`))
  return { rows, samples: samples.map(sampleOf), look: oneLine(query, 400) }
}

const sampleOf = (row: Row): string =>
  oneLine(
    Object.entries(row)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(', '),
    200,
  )
