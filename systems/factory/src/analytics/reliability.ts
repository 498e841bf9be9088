import { type Queries, type Row, type Sql, sql } from 'millwright'
import { isSetup } from '../move/oee-select.ts'
import { evaluate } from '../oee/evaluate.ts'
import { groupsOf } from './elements.ts'
import { instantText } from './instant-text.ts'
import { type Range, atSecond, boundsOf, shiftsIn, timesNear } from './range.ts'
import { machinesOf, type Scope } from './scope.ts'

export type Failure = {
  readonly equipmentId: string
  readonly start: string
  readonly end: string | null
  readonly reason: string
  readonly minutes: number
}

/** Times are minutes. */
export type Reliability = {
  readonly failures: number
  readonly operating: number
  readonly repair: number
  readonly mtbf: number | null
  readonly mttf: number | null
  readonly mttr: number | null
  readonly correctiveMaintenanceRatio: number | null
  readonly corrective: number
  readonly preventive: number
  readonly list: readonly Failure[]
}

export type Divisor = 'FE' | 'FE+1'

type Question = { readonly scope: Scope; readonly range: Range; readonly divisor?: Divisor }

/** How often machines failed, how long they ran in between, and how long it took to have them run again. */
export async function reliabilityOf(db: Queries, { scope, range, divisor = 'FE' }: Question): Promise<Reliability> {
  const machines = machinesOf(scope)
  const found = (await db.all(failuresIn(machines, range))).map((row) => failureIn(row, range.zone))
  const [group] = await groupsOf(db, machines, { range, period: 'all', member: 'all' })
  const maintenance = await maintainedIn(db, machines, range)
  const repair = found.reduce((sum, { minutes }) => sum + minutes, 0)
  const operating = (group?.sums.APT ?? 0) / 60
  const known = { APT: operating, TTR: repair, FED: found.length + (divisor === 'FE' ? 0 : 1), ...maintenance }
  return {
    failures: found.length,
    operating,
    repair,
    mtbf: evaluate('meanOperatingTimeBetweenFailures', known),
    mttf: evaluate('meanTimeToFailure', known),
    mttr: evaluate('meanTimeToRestoration', known),
    correctiveMaintenanceRatio: evaluate('correctiveMaintenanceRatio', known),
    corrective: maintenance.CMT,
    preventive: maintenance.PMT,
    list: found,
  }
}

/** A failure is what a change of shift has cut, joined again; it belongs to the shift in which it began. */
function failuresIn(machines: Sql, range: Range): Sql {
  return sql`select "equipmentId", min(starts)::double precision as starts, max(ends)::double precision as ends,
      min(reason) as reason, bool_or(is_open) as is_open, sum(ends - starts)::double precision / 60 as minutes
    from (select *, sum(is_new) over (partition by "equipmentId" order by starts) as nth from (
        select s."equipmentId", coalesce(s.reason, 'UNKNOWN') as reason, extract(epoch from s."startTime") as starts,
          extract(epoch from coalesce(s."endTime", greatest(now(), s."startTime"))) as ends, s."endTime" is null as is_open,
          coalesce(${shiftsIn(range)}, false) as is_asked,
          case when lag(s."endTime") over w = s."startTime" and lag(s.reason) over w is not distinct from s.reason then 0 else 1 end as is_new
        from equipment_states as s left join "ShiftInstance" as i on i.id = s."shiftInstanceId"
        where s."equipmentId" in (select id from (${machines}) as m) and s.state = 'DOWN' and not coalesce(s.${sql.raw(isSetup)}, false)
          and ${timesNear(sql`s."timestamp"`, range)}
        window w as (partition by s."equipmentId" order by s."startTime")) as downs) as islands
    group by "equipmentId", nth having (array_agg(is_asked order by starts))[1] order by 2, 1`
}

function failureIn(row: Row, zone: string): Failure {
  const end = row['is_open'] === true ? null : instantText(Number(row['ends']), zone)
  return {
    equipmentId: row['equipmentId'] as string,
    start: instantText(Number(row['starts']), zone),
    end,
    reason: row['reason'] as string,
    minutes: Number(row['minutes']),
  }
}

async function maintainedIn(
  db: Queries,
  machines: Sql,
  range: Range,
): Promise<{ readonly CMT: number; readonly PMT: number }> {
  const { from, to } = boundsOf(range)
  const sum = (types: string): Sql =>
    sql`coalesce(sum("durationMinutes") filter (where "eventType" in (${sql.raw(types)})), 0)::double precision`
  const row =
    await db.get(sql`select ${sum(`'BREAKDOWN'`)} as cmt, ${sum(`'PREVENTIVE', 'PREDICTIVE'`)} as pmt from "MaintenanceEvent"
    where "equipmentId" in (select id from (${machines}) as m) and "startTime" >= ${atSecond(from)} and "startTime" < ${atSecond(to)}`)
  return { CMT: Number(row?.['cmt'] ?? 0), PMT: Number(row?.['pmt'] ?? 0) }
}
