import type { Row, Value } from '../../../kernel/value.ts'
import { tableName } from '../syntax.ts'

/** The kinds of objects in the order in which they are made, as far as nothing else holds. */
export const kinds = [
  'schema',
  'extension',
  'type',
  'function',
  'sequence',
  'table',
  'data',
  'constraint',
  'index',
  'view',
  'materialized view',
  'statistics',
  'rule',
  'trigger',
  'policy',
  'foreign key',
] as const
export type ObjectKind = (typeof kinds)[number]

/** An object of the catalogue with the statements that make it again. */
export type SchemaObject = {
  readonly kind: ObjectKind
  /** The catalogue it stands in and its number there, as in `pg_depend`. */
  readonly id: string
  readonly schema: string
  readonly name: string
  /** The table it belongs to, as it is called above the port. */
  readonly table?: string
  readonly statements: readonly string[]
}

export const textIn = (row: Row, name: string): string => String(row[name] ?? '')

/** The path of a relation as it is called above the port. */
export const pathIn = (row: Row, schema = 'schema', name = 'name'): string =>
  tableName(textIn(row, schema), textIn(row, name), textIn(row, 'home'))

export const idOf = (catalogue: string, oid: Value | undefined): string => `${catalogue} ${String(oid)}`

/** Statement by statement, empty ones left out. */
export const statements = (...texts: readonly (string | false | undefined)[]): readonly string[] =>
  texts.filter((text): text is string => typeof text === 'string' && text !== '')
