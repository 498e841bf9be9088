import type { CompiledQuery } from 'kysely'
import { type Sql, written } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import { notValue } from './problems.ts'

/**
 * What Kysely has built, as a statement for a connection or for the handle of a transaction.
 *
 * @example await tx.all(asSql(builder.selectFrom('part').selectAll().compile()))
 * @throws KYS101 for a parameter that is no database value
 */
export const asSql = ({ sql, parameters }: CompiledQuery): Sql => written(sql, parameters.map(asValue))

function asValue(value: unknown, at: number): Value {
  if (isValue(value)) return value
  throw notValue(at + 1, value === undefined ? 'undefined' : kindOfThing(value))
}

const isValue = (value: unknown): value is Value =>
  value === null || simple.has(typeof value) || value instanceof Uint8Array

const simple: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'boolean'])

const kindOfThing = (value: unknown): string =>
  typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value
