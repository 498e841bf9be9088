import { type Queries, type Row, type Sql, sql } from 'millwright'
import { cycle, isSetup } from '../move/oee-select.ts'
import { type Range, shiftsIn, timesNear } from './range.ts'

/** How sums are grouped: by the time in which they were, and by the machine or work centre that they are of. */
export type Grouping = {
  readonly period: 'shift' | 'day' | 'week' | 'all'
  readonly member: 'equipment' | 'work-center' | 'all'
  readonly breaks?: Breaks
}

/**
 * With `deduct` a break that a shift has and nobody recorded is no planned time either: its minutes are taken out of idle
 * time, and never more of them than a machine was idle.
 */
export type Breaks = 'recorded' | 'deduct'

/** The elements of many machines and shifts, summed. Times are seconds; ideal times are null where no cycle time is known. */
export type Sums = {
  readonly POT: number
  readonly PDOT: number
  readonly PBT: number
  readonly APT: number
  readonly AUST: number
  readonly BDT: number
  readonly MST: number
  readonly IDT: number
  readonly CAL: number
  readonly PQ: number
  readonly GQ: number
  readonly RQ: number
  readonly netOperating: number | null
  readonly productive: number | null
  readonly reworkIdeal: number | null
}

/** One group: its sums, and what should be known of the data behind them. */
export type Group = {
  readonly period: string
  readonly member: string
  readonly label: string
  /** Epoch seconds from the first shift to the end of the last one. */
  readonly start: number
  readonly end: number
  readonly sums: Sums
  readonly avgOee: number | null
  readonly quality: DataQuality
}

/** What a reader should know before he trusts figures. */
export type DataQuality = {
  readonly noDataSeconds: number
  /** Shifts in which a machine ran and nothing was counted. */
  readonly missingCounts: number
  /** Shifts in which something was counted and the machine did not run, or was not planned to. */
  readonly countsWithoutRun: number
  readonly producedWithoutPlan: number
  readonly withoutCycle: number
  readonly withoutPlan: number
  readonly provisional: number
}

const lasts = sql.raw(
  `extract(epoch from coalesce(s."endTime", greatest(s."startTime", least(now(), i."actualEndTime"))) - s."startTime")`,
)

const secondsWhere = (condition: string): Sql =>
  sql`coalesce(sum(${lasts}) filter (where ${sql.raw(condition)}), 0)::double precision`

/** A shift that is not over is as long as it has lasted. */
const until = sql.raw(`least(now(), coalesce(i."actualEndTime", now()))`)

/** What overlapping shifts share belongs to the one that began earlier. */
const ownStart =
  sql.raw(`greatest(i."actualStartTime", (select max(b."actualEndTime") from "ShiftInstance" as b join "Shift" as other on other.id = b."shiftId"
  where other."siteId" = h."siteId" and b."actualStartTime" < i."actualStartTime" and b."actualEndTime" > i."actualStartTime"))`)

/** From one noon to the next: the length of a calendar day, taken where no clock is ever changed. */
const dayLength = sql.raw(`extract(epoch from
    (i."shiftDate" + 1 + time '12:00') at time zone m.timezone - (i."shiftDate" + time '12:00') at time zone m.timezone)`)

/** Every machine and shift of a range with its elements: times out of the states, the rest as it was calculated, or out of the counts. */
function elementsOf(machines: Sql, range: Range, breaks: Breaks): Sql {
  return sql`select t."equipmentId", t."shiftInstanceId", t.apt, t.aust, t.bdt, t.mst, t.no_data,
      t.pdot + ${unrecorded[breaks]} as pdot, t.idt - ${unrecorded[breaks]} as idt, i."shiftDate", i."actualStartTime" as starts, ${until} as ends, h."shiftCode", m."workCenterId",
      greatest(extract(epoch from ${until} - ${ownStart}), 0)::double precision as pot,
      (${dayLength} / count(*) over (partition by t."equipmentId", i."shiftDate"))::double precision as day_part,
      i."actualEndTime" is null or i."actualEndTime" > now() as is_provisional, m.cycle, o.oee as stored_oee,
      coalesce(o."totalProduced", c.pq, 0)::double precision as pq, coalesce(o."goodProduced", c.gq, 0)::double precision as gq,
      coalesce(o."reworkCount", least(q.rq, c.pq - c.gq), 0)::double precision as rq,
      coalesce(o."netOperatingTime" * 60, c.net, 0) as net, coalesce(o."productiveTime" * 60, c.good_time, 0) as good_time,
      o."reworkLoss" * 60 as rework_ideal
    from (${timesOf(machines, range)}) as t
      join (${machines}) as m on m.id = t."equipmentId"
      join "ShiftInstance" as i on i.id = t."shiftInstanceId"
      join "Shift" as h on h.id = i."shiftId"
      left join oee_calculations as o on o."timestamp" = i."actualStartTime" and o."equipmentId" = t."equipmentId"
        and o."shiftInstanceId" = t."shiftInstanceId"
      left join lateral (${countedIn}) as c on true
      left join lateral (${reworkedIn}) as q on true`
}

