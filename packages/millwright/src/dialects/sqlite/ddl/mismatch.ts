import type { Catalogue, Entity } from '../../../schema/catalogue.ts'
import type { ConstraintText } from './constraint-text.ts'
import { isPlainTable, keyOf } from './describe.ts'
import { Reader, splitWords } from './reader.ts'
import { readTable, type TableText } from './table-text.ts'
import { fold, isSign, nameOf, wordsOf } from './tokens.ts'

/**
 * Whether a reference points at something that is not unique. SQLite lets such a schema be made, and then fails wherever
 * references are looked at. https://sqlite.org/foreignkeys.html#fk_indexes
 */
export function hasMismatch({ entities }: Catalogue): boolean {
  const tables = new Map(entities.filter(isPlainTable).map(({ name, sql }) => [fold(name), readTable(sql[0] ?? '')]))
  const views = new Set(entities.filter(({ kind }) => kind === 'view').map(({ name }) => fold(name)))
  const indexes = entities.filter(({ kind }) => kind === 'index')
  const isBad = (constraint: ConstraintText): boolean => {
    const parent = fold(constraint.parent ?? '')
    const table = tables.get(parent)
    return views.has(parent) || (table !== undefined && !pointsAtKey(constraint, table, uniqueIndexes(indexes, parent)))
  }
  return [...tables.values()].some(({ constraints }) =>
    constraints.some((constraint) => constraint.form === 'foreign key' && isBad(constraint)),
  )
}

type Columns = readonly string[]

function pointsAtKey(constraint: ConstraintText, table: TableText, indexes: readonly Columns[]): boolean {
  const { columns, references = [] } = constraint
  const key = keyOf(table)
  if (references.length === 0) return key.length === columns.length
  const uniques = table.constraints
    .filter(({ form, definition }) => form === 'unique' && !definition.includes(' collate '))
    .map((unique) => unique.columns)
  return [key, ...uniques, ...indexes].some((unique) => sameSet(unique, references))
}

const sameSet = (a: Columns, b: Columns): boolean =>
  a.length === b.length && a.map(fold).sort().join('\0') === b.map(fold).sort().join('\0')

/** The columns of unique indexes that hold for all rows, as SQLite looks for them. */
function uniqueIndexes(indexes: readonly Entity[], table: string): readonly Columns[] {
  return indexes
    .filter(({ of = '', sql }) => fold(of) === table && /^create\s+unique/i.test(sql[0] ?? ''))
    .flatMap(({ sql }) => columnsOfIndex(sql[0] ?? ''))
}

function columnsOfIndex(text: string): readonly Columns[] {
  const reader = new Reader(text, wordsOf(text))
  while (!reader.isDone && !reader.isNext('(')) reader.take()
  const parts = splitWords(reader.parens())
  const isPlain = parts.every((part) => !part.some((word) => isSign(word, '(') || word.text === 'collate'))
  const columns = parts.map(([first]) => (first === undefined ? '' : nameOf(text, first)))
  return reader.isNext('where') || !isPlain ? [] : [columns]
}
