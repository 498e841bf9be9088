import { type Queries, type Row, type Sql, sql } from 'millwright'
import type { Usual } from './range.ts'
import { noSuch } from './unanswerable.ts'

/** Which machines a question is about: one, those of a work centre, or those of a site. */
export type ScopeKind = 'equipment' | 'work-center' | 'site'

export type Scope = {
  readonly kind: ScopeKind
  readonly id: string
  readonly code: string
  readonly name: string
} & Usual

/** @throws Unanswerable when there is none */
export async function findScope(db: Queries, kind: ScopeKind, id: string): Promise<Scope> {
  const row = await db.get(sql`select found.*, (select max(i."shiftDate")::text from "ShiftInstance" as i
      join "Shift" as s on s.id = i."shiftId" where s."siteId" = found."siteId") as last
    from (${named[kind](id)}) as found`)
  if (row === undefined) throw noSuch(names[kind], id)
  return { kind, id, ...scopeIn(row) }
}

const scopeIn = (row: Row): Omit<Scope, 'kind' | 'id'> => ({
  code: row['code'] as string,
  name: row['name'] as string,
  zone: row['timezone'] as string,
  lastDay: row['last'] as string | null,
})

const names = { equipment: 'machine', 'work-center': 'work centre', site: 'site' } as const

const named: Readonly<Record<ScopeKind, (id: string) => Sql>> = {
  equipment: (id) => sql`select e.code, e.name, w."siteId", t.timezone from "Equipment" as e
    join "WorkCenter" as w on w.id = e."workCenterId" join "Site" as t on t.id = w."siteId" where e.id = ${id}`,
  'work-center': (id) => sql`select w.code, w.name, w."siteId", t.timezone from "WorkCenter" as w
    join "Site" as t on t.id = w."siteId" where w.id = ${id}`,
  site: (id) => sql`select code, name, id as "siteId", timezone from "Site" where id = ${id}`,
}

/** The machines of a scope, as rows of `id`, `code`, `name`, `"workCenterId"` and `"siteId"`. */
export function machinesOf({ kind, id }: Pick<Scope, 'kind' | 'id'>): Sql {
  return sql`select e.id, e.code, e.name, e."workCenterId", w."siteId", t.timezone, coalesce(e."theoreticalCycleTime", 3600 / e."nominalSpeed") as cycle
    from "Equipment" as e join "WorkCenter" as w on w.id = e."workCenterId" join "Site" as t on t.id = w."siteId"
    where ${owner[kind]} = ${id}`
}

const owner: Readonly<Record<ScopeKind, Sql>> = {
  equipment: sql`e.id`,
  'work-center': sql`w.id`,
  site: sql`w."siteId"`,
}
