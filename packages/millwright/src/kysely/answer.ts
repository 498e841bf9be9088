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
import { rowOf } from '../kernel/value.ts'
import { asSql } from './as-sql.ts'

/** One statement carried out: its rows, or for a change without `returning` how many rows it changed. */
export async function answer<R>(db: Queries, query: CompiledQuery): Promise<QueryResult<R>> {
  const statement = asSql(query)
  const kind = kindOf(query)
  if (kind === 'change') return { rows: [], numAffectedRows: BigInt(await db.run(statement)) }
  const rows = (await db.all(statement)) as unknown as R[]
  return kind === 'returning' ? { rows, numAffectedRows: BigInt(rows.length) } : { rows }
}

/** A result of any size, block by block. */
export async function* stream<R>(db: Queries, query: CompiledQuery, chunkSize: number): AsyncGenerator<QueryResult<R>> {
  for await (const { columns, rows } of db.read(asSql(query), chunkSize)) {
    yield { rows: rows.map((values) => rowOf(columns, values) as R) }
  }
}

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
