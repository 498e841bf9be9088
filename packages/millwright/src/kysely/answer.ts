import {
  type CompiledQuery,
  DeleteQueryNode,
  InsertQueryNode,
  MergeQueryNode,
  type QueryResult,
  RawNode,
  UpdateQueryNode,
} from 'kysely'
import type { Queries } from '../kernel/connection.ts'
import { type Sql, written } from '../kernel/sql.ts'
import { rowOf, type Value } from '../kernel/value.ts'
import { notValue } from './problems.ts'

/** One statement carried out: its rows, or for a change without `returning` how many rows it changed. */
export async function answer<R>(db: Queries, query: CompiledQuery): Promise<QueryResult<R>> {
  const statement = statementOf(query)
  const kind = kindOf(query)
  if (kind === 'change') return { rows: [], numAffectedRows: BigInt(await db.run(statement)) }
  const rows = (await db.all(statement)) as unknown as R[]
  return kind === 'returning' ? { rows, numAffectedRows: BigInt(rows.length) } : { rows }
}

/** A result of any size, block by block. */
export async function* stream<R>(db: Queries, query: CompiledQuery, chunkSize: number): AsyncGenerator<QueryResult<R>> {
  for await (const { columns, rows } of db.read(statementOf(query), chunkSize)) {
    yield { rows: rows.map((values) => rowOf(columns, values) as R) }
  }
}

const statementOf = ({ sql, parameters }: CompiledQuery): Sql => written(sql, parameters.map(asValue))

function asValue(value: unknown, at: number): Value {
  if (isValue(value)) return value
  throw notValue(at + 1, value === undefined ? 'undefined' : kindOfThing(value))
}

const isValue = (value: unknown): value is Value =>
  value === null || simple.has(typeof value) || value instanceof Uint8Array

const simple: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'boolean'])

const kindOfThing = (value: unknown): string =>
  typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value

type Kind = 'rows' | 'change' | 'returning'

function kindOf({ query, sql }: CompiledQuery): Kind {
  if (RawNode.is(query)) return kindOfText(sql)
  if (!isChange(query)) return 'rows'
  return query.returning === undefined ? 'change' : 'returning'
}

type Change = InsertQueryNode | UpdateQueryNode | DeleteQueryNode | MergeQueryNode

const isChange = (node: CompiledQuery['query']): node is Change =>
  InsertQueryNode.is(node) || UpdateQueryNode.is(node) || DeleteQueryNode.is(node) || MergeQueryNode.is(node)

/** Text that Kysely did not build: only what surely changes rows and gives none back is counted. */
const kindOfText = (text: string): Kind =>
  /^\s*(?:insert|update|delete|replace)\b/i.test(text) && !/\breturning\b/i.test(text) ? 'change' : 'rows'
