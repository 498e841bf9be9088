import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Hono } from 'hono'
import type { CompiledQuery } from 'kysely'
import { dayOf } from '../../src/http/clock.ts'
import { countQuery, listQuery, totalFrom } from '../../src/registers/list.ts'
import { type PageRequest, readListRequest } from '../../src/registers/list-request.ts'
import { type App, listPath, type Order } from './order.ts'

type Asked = { readonly statement: StatementSync; readonly values: readonly SQLInputValue[] }

/** The least that can answer: the same statements, prepared beforehand and only those that are needed, and their rows as they come. */
export function bareApp({ db: path, queries }: Order): App {
  const db = new DatabaseSync(path)
  db.exec('pragma cache_size = -65536')
  const statements = new Map<string, StatementSync>()
  const prepare = ({ sql, parameters }: CompiledQuery): Asked => {
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return { statement, values: parameters as SQLInputValue[] }
  }
  const about = { register: 'ocm', asOf: dayOf(new Date()) } as const
  const known = new Map(
    queries.map((query) => {
      const parameters = Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, [value]]))
      const request = readListRequest('ocm', parameters)
      const { page } = request as { page: PageRequest }
      return [query, { page, count: prepare(countQuery(request, about)), list: prepare(listQuery(request, about)) }]
    }),
  )
  const app = new Hono()
  app.get(listPath, (c) => {
    const asked = known.get(c.req.url.slice(c.req.url.indexOf('?') + 1))
    if (asked === undefined) return c.notFound()
    const { page, list, count } = asked
    const items = list.statement.all(...list.values)
    const total = totalFrom(items.length, page) ?? count.statement.get(...count.values)?.['total']
    return c.json({ items, total })
  })
  return { fetch: app.fetch, token: '' }
}