const unrecorded: Readonly<Record<Breaks, Sql>> = {
  recorded: sql`0`,
  deduct: sql`least(t.idt, greatest(0, i."breakMinutes" * 60 - t.rested))`,
}

function timesOf(machines: Sql, range: Range): Sql {
  return sql`select s."equipmentId", s."shiftInstanceId",
      ${secondsWhere(`state = 'PLANNED_STOP' and reason like '%BREAK%'`)} as rested,
      ${secondsWhere(`state = 'PLANNED_STOP'`)} as pdot, ${secondsWhere(`state = 'PRODUCING'`)} as apt,
      ${secondsWhere(`state = 'DOWN' and ${isSetup}`)} as aust, ${secondsWhere(`state = 'DOWN' and not ${isSetup}`)} as bdt,
      ${secondsWhere(`"stateCategory" = 'PERFORMANCE_LOSS'`)} as mst,
      ${secondsWhere(`state = 'IDLE' and "stateCategory" = 'AVAILABILITY_LOSS'`)} as idt, ${secondsWhere(`reason = 'NO_DATA'`)} as no_data
    from equipment_states as s join "ShiftInstance" as i on i.id = s."shiftInstanceId"
    where s."equipmentId" in (select id from (${machines}) as known) and ${shiftsIn(range)} and ${timesNear(sql`s."timestamp"`, range)}
    group by s."equipmentId", s."shiftInstanceId"`
}

// Of a shift with stored figures nothing is counted again.
const countedIn = sql.raw(`select sum(c."totalCount") as pq, sum(c."goodCount") as gq,
    sum(${cycle} * c."totalCount") as net, sum(${cycle} * c."goodCount") as good_time
  from production_counts as c join "Equipment" as e on e.id = c."equipmentId" left join "Product" as p on p.id = c."productId"
  where o.id is null and c."equipmentId" = t."equipmentId" and c."shiftInstanceId" = t."shiftInstanceId"
    and c."timestamp" >= i."actualStartTime" and c."timestamp" < coalesce(i."actualEndTime", now())`)

const reworkedIn = sql.raw(`select sum(quantity) as rq from quality_events as r
  where o.id is null and r."equipmentId" = t."equipmentId" and r."shiftInstanceId" = t."shiftInstanceId" and "eventType" = 'REWORK'
    and r."timestamp" >= i."actualStartTime" and r."timestamp" < coalesce(i."actualEndTime", now())`)

const periods: Readonly<Record<Grouping['period'], string>> = {
  shift: `starts::text || ' ' || "shiftCode"`,
  day: `"shiftDate"::text`,
  week: `date_trunc('week', "shiftDate"::timestamp)::date::text`,
  all: `''`,
}

const members: Readonly<Record<Grouping['member'], string>> = {
  equipment: `"equipmentId"`,
  'work-center': `"workCenterId"`,
  all: `''`,
}

/** Only what can be measured by a plan and a cycle time goes into sums with others. */
const isMeasured = `(cycle is not null or net > 0) and pot > pdot`

