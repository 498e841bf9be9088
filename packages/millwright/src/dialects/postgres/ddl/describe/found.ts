import type { Sql } from '../../../../kernel/sql.ts'
import type { Row } from '../../../../kernel/value.ts'
import type { Entity, EntityKind, Facts } from '../../../../schema/catalogue.ts'
import { tableName } from '../../syntax.ts'

/** An entity with the place where `pg_depend` speaks of it: catalogue, number, and the column's number or 0. */
export type Found = { readonly at: string; readonly entity: Omit<Entity, 'needs' | 'sql'> }

/** How one catalogue is read: a query, and what becomes of each of its rows. */
export type Reading = {
  readonly kind: EntityKind
  readonly catalogue: string
  readonly query: Sql
  readonly entity: (row: Row, home: string) => Omit<Found['entity'], 'kind'>
}

export const textIn = (row: Row, name: string): string => {
  const value = row[name]
  return value === null || value === undefined ? '' : String(value)
}

/** The name of a row's object as people type it: with its schema, unless names are looked up there first. */
export const nameIn = (row: Row, home: string): string => tableName(textIn(row, 'schema'), textIn(row, 'name'), home)

/** The name of the table that a row's object belongs to. */
export const ownerIn = (row: Row, home: string): string =>
  tableName(textIn(row, 'schema'), textIn(row, 'relation'), home)

/** The facts of a row under these names; what is null or empty is missing. */
export const factsOf = (row: Row, ...names: readonly string[]): Facts =>
  Object.fromEntries(names.map((name) => [name, textIn(row, name)] as const).filter(([, text]) => text !== ''))

export const placeIn = (catalogue: string, row: Row): string =>
  `${catalogue} ${String(row['oid'])} ${textIn(row, 'sub') || '0'}`
