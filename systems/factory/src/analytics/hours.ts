import { type Queries, type Row, type Sql, sql } from 'millwright'
import { cycle, isSetup } from '../move/oee-select.ts'
import { cleanQuality, type Group } from './elements.ts'
import { atSecond, boundsOf, ofShift, type Range } from './range.ts'

/** The hours of a range, where an hour begins as the clocks of the site show it. A state counts for each hour with its part of it. */
export async function hoursOf(db: Queries, machines: Sql, range: Range): Promise<readonly Group[]> {
  const { from, to } = boundsOf(range)
  const within = (table: 'c' | 'r'): Sql => {
    const at = sql.id(table, 'timestamp')
    return sql`${at} >= ${atSecond(from)} and ${at} < ${atSecond(to)} ${ofShift(sql.id(table, 'shiftInstanceId'), range)}`
  }
  const rows =
    await db.all(sql`select extract(epoch from t.hour)::double precision as starts, t.*, c.pq, c.gq, c.net, c.good_time, q.rq
    from (${timesByHour(machines, range)}) as t
    left join (select ${hourOf('c')} as hour, sum("totalCount") as pq, sum("goodCount") as gq,
        sum(${sql.raw(cycle)} * "totalCount") as net, sum(${sql.raw(cycle)} * "goodCount") as good_time
      from production_counts as c join (${machines}) as m on m.id = c."equipmentId" join "Equipment" as e on e.id = m.id
        left join "Product" as p on p.id = c."productId" where ${within('c')} group by 1) as c on c.hour = t.hour
    left join (select ${hourOf('r')} as hour, sum(quantity) as rq from quality_events as r join (${machines}) as m on m.id = r."equipmentId"
      where "eventType" = 'REWORK' and ${within('r')} group by 1) as q on q.hour = t.hour
    order by t.hour`)
  return rows.map(groupIn)
}

const hourOf = (table: string): Sql => sql.raw(`date_trunc('hour', ${table}."timestamp", m.timezone)`)

function timesByHour(machines: Sql, range: Range): Sql {
  const bounds = boundsOf(range)
  const [from, to] = [atSecond(bounds.from), atSecond(bounds.to)]
  const part = (condition: string): Sql =>
    sql`coalesce(sum(lasts) filter (where ${sql.raw(condition)}), 0)::double precision`
  return sql`select hour, sum(lasts)::double precision as pot, ${part(`state = 'PLANNED_STOP'`)} as pdot, ${part(`state = 'PRODUCING'`)} as apt,
      ${part(`state = 'DOWN' and ${isSetup}`)} as aust, ${part(`state = 'DOWN' and not ${isSetup}`)} as bdt,
      ${part(`"stateCategory" = 'PERFORMANCE_LOSS'`)} as mst, ${part(`state = 'IDLE' and "stateCategory" = 'AVAILABILITY_LOSS'`)} as idt,
      ${part(`reason = 'NO_DATA'`)} as no_data, bool_or("endTime" is null) as is_open, bool_and(cycle is not null) as has_cycle
    from (select h as hour, s.state, s."stateCategory", s.reason, s."endTime", m.cycle,
        extract(epoch from least(coalesce(s."endTime", now()), h + interval '1 hour', ${to}) - greatest(s."startTime", h, ${from})) as lasts
      from equipment_states as s join (${machines}) as m on m.id = s."equipmentId"
        cross join lateral generate_series(date_trunc('hour', greatest(s."startTime", ${from}), m.timezone),
          least(coalesce(s."endTime", now()), ${to}) - interval '1 microsecond', interval '1 hour') as h
      where s."timestamp" < ${to} and s."timestamp" >= ${sinceState(sql`m.id`, from)} and coalesce(s."endTime", now()) > ${from}
        ${ofShift(sql`s."shiftInstanceId"`, range)}) as pieces
    group by hour`
}

/** When the state began that a machine was in at an instant: states follow each other, so none before it matters. */
export const sinceState = (machine: Sql, at: Sql): Sql =>
  sql`coalesce((select max(b."timestamp") from equipment_states as b where b."equipmentId" = ${machine} and b."timestamp" <= ${at}), ${at})`

const number = (row: Row, name: string): number => Number(row[name] ?? 0)

function groupIn(row: Row): Group {
  const [PQ, GQ] = [number(row, 'pq'), number(row, 'gq')]
  const RQ = Math.min(number(row, 'rq'), PQ - GQ)
  const hasCycle = row['has_cycle'] === true
  const ideal = (value: number): number | null => (hasCycle ? value : null)
  const [POT, PDOT, start] = [number(row, 'pot'), number(row, 'pdot'), number(row, 'starts')]
  const times = { APT: number(row, 'apt'), AUST: number(row, 'aust'), BDT: number(row, 'bdt') }
  return {
    period: String(start),
    member: '',
    label: '',
    start,
    end: start + 3_600,
    sums: {
      POT,
      PDOT,
      PBT: POT - PDOT,
      CAL: POT,
      ...times,
      MST: number(row, 'mst'),
      IDT: number(row, 'idt'),
      PQ,
      GQ,
      RQ,
      netOperating: ideal(number(row, 'net')),
      productive: ideal(number(row, 'good_time')),
      reworkIdeal: ideal(PQ === 0 ? 0 : (number(row, 'net') / PQ) * RQ),
    },
    avgOee: null,
    quality: {
      ...cleanQuality,
      noDataSeconds: number(row, 'no_data'),
      provisional: row['is_open'] === true ? 1 : 0,
      withoutCycle: hasCycle ? 0 : 1,
    },
  }
}
