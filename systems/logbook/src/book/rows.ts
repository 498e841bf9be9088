import { type Expression, type SelectQueryBuilder, sql } from 'kysely'
import type { Queries, Row } from 'millwright'
import { Refusal } from 'millwright/http'
import { allOf, build, firstOf } from '../database/build.ts'
import type { Database } from '../database/tables.ts'

/** A row as JSON has it: whole numbers are numbers. */
export const plain = (row: Row): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )

/** One part of a list, the newest first. */
export type Page<T> = {
  readonly items: readonly T[]
  readonly total: number
  readonly page: number
  readonly per_page: number
}

export type PageRequest = { readonly page: number; readonly per_page: number }

/** @param query all of it, in its order */
export async function pageOf<T extends keyof Database, O>(
  db: Queries,
  query: SelectQueryBuilder<Database, T, O>,
  { page, per_page }: PageRequest,
): Promise<Page<O>> {
  const counted = await firstOf(
    db,
    query
      .clearSelect()
      .clearOrderBy()
      .select(({ fn }) => fn.countAll<bigint>().as('n')),
  )
  const items = await allOf(db, query.limit(per_page).offset((page - 1) * per_page))
  return { items, total: Number(counted?.n), page, per_page }
}

export const notFound = (what: string): Refusal =>
  new Refusal(`There is no ${what}`, { status: 404, code: 'not_found' })

/** The start of the hitch that a moment of the ship's clock belongs to. */
export const hitchAt = (clock: string): Expression<bigint | null> =>
  build
    .selectFrom('hitch_records')
    .select('id')
    .where('is_start', '=', 1n)
    .where(dayOf, '<=', sql<number>`julianday(${clock})`)
    .orderBy(dayOf, 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .$castTo<{ id: bigint | null }>()
    .$asScalar()

const dayOf = sql<number>`julianday(date)`
