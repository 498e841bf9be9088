import type { Finding } from '../kernel/finding.ts'
import type { Answers } from '../schema/answers.ts'
import { type Catalogue, ofKind, partsOf } from '../schema/catalogue.ts'
import type { Rename } from '../schema/change.ts'

type Sides = { readonly from: Catalogue; readonly to: Catalogue }

/** Answers that name nothing, most likely by a slip: they must not be passed over in silence. */
export function unusedAnswers({ renames, fills, usings }: Answers, sides: Sides): readonly Finding[] {
  const tables = renames.filter(({ what }) => what === 'table')
  const isColumn = (table: string, column: string): boolean =>
    namesOf(table, tables).some((name) => hasColumn(sides.to, name, column) || hasColumn(sides.from, name, column))
  return [
    ...tables.filter(({ to }) => !hasTable(sides.to, to)).map(({ from, to }) => unused(`--rename table:${from}=${to}`)),
    ...renames
      .filter(({ what, of = '', to }) => what === 'column' && !isColumn(of, to))
      .map(({ of, from, to }) => unused(`--rename column:${of}.${from}=${to}`)),
    ...fills
      .filter(({ table, column }) => !isColumn(table, column))
      .map(({ table, column }) => unused(`--fill ${table}.${column}`)),
    ...usings
      .filter(({ table, column }) => !isColumn(table, column))
      .map(({ table, column }) => unused(`--using ${table}.${column}`)),
  ]
}

/** A table under the names that it has on both sides. */
const namesOf = (table: string, renames: readonly Rename[]): readonly string[] => [
  table,
  ...renames.filter(({ from, to }) => from === table || to === table).flatMap(({ from, to }) => [from, to]),
]

const hasTable = (side: Catalogue, name: string): boolean =>
  ofKind(side, 'table', 'view', 'materialized view').some((table) => same(table.name, name))

const hasColumn = (side: Catalogue, table: string, column: string): boolean =>
  ofKind(side, 'table')
    .filter(({ name }) => same(name, table))
    .some(({ name }) => partsOf(side, name).some((part) => part.kind === 'column' && same(part.name, column)))

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const unused = (answer: string): Finding => ({
  code: 'DIFF110',
  severity: 'warning',
  subject: answer,
  message: 'this answer names nothing that is in the wanted schema, and was not used',
})
