import type { CompiledQuery, SelectQueryBuilder } from 'kysely'
import type { Queries, Sql } from 'millwright'
import { asSql } from 'millwright/kysely'
import { build, type Tables } from '../database/build.ts'
import { Recent } from '../database/recent.ts'
import type { Register } from '../domain/fields.ts'
import { conditionsOf, sortKey } from './conditions.ts'
import { type Stored, storedOf, viewOf } from './device.ts'
import type { ListRequest, PageRequest } from './list-request.ts'
import { tableOf } from './write.ts'

/** Part of a list, with what leads to the rest. */
export type Page<T> = {
  readonly items: readonly T[]
  readonly total: number
  readonly pages: number
  readonly current_page: number
  readonly per_page: number
  readonly has_next: boolean
  readonly has_prev: boolean
  readonly next_page: number | null
  readonly prev_page: number | null
}

/** For which register and day a list is made. */
export type About = { readonly register: Register; readonly asOf: string }

/** Every device that the request means, in its order. */
export async function listDevices(db: Queries, request: ListRequest, about: About): Promise<readonly Stored[]> {
  const rows = await db.all(statementsFor(request, about).list())
  return rows.map(storedOf)
}

/** How many devices the request means. */
async function countDevices(db: Queries, request: ListRequest, about: About): Promise<number> {
  const row = await db.get(statementsFor(request, about).count())
  return Number(row?.['total'])
}

type Statements = { readonly list: () => Sql; readonly count: () => Sql }

/** To compose a statement takes longer than to run a quick one, and people ask for the same lists again and again. */
const composed = new Recent<Statements>(500)

const statementsFor = (request: ListRequest, about: About): Statements =>
  composed.take(JSON.stringify([about, request]), () => ({
    list: once(() => asSql(listQuery(request, about))),
    count: once(() => asSql(countQuery(request, about))),
  }))

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/**
 * One page of a list. A page that is not full tells by itself how many devices there are; for a full one they are counted
 * by a statement of its own, so that a device which another process adds in between may be counted and not shown.
 */
export async function pageOfDevices(
  db: Queries,
  request: ListRequest & { readonly page: PageRequest },
  about: About,
): Promise<Page<Stored>> {
  const items = await listDevices(db, request, about)
  const total = totalFrom(items.length, request.page) ?? (await countDevices(db, request, about))
  return pageOf(items, total, request.page)
}

/** The length of a list of which a page has so many items, where that can be told. */
export function totalFrom(items: number, { number, size }: PageRequest): number | undefined {
  const isLast = items < size && (items > 0 || number === 1)
  return isLast ? (number - 1) * size + items : undefined
}

export function pageOf<T>(items: readonly T[], total: number, { number, size }: PageRequest): Page<T> {
  const pages = Math.ceil(total / size)
  const [hasNext, hasPrev] = [number < pages, number > 1 && pages > 0]
  return {
    items,
    total,
    pages,
    current_page: number,
    per_page: size,
    has_next: hasNext,
    has_prev: hasPrev,
    next_page: hasNext ? number + 1 : null,
    prev_page: hasPrev ? Math.min(number - 1, pages) : null,
  }
}

/** The statement that finds the devices. A page is picked before the quarters of its devices are read. */
export function listQuery(request: ListRequest, about: About): CompiledQuery {
  const { page } = request
  const table = tableOf[about.register]
  const view = viewOf[about.register]
  const whole = (name: string) => sorted(demanding(from(name).selectAll(), request, about), request, about)
  if (page === undefined) return whole(view).compile()
  if (view === table) return cut(whole(table), page).compile()
  const ids = sorted(demanding(from(table).select('d.id'), request, about), request, about)
  return sorted(from(view).selectAll().where('d.id', 'in', cut(ids, page)), request, about).compile()
}

/** The statement that counts them. */
export const countQuery = (request: ListRequest, about: About): CompiledQuery =>
  demanding(from(tableOf[about.register]), request, about)
    .select((of) => of.fn.countAll().as('total'))
    .compile()

type Devices<O> = SelectQueryBuilder<Tables & { d: Tables['ppm_equipment'] }, 'd', O>

const from = (name: string): Devices<object> => build.selectFrom(`${name as 'ppm_equipment'} as d`)

const demanding = <O>(query: Devices<O>, request: ListRequest, about: About): Devices<O> =>
  conditionsOf(request, { ...about, of: 'd' }).reduce((narrowed, condition) => narrowed.where(condition), query)

/** By one column, those without a value last, and where two are equal by their numbers. */
function sorted<O>(query: Devices<O>, { sort }: ListRequest, about: About): Devices<O> {
  const { column, descending } = sort
  const first = query.orderBy(sortKey(column, { ...about, of: 'd' }), (order) => {
    const directed = descending ? order.desc() : order.asc()
    return column.isNullable ? directed.nullsLast() : directed
  })
  return column.name === 'no' ? first : first.orderBy('d.no')
}

const cut = <O>(query: Devices<O>, { number, size }: PageRequest): Devices<O> =>
  query.limit(size).offset((number - 1) * size)
