import type { Queries } from '../../../../kernel/connection.ts'
import { isProblem } from '../../../../kernel/problem.ts'
import { sql } from '../../../../kernel/sql.ts'
import { oneLine } from '../../../../kernel/text.ts'
import { countOf, type Row } from '../../../../kernel/value.ts'
import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { nameBefore } from '../../../../schema/change.ts'
import { quoteTable } from '../../syntax.ts'
import { usingFor } from '../write/columns.ts'
import { isPart } from '../write/fate.ts'
import { ident } from '../write/ident.ts'
import type { Script } from '../write/script.ts'

/** What is found where rows stand in the way. */
export type Broken = { readonly rows: number; readonly samples: readonly string[]; readonly look: string }

/** Counts the rows of a query and shows the first of them. A query that this database cannot answer yet proves nothing. */
export async function broken(db: Queries, query: string): Promise<Broken | undefined> {
  try {
    const rows = countOf((await db.get(sql.raw(`select count(*) as n from (${query}) found`)))?.['n'])
    if (rows === 0) return undefined
    const samples = await db.all(sql.raw(`${query} limit 3`))
    return { rows, samples: samples.map(sampleOf), look: oneLine(query, 400) }
  } catch (error) {
    if (isUnknownYet(error)) return undefined
    throw error
  }
}

const sampleOf = (row: Row): string =>
  oneLine(
    Object.entries(row)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(', '),
    200,
  )

/** The server's class of an error. https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const stateOf = (error: unknown): string => {
  const cause = isProblem(error) ? error.cause : error
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
}

/** A type, a function or a column that the list makes first, or a value that no cast can take: others tell of those. */
const isUnknownYet = (error: unknown): boolean => /^(?:42|3F|22)/.test(stateOf(error))

/** The table of an entity where rows can be asked: one that is there, with columns of its own. */
export function tableWithRows({ fate }: Script, name: string): Entity | undefined {
  const table = fate.to.get(idOf({ kind: 'table', name }))
  const isThere = fate.from.byId.has(idOf({ kind: 'table', name }))
  return table === undefined || !isThere || isPart(table) ? undefined : table
}

/** Its rows as they are, under the names that columns have after the renames. */
export function rowsNow(script: Script, table: string): string {
  const columns = script.fate.from.parts(table).filter(({ kind }) => kind === 'column')
  const list = columns.map(({ name }) => `${ident(columnBefore(script, table, name))} as ${ident(name)}`)
  return `(select ${list.join(', ')} from ${quoteTable(nameBefore(script.order.renames, table))})`
}

const columnBefore = ({ order }: Script, table: string, column: string): string =>
  order.renames
    .toReversed()
    .reduce((now, { what, of, from, to }) => (what === 'column' && of === table && to === now ? from : now), column)

/** Its rows as they will be. */
export function rowsThen(script: Script, table: string): string {
  const columns = script.fate.to.parts(table).filter(({ kind }) => kind === 'column')
  const list = columns.map((column) => `${valueOf(script, column)} as ${ident(column.name)}`)
  return `(select ${list.join(', ')} from ${rowsNow(script, table)} as now)`
}

/** The value that a column will have, in words that can be asked before. */
export function valueOf(script: Script, column: Entity): string {
  const { answers } = script.order
  const id = idOf(column)
  const fill = script.wordsOn(answers.fills, column)
  const from = script.fate.from.get(id)
  if (column.facts['generated'] !== undefined) return `(${column.facts['expression']})`
  if (from === undefined) return newValue(script, column, fill)
  const value = script.fate.converted.has(id) ? convertedValue(script, { from, to: column }) : ident(column.name)
  return fill === undefined || column.facts['nullability'] === undefined ? value : `coalesce(${value}, (${fill}))`
}

function newValue({ fate }: Script, column: Entity, fill: string | undefined): string {
  const standard = fate.to.get(idOf({ kind: 'default', of: column.of ?? '', name: column.name }))?.facts['expression']
  return `(${fill ?? standard ?? 'null'})${fill === undefined ? `::${column.facts['type']}` : ''}`
}

export function convertedValue(script: Script, pair: { readonly from: Entity; readonly to: Entity }): string {
  const using = usingFor(script, pair)
  return using === undefined ? `${ident(pair.to.name)}::${pair.to.facts['type']}` : `(${using})`
}
