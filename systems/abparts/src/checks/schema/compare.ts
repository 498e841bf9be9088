import type { Catalogue, Column, Table } from './catalogue.ts'
import { acceptedColumns, type ExpectedSchema } from './expected.ts'

/** What is compared: what stands there, and what should. */
export type Comparison = { readonly found: Catalogue; readonly expected: ExpectedSchema }

/** Every name and value of two records, as one list of names. */
const namesOf = (record: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(record)

export const missingTables = ({ found, expected }: Comparison): readonly string[] =>
  namesOf(expected.required.tables).filter((name) => found.tables[name] === undefined)

/** Pairs of what a table must have and what it has; missing tables are another rule's finding. */
function* bothTables({ found, expected }: Comparison): Generator<{ name: string; wanted: Table; has: Table }> {
  for (const [name, wanted] of Object.entries(expected.required.tables)) {
    const has = found.tables[name]
    if (has !== undefined) yield { name, wanted, has }
  }
}

export const missingColumns = (comparison: Comparison): readonly string[] =>
  [...bothTables(comparison)].flatMap(({ name, wanted, has }) =>
    namesOf(wanted.columns)
      .filter((column) => has.columns[column] === undefined)
      .map((column) => `${name}.${column}`),
  )

/** Tables and columns that stand in neither list. */
export function unexpectedObjects({ found, expected }: Comparison): readonly string[] {
  return Object.entries(found.tables).flatMap(([name, { columns }]) => {
    if (!isKnownTable(expected, name)) return [name]
    const unknown = namesOf(columns).filter((column) => acceptedColumns(expected, name, column).length === 0)
    return unknown.map((column) => `${name}.${column}`)
  })
}

const isKnownTable = ({ required, allowed }: ExpectedSchema, name: string): boolean =>
  required.tables[name] !== undefined || allowed.tables[name] !== undefined

export const isBackupName = (name: string): boolean => /_backup/i.test(name)

/** Columns that are there and other than they should be, with how they are. */
export function changedColumns({ found, expected }: Comparison): readonly string[] {
  return Object.entries(found.tables).flatMap(([table, { columns }]) =>
    Object.entries(columns).flatMap(([name, column]) => {
      const accepted = acceptedColumns(expected, table, name)
      const [first] = accepted
      if (first === undefined || accepted.some((other) => columnText(other) === columnText(column))) return []
      return [`${table}.${name}: ${columnText(column)}, not ${columnText(first)}`]
    }),
  )
}

const columnText = ({ type, notNull, default: value }: Column): string =>
  [type, ...(notNull ? ['not null'] : []), ...(value === null ? [] : [`default ${value}`])].join(' ')

export const missingConstraints = (comparison: Comparison): readonly string[] =>
  [...bothTables(comparison)].flatMap(({ name, wanted, has }) =>
    wanted.constraints.filter((one) => !has.constraints.includes(one)).map((one) => `${name}: ${one}`),
  )

export const missingIndexes = (comparison: Comparison): readonly string[] =>
  [...bothTables(comparison)].flatMap(({ name, wanted, has }) =>
    wanted.indexes
      .filter((one) => !isOfConstraint(one, wanted) && !has.indexes.includes(one))
      .map((one) => `${name}: missing ${one}`),
  )

/** The index of a key is missing with its key, and that is another rule's finding. */
const isOfConstraint = (index: string, { constraints }: Table): boolean =>
  constraints.some(
    (one) => /^(PRIMARY KEY|UNIQUE)/.test(one) && index === `unique btree ${one.replace(/^[A-Z ]+/, '')}`,
  )

/** Columns that several indexes serve, unless the expected schema has them as well. */
export function doubleIndexes({ found, expected }: Comparison): readonly string[] {
  return Object.entries(found.tables).flatMap(([name, table]) => {
    const known = expected.allowed.tables[name]
    const accepted = new Set(known === undefined ? [] : doubled(known))
    return doubled(table)
      .filter((one) => !accepted.has(one))
      .map((one) => `${name}: several ${one}`)
  })
}

function doubled({ indexes }: Table): readonly string[] {
  const plain = indexes.map((index) => index.replace(/^unique /, ''))
  return [...new Set(plain.filter((index, at) => plain.indexOf(index) !== at))]
}

export const changedEnums = ({ found, expected }: Comparison): readonly string[] =>
  Object.entries(expected.required.enums)
    .filter(([name, values]) => found.enums[name]?.join() !== values.join())
    .map(([name]) => name)

/** Triggers and functions that are missing, or have another body, or are not expected. */
export function changedPrograms(comparison: Comparison): readonly string[] {
  return (['triggers', 'functions'] as const).flatMap((kind) => changedKind(comparison, kind))
}

function changedKind({ found, expected }: Comparison, kind: 'triggers' | 'functions'): readonly string[] {
  const wanted = expected.required[kind]
  const missing = namesOf(wanted).filter((name) => found[kind][name] === undefined)
  const others = Object.entries(found[kind]).filter(([name, text]) => wanted[name] !== text)
  return [
    ...missing.map((name) => `missing ${name}`),
    ...others.map(([name]) => `${wanted[name] === undefined ? 'extra' : 'different'} ${name}`),
  ]
}

/** Columns without a time zone, in a database that has columns with one. */
export function zonelessColumns({ found }: Comparison): readonly string[] {
  const columns = Object.entries(found.tables).flatMap(([table, { columns: list }]) =>
    Object.entries(list).map(([name, { type }]) => ({ name: `${table}.${name}`, type })),
  )
  if (!columns.some(({ type }) => type.endsWith('with time zone'))) return []
  return columns
    .filter(({ type }) => type.endsWith('without time zone') && type.startsWith('timestamp'))
    .map(({ name }) => name)
}
