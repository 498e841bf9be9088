import { type Queries, type Row, type Sql, sql } from 'millwright'
import { Refusal } from '../domain/refusal.ts'

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

/** @param from everything behind `select *`, without its order */
export async function pageOf(
  db: Queries,
  { from, order }: { readonly from: Sql; readonly order: Sql },
  request: PageRequest,
): Promise<Page<Row>> {
  const { page, per_page } = request
  const counted = await db.get(sql`select count(*) as n ${from}`)
  const items = await db.all(sql`select * ${from} order by ${order} limit ${per_page} offset ${(page - 1) * per_page}`)
  return { items, total: Number(counted?.['n']), page, per_page }
}

export const notFound = (what: string): Refusal =>
  new Refusal(`There is no ${what}`, { status: 404, code: 'not_found' })

/** The start of the hitch that a moment of the ship's clock belongs to. */
export const hitchAt = (clock: string): Sql =>
  sql`(select id from hitch_records where is_start = 1 and julianday(date) <= julianday(${clock}) order by julianday(date) desc, id desc limit 1)`
