import { type MoveBuilder, sql, type Sql } from 'millwright'
import type { Facts } from './facts.ts'

/** What must hold of the new database, asked in its own words and never by the code that wrote it. */
export function checkMove(m: MoveBuilder, { profile }: Pick<Facts, 'profile'>): void {
  for (const [name, query] of Object.entries(rules)) m.check(undefined, m.zero(name, sql.raw(query)))
  // Figures that a simplified database brings along stand as they were; its states are coarser, and the difference is told.
  const level = profile === 'factory-7' ? 'info' : 'error'
  const name = 'V9: the figures are those of states and counts, availability cancelled'
  m.check(undefined, m.same(name, recomputed, { level }))
}

const ordered = `select *, lag("endTime") over w as before, lead("startTime") over w as after
  from equipment_states window w as (partition by "equipmentId" order by "startTime")`

const series = ['equipment_states', 'production_counts', 'quality_events', 'oee_calculations']

/** What refers to what, in words of our own: the foreign keys of the schema are not asked. */
const references: readonly (readonly [string, string, string])[] = [
  ['WorkCenter', 'siteId', 'Site'],
  ['Equipment', 'workCenterId', 'WorkCenter'],
  ['Shift', 'siteId', 'Site'],
  ['ShiftInstance', 'shiftId', 'Shift'],
  ['User', 'siteId', 'Site'],
  ['Session', 'userId', 'User'],
  ['MaintenanceEvent', 'equipmentId', 'Equipment'],
  ...series.map((table) => [table, 'equipmentId', 'Equipment'] as const),
  ...series.map((table) => [table, 'shiftInstanceId', 'ShiftInstance'] as const),
  ['production_counts', 'productId', 'Product'],
  ['quality_events', 'productId', 'Product'],
]

const rules: Readonly<Record<string, string>> = {
  'V3: the states of a machine fill its time': `select "equipmentId" from equipment_states group by "equipmentId"
    having sum("durationSeconds") <> extract(epoch from max("endTime") - min("startTime"))`,
  'V4: no gap and no overlap': `select id from (${ordered}) as states where before <> "startTime"`,
  'V4: only a last row is open': `select id from (${ordered}) as states where "endTime" is null and after is not null`,
  'V5: every state lasts as long as it says': `select id from equipment_states
    where "durationSeconds" <= 0 or "durationSeconds" <> extract(epoch from "endTime" - "startTime")`,
  'V6: every state stays in one shift': `select s.id from equipment_states as s join "ShiftInstance" as i on i.id = s."shiftInstanceId"
    where s."startTime" < i."actualStartTime" or s."endTime" > i."actualEndTime"`,
  'V7: every shift has its real minutes': `select id from "ShiftInstance"
    where "plannedMinutes" * 60 <> extract(epoch from "actualEndTime" - "actualStartTime")`,
  'V10: the losses fill the planned time': `select id from oee_calculations
    where abs("plannedTime" - "productiveTime" - "breakdownLoss" - "setupLoss" - "minorStopLoss" - "idleLoss"
      - "speedLoss" - "defectLoss" - "reworkLoss") > 1e-6`,
  'V14: nothing fell beside the partitions': `select tableoid::regclass::text, count(*) from equipment_states
    where tableoid::regclass::text like '%\\_rest' group by 1
    union all select tableoid::regclass::text, count(*) from production_counts where tableoid::regclass::text like '%\\_rest' group by 1
    union all select tableoid::regclass::text, count(*) from quality_events where tableoid::regclass::text like '%\\_rest' group by 1
    union all select tableoid::regclass::text, count(*) from oee_calculations where tableoid::regclass::text like '%\\_rest' group by 1`,
  'V16: no gap of more than a minute': `select id from (${ordered}) as states where "startTime" - before > interval '1 minute'`,
  'V17: everything refers to something': references
    .map(
      ([table, column, target]) => `select '${table}.${column}' as place, "${column}" as id from "${table}" as r
        where "${column}" is not null and not exists (select from "${target}" as t where t.id = r."${column}")`,
    )
    .join(' union all '),
  'every count has its shift': `select id from production_counts where "shiftInstanceId" is null`,
}

/** Identity 1 from the rows themselves: ideal time of good items by planned time, where something ran and was made. */
const recomputed: { readonly left: Sql; readonly right: Sql } = {
  left: sql.raw(`select o."equipmentId", o."shiftInstanceId", round(o.oee::numeric, 9) as oee from oee_calculations as o
    where o."operatingTime" > 0 and o."totalProduced" > 0`),
  right: sql.raw(`select t."equipmentId", t."shiftInstanceId", round((c.good_time / t.planned)::numeric, 9) as oee
    from (select s."equipmentId", s."shiftInstanceId",
        sum(extract(epoch from coalesce(s."endTime", i."actualEndTime") - s."startTime")) filter (where state <> 'PLANNED_STOP')::double precision as planned,
        sum(extract(epoch from coalesce(s."endTime", i."actualEndTime") - s."startTime")) filter (where state = 'PRODUCING') as ran
      from equipment_states as s join "ShiftInstance" as i on i.id = s."shiftInstanceId" group by 1, 2) as t
    join (select c."equipmentId", c."shiftInstanceId", sum("totalCount") as made,
        sum("goodCount" * coalesce(p."standardCycleTime", e."theoreticalCycleTime", 3600 / e."nominalSpeed")) as good_time
      from production_counts as c join "Equipment" as e on e.id = c."equipmentId" left join "Product" as p on p.id = c."productId"
      group by 1, 2) as c using ("equipmentId", "shiftInstanceId")
    where t.ran > 0 and c.made > 0 and c.good_time is not null and t.planned > 0`),
}
