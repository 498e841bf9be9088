import { type Queries, type Row, type Sql, sql } from 'millwright'
import { cursorOf, placeOf } from './cursor.ts'
import { instantText } from './instant-text.ts'

export type Page = { readonly limit: number; readonly cursor?: string | undefined }

type Paged<T> = { readonly items: readonly T[]; readonly next: string | null }

type Place = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly timezone: string
  readonly lastOee: number | null
}

export type SitePlace = Place & {
  readonly country: string | null
  readonly isActive: boolean
  readonly workCenters: number
  readonly states: States
}
export type CenterPlace = Place & {
  readonly siteId: string
  readonly type: string
  readonly isActive: boolean
  readonly states: States
}
export type MachinePlace = Place & {
  readonly workCenterId: string
  readonly siteId: string
  readonly type: string
  readonly isActive: boolean
  readonly state: string
  readonly since: string | null
  readonly reason: string | null
}

/** How many machines are in which state. */
export type States = Readonly<Record<string, number>>

/** Every site by its code, with the states of its machines and the OEE of its last shift. */
export const sites = (db: Queries, page: Page): Promise<Paged<SitePlace>> =>
  pageOf(db, page, {
    select: sql`select t.id, t.code, t.name, t.timezone, t.country, t."isActive",
      (select count(*) from "WorkCenter" as w where w."siteId" = t.id)::int as "workCenters", ${statesOf(sql`w."siteId" = t.id`)} as states,
      ${lastOee(sql`w."siteId" = t.id`)} as "lastOee" from "Site" as t`,
    code: sql`t.code`,
    read: (row) => ({
      ...placeIn(row),
      country: row['country'] as string | null,
      isActive: row['isActive'] === true,
      workCenters: Number(row['workCenters']),
      states: statesIn(row),
    }),
  })

export const workCenters = (db: Queries, page: Page): Promise<Paged<CenterPlace>> =>
  pageOf(db, page, {
    select: sql`select c.id, c.code, c.name, t.timezone, c."siteId", c."workCenterType", c."isActive",
      ${statesOf(sql`w.id = c.id`)} as states, ${lastOee(sql`w.id = c.id`)} as "lastOee"
      from "WorkCenter" as c join "Site" as t on t.id = c."siteId"`,
    code: sql`c.code`,
    read: (row) => ({
      ...placeIn(row),
      siteId: row['siteId'] as string,
      type: row['workCenterType'] as string,
      isActive: row['isActive'] === true,
      states: statesIn(row),
    }),
  })

/** Every machine by its code, with its state, since when it has been in it, and the OEE of its last shift. */
export const equipment = (db: Queries, page: Page): Promise<Paged<MachinePlace>> =>
  pageOf(db, page, {
    select: sql`select e.id, e.code, e.name, t.timezone, e."workCenterId", w."siteId", e."equipmentType", e."isActive",
      coalesce(last.state, e."currentState") as state, last.reason, extract(epoch from (
        select coalesce((select b."endTime" from equipment_states as b where b."equipmentId" = e.id and b."timestamp" < last."timestamp"
            and (b.state <> last.state or b.reason is distinct from last.reason) order by b."timestamp" desc limit 1),
          (select min(b."timestamp") from equipment_states as b where b."equipmentId" = e.id))))::double precision as since,
      (select o.oee from oee_calculations as o where o."equipmentId" = e.id order by o."timestamp" desc limit 1) as "lastOee"
      from "Equipment" as e join "WorkCenter" as w on w.id = e."workCenterId" join "Site" as t on t.id = w."siteId"
      left join lateral (select s.state, s.reason, s."timestamp" from equipment_states as s
        where s."equipmentId" = e.id order by s."timestamp" desc limit 1) as last on true`,
    code: sql`e.code`,
    read: (row) => ({
      ...placeIn(row),
      workCenterId: row['workCenterId'] as string,
      siteId: row['siteId'] as string,
      type: row['equipmentType'] as string,
      isActive: row['isActive'] === true,
      state: row['state'] as string,
      reason: row['reason'] as string | null,
      since: row['since'] === null ? null : instantText(Number(row['since']), row['timezone'] as string),
    }),
  })

const statesOf = (where: Sql): Sql => sql`(select json_object_agg(known.state, known.n) from (
    select e."currentState" as state, count(*) as n from "Equipment" as e join "WorkCenter" as w on w.id = e."workCenterId"
    where ${where} group by 1) as known)`

/** Of the last shift that any of the machines has figures of, out of sums. */
const lastOee = (where: Sql): Sql => sql`(select sum(o."productiveTime") / nullif(sum(o."plannedTime"), 0)
    from oee_calculations as o join "Equipment" as e on e.id = o."equipmentId" join "WorkCenter" as w on w.id = e."workCenterId"
    where ${where} and o."timestamp" = (select max(l.last) from "Equipment" as e join "WorkCenter" as w on w.id = e."workCenterId"
      cross join lateral (select max(o."timestamp") as last from oee_calculations as o where o."equipmentId" = e.id) as l where ${where}))`

const placeIn = (row: Row): Place => ({
  id: row['id'] as string,
  code: row['code'] as string,
  name: row['name'] as string,
  timezone: row['timezone'] as string,
  lastOee: row['lastOee'] === null ? null : Number(row['lastOee']),
})

const statesIn = (row: Row): States =>
  typeof row['states'] === 'string'
    ? (JSON.parse(row['states']) as States)
    : Object.fromEntries(Object.entries((row['states'] ?? {}) as object).map(([name, n]) => [name, Number(n)]))

type Listing<T> = { readonly select: Sql; readonly code: Sql; readonly read: (row: Row) => T }

async function pageOf<T extends { readonly code: string }>(
  db: Queries,
  { limit, cursor }: Page,
  { select, code, read }: Listing<T>,
): Promise<Paged<T>> {
  const after = cursor === undefined ? sql`` : sql`where ${code} > ${String(placeOf(cursor, 1)[0])}`
  const rows = await db.all(sql`${select} ${after} order by ${code} limit ${limit + 1}`)
  const items = rows.slice(0, limit).map(read)
  return { items, next: rows.length > limit ? cursorOf([items.at(-1)?.code ?? '']) : null }
}