/** The sums of a range, group by group, by time. @param machines rows as `machinesOf` gives them */
export async function groupsOf(
  db: Queries,
  machines: Sql,
  { range, period, member, breaks = 'recorded' }: Grouping & { readonly range: Range },
): Promise<readonly Group[]> {
  const calendar = period === 'shift' ? 'pot' : 'day_part'
  const rows =
    await db.all(sql`select ${sql.raw(`${periods[period]} as period, ${members[member]} as member, ${isMeasured} as measured,
      min("shiftDate")::text || case when count(distinct starts) = 1 then ' ' || min("shiftCode") else '' end as label,
      extract(epoch from min(starts))::double precision as starts, extract(epoch from max(ends))::double precision as ends,
      sum(pot) as "POT", sum(pdot) as "PDOT", sum(apt) as "APT", sum(aust) as "AUST", sum(bdt) as "BDT", sum(mst) as "MST", sum(idt) as "IDT",
      sum(${calendar}) as "CAL", sum(pq) as "PQ", sum(gq) as "GQ", sum(rq) as "RQ", sum(net) as net, sum(good_time) as good_time,
      sum(coalesce(rework_ideal, net / nullif(pq, 0) * rq, 0)) as rework_ideal, avg(stored_oee) as mean,
      sum(no_data) as no_data, count(*) filter (where apt > 0 and pq = 0)::int as uncounted,
      count(*) filter (where apt = 0 and pq > 0)::int as "notRunning", count(*) filter (where pot = pdot and pq > 0)::int as unplanned,
      count(*) filter (where cycle is null and net = 0)::int as "noCycle", count(*) filter (where pot = pdot)::int as "noPlan",
      count(*) filter (where is_provisional)::int as provisional`)}
    from (${elementsOf(machines, range, breaks)}) as known group by 1, 2, 3 order by 1, 2, 3 desc`)
  return merged(rows.map(partIn))
}

type Part = Group & { readonly isMeasured: boolean }

const number = (row: Row, name: string): number => Number(row[name] ?? 0)

function partIn(row: Row): Part {
  const measured = row['measured'] === true
  return {
    isMeasured: measured,
    period: row['period'] as string,
    member: row['member'] as string,
    label: row['label'] as string,
    start: number(row, 'starts'),
    end: number(row, 'ends'),
    sums: sumsIn(row, measured),
    avgOee: row['mean'] === null ? null : number(row, 'mean'),
    quality: {
      noDataSeconds: number(row, 'no_data'),
      missingCounts: number(row, 'uncounted'),
      countsWithoutRun: number(row, 'notRunning'),
      producedWithoutPlan: number(row, 'unplanned'),
      withoutCycle: number(row, 'noCycle'),
      withoutPlan: number(row, 'noPlan'),
      provisional: number(row, 'provisional'),
    },
  }
}

function sumsIn(row: Row, measured: boolean): Sums {
  const names = ['POT', 'PDOT', 'APT', 'AUST', 'BDT', 'MST', 'IDT', 'CAL', 'PQ', 'GQ', 'RQ'] as const
  const sums = Object.fromEntries(names.map((name) => [name, number(row, name)])) as Readonly<
    Record<(typeof names)[number], number>
  >
  const ideal = (name: string): number | null => (measured ? number(row, name) : null)
  return {
    ...sums,
    PBT: sums.POT - sums.PDOT,
    netOperating: ideal('net'),
    productive: ideal('good_time'),
    reworkIdeal: ideal('rework_ideal'),
  }
}

/** The measured part of a group stands for it; of the other one only what is wrong with it is told. */
function merged(parts: readonly Part[]): readonly Group[] {
  const groups: Group[] = []
  for (const { isMeasured: _, ...group } of parts) {
    const before = groups.at(-1)
    if (before?.period !== group.period || before.member !== group.member) groups.push(group)
    else groups[groups.length - 1] = { ...before, quality: addQuality(before.quality, group.quality) }
  }
  return groups
}

export const addQuality = (a: DataQuality, b: DataQuality): DataQuality =>
  Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, value + b[name as keyof DataQuality]]),
  ) as DataQuality

export const cleanQuality: DataQuality = {
  noDataSeconds: 0,
  missingCounts: 0,
  countsWithoutRun: 0,
  producedWithoutPlan: 0,
  withoutCycle: 0,
  withoutPlan: 0,
  provisional: 0,
}
