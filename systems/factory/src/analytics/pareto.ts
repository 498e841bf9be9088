import { type Queries, type Sql, sql } from 'millwright'
import { instantText } from './instant-text.ts'
import { type Range, shiftsIn, timesNear } from './range.ts'
import { machinesOf, type Scope } from './scope.ts'

/** A row of a Pareto chart: what it counts, its share of all, and the share of it and all rows before it. */
type Bar = { readonly share: number; readonly cumulative: number; readonly vital: boolean }

export type DowntimeBar = {
  readonly reason: string
  readonly state: string
  readonly minutes: number
  readonly count: number
} & Bar

export type QualityBar = {
  readonly name: string
  readonly quantity: number
  readonly events: number
  /** Defective items in a million produced ones. */
  readonly ppm: number | null
} & Bar

/** One stop: when it began and ended, in a shift. */
export type Stop = {
  readonly id: string
  readonly code: string
  readonly start: string
  readonly end: string | null
  readonly minutes: number
}

type Question = { readonly scope: Scope; readonly range: Range }

/** The vital few are the rows that together make this share, and the one that passes it. */
const vitalShare = 0.8

/** Stops by reason; planned ones only where they are asked for. A stop that goes through a change of shift counts in both. */
export async function downtimePareto(
  db: Queries,
  { scope, range, by, planned }: Question & { readonly by: 'minutes' | 'count'; readonly planned: boolean },
): Promise<readonly DowntimeBar[]> {
  const states = planned ? sql`'DOWN', 'PLANNED_STOP'` : sql`'DOWN'`
  const rows = await db.all(sql`select ${reason} as reason, s.state, count(*)::double precision as count,
      sum(${seconds})::double precision / 60 as minutes
    from ${stopped} where ${stoodIn({ scope, range })} and s.state in (${states}) group by 1, 2`)
  const bars = rows.map((row) => ({
    reason: row['reason'] as string,
    state: row['state'] as string,
    minutes: Number(row['minutes']),
    count: Number(row['count']),
  }))
  return ranked(bars, by === 'minutes' ? ({ minutes }) => minutes : ({ count }) => count, ({ reason }) => reason)
}

const reason = sql.raw(`coalesce(s.reason, 'UNKNOWN')`)

const seconds = sql.raw(`extract(epoch from coalesce(s."endTime", least(now(), i."actualEndTime")) - s."startTime")`)

const stopped = sql.raw(`equipment_states as s join "ShiftInstance" as i on i.id = s."shiftInstanceId"`)

const stoodIn = ({ scope, range }: Question): Sql =>
  sql`s."equipmentId" in (select id from (${machinesOf(scope)}) as m) and ${shiftsIn(range)} and ${timesNear(sql`s."timestamp"`, range)}`

type StopQuestion = Question & { readonly reason: string; readonly limit: number; readonly offset: number }

/** The stops behind a bar of the Pareto chart, the latest first: as many and as long as it says. */
export async function stopsOf(
  db: Queries,
  { reason: asked, limit, offset, ...question }: StopQuestion,
): Promise<{ readonly total: number; readonly rows: readonly Stop[] }> {
  const { zone } = question.range
  const found = sql`${stopped} join "Equipment" as e on e.id = s."equipmentId"
    where ${stoodIn(question)} and s.state in ('DOWN', 'PLANNED_STOP') and ${reason} = ${asked}`
  const all = await db.get(sql`select count(*)::double precision as n from ${found}`)
  const rows = await db.all(sql`select e.id, e.code, extract(epoch from s."startTime")::double precision as starts,
      extract(epoch from s."endTime")::double precision as ends, ${seconds}::double precision / 60 as minutes
    from ${found} order by s."startTime" desc, e.code limit ${limit} offset ${offset}`)
  return {
    total: Number(all?.['n']),
    rows: rows.map((row) => ({
      id: row['id'] as string,
      code: row['code'] as string,
      start: instantText(Number(row['starts']), zone),
      end: row['ends'] === null ? null : instantText(Number(row['ends']), zone),
      minutes: Number(row['minutes']),
    })),
  }
}

export type QualityPareto = {
  readonly bars: readonly QualityBar[]
  readonly produced: number
  /** Of the products that were made, weighted by their numbers; null where none has a target. */
  readonly targetPpm: number | null
}

/** Defects by their code, their category or their severity. */
export async function qualityPareto(
  db: Queries,
  { scope, range, by }: Question & { readonly by: 'code' | 'category' | 'severity' },
): Promise<QualityPareto> {
  const machines = machinesOf(scope)
  const made = await db.get(sql`select coalesce(sum(c."totalCount"), 0)::double precision as produced,
      (sum(c."totalCount" * p."targetPPM") / nullif(sum(c."totalCount") filter (where p."targetPPM" is not null), 0))::double precision as target
    from production_counts as c join "ShiftInstance" as i on i.id = c."shiftInstanceId" left join "Product" as p on p.id = c."productId"
    where ${within('c', machines, range)}`)
  const rows =
    await db.all(sql`select coalesce(${column[by]}, 'UNKNOWN') as name, sum(q.quantity)::double precision as quantity, count(*)::double precision as events
    from quality_events as q join "ShiftInstance" as i on i.id = q."shiftInstanceId" where ${within('q', machines, range)} group by 1`)
  const produced = Number(made?.['produced'] ?? 0)
  const bars = rows.map((row) => {
    const quantity = Number(row['quantity'])
    return {
      name: row['name'] as string,
      quantity,
      events: Number(row['events']),
      ppm: produced === 0 ? null : (quantity / produced) * 1e6,
    }
  })
  const target = made?.['target'] ?? null
  return {
    bars: ranked(
      bars,
      ({ quantity }) => quantity,
      ({ name }) => name,
    ),
    produced,
    targetPpm: target === null ? null : Number(target),
  }
}

const column = { code: sql`q."defectCode"`, category: sql`q."defectCategory"`, severity: sql`q.severity` } as const

const within = (table: 'c' | 'q', machines: Sql, range: Range): Sql =>
  sql`${sql.id(table, 'equipmentId')} in (select id from (${machines}) as m) and ${shiftsIn(range)} and ${timesNear(sql.id(table, 'timestamp'), range)}`

function ranked<T>(bars: readonly T[], size: (bar: T) => number, name: (bar: T) => string): readonly (T & Bar)[] {
  const all = bars.reduce((sum, bar) => sum + size(bar), 0)
  let before = 0
  return bars
    .toSorted((a, b) => size(b) - size(a) || (name(a) < name(b) ? -1 : 1))
    .map((bar) => {
      const vital = before < vitalShare * all
      before += size(bar)
      return { ...bar, share: all === 0 ? 0 : size(bar) / all, cumulative: all === 0 ? 0 : before / all, vital }
    })
}
