import { type Sql, sql } from 'millwright'
import { type Columns, formulaSql } from '../oee/expression-sql.ts'
import type { Formula } from '../oee/formulas.ts'

/** Reasons of a stop that is set-up, and no breakdown. */
const setupReasons = ['SETUP', 'CHANGEOVER'] as const

const seconds = (condition: string): string => `coalesce(sum(lasts) filter (where ${condition}), 0)::double precision`

/** Whether a stop is set-up, by its reason. */
export const isSetup = `reason in (${setupReasons.map((reason) => `'${reason}'`).join(', ')})`

/** An instant that is not over yet ends with its shift. */
const states = `select s."equipmentId", s."shiftInstanceId", state, "stateCategory", reason,
    extract(epoch from coalesce(s."endTime", i."actualEndTime") - s."startTime") as lasts
  from equipment_states as s join "ShiftInstance" as i on i.id = s."shiftInstanceId"`

// What overlapping shifts share belongs to the one that began earlier, so a shift has the time that its states fill.
const times = `select "equipmentId", "shiftInstanceId", sum(lasts)::double precision as pot,
    ${seconds(`state = 'PLANNED_STOP'`)} as pdot,
    ${seconds(`state = 'PRODUCING'`)} as apt,
    ${seconds(`state = 'DOWN' and ${isSetup}`)} as aust,
    ${seconds(`state = 'DOWN' and not ${isSetup}`)} as bdt,
    ${seconds(`state = 'IDLE' and "stateCategory" = 'PERFORMANCE_LOSS'`)} as mst,
    ${seconds(`state = 'IDLE' and "stateCategory" = 'AVAILABILITY_LOSS'`)} as idt
  from (${states}) as known group by "equipmentId", "shiftInstanceId"`

/** Seconds that an item ideally takes: what its product says, else its machine, else the machine's speed. */
export const cycle = `coalesce(p."standardCycleTime", e."theoreticalCycleTime", 3600 / e."nominalSpeed")`

const made = `select c."equipmentId", c."shiftInstanceId", sum("totalCount")::double precision as pq, sum("goodCount")::double precision as gq,
    sum(${cycle} * "totalCount") as net, sum(${cycle} * "goodCount") as good_time
  from production_counts as c join "Equipment" as e on e.id = c."equipmentId" left join "Product" as p on p.id = c."productId"
  where c."shiftInstanceId" is not null group by c."equipmentId", c."shiftInstanceId"`

const reworked = `select "equipmentId", "shiftInstanceId", sum(quantity)::double precision as rq
  from quality_events where "eventType" = 'REWORK' and "shiftInstanceId" is not null group by "equipmentId", "shiftInstanceId"`

/** Every machine and shift with the elements of its figures, in seconds. */
const known = `select t.*, i."actualStartTime" as starts,
    coalesce(m.pq, 0) as pq, coalesce(m.gq, 0) as gq, coalesce(m.net, 0) as net, coalesce(m.good_time, 0) as good_time,
    least(coalesce(r.rq, 0), coalesce(m.pq, 0) - coalesce(m.gq, 0)) as rq, coalesce(e."theoreticalCycleTime", 3600 / e."nominalSpeed",
      case when m.net is not null then m.net / nullif(m.pq, 0) end) as pri
  from (${times}) as t
    join "ShiftInstance" as i on i.id = t."shiftInstanceId"
    join "Equipment" as e on e.id = t."equipmentId"
    left join (${made}) as m using ("equipmentId", "shiftInstanceId")
    left join (${reworked}) as r using ("equipmentId", "shiftInstanceId")`

const columns: Columns = {
  POT: sql`pot`,
  PDOT: sql`pdot`,
  APT: sql`apt`,
  AUST: sql`aust`,
  MST: sql`mst`,
  PQ: sql`pq`,
  GQ: sql`gq`,
  RQ: sql`rq`,
  PRI: sql`pri`,
  CAL: sql`pot`,
  netOperating: sql`net`,
  productive: sql`good_time`,
}

const of = (formula: Formula): Sql => formulaSql(formula, columns)

const minutes = (part: Sql): Sql => sql`(${part}) / 60`

/** A quotient by nothing is stored as 0: the table keeps a row for a shift in which nothing ran or nothing was made. */
const orZero = (formula: Formula): Sql => sql`coalesce(${of(formula)}, 0)`

/**
 * The figures of every machine and shift, in one statement. Without planned time there is nothing to be measured by, and
 * without an ideal cycle time nothing to measure with: then there is no row.
 */
export const oeeRows: Sql = sql`select 'oe_' || factory_base32(digest) as id, starts as "timestamp",
    "equipmentId", "shiftInstanceId", ${minutes(of('PBT'))} as "plannedTime", ${minutes(of('available'))} as "availableTime",
    apt / 60 as "operatingTime", net / 60 as "netOperatingTime", good_time / 60 as "productiveTime",
    ${orZero('availability')} as availability, ${orZero('effectiveness')} as performance, ${orZero('qualityRatio')} as quality,
    ${of('oee')} as oee, ${of('teep')} as teep, pq::integer as "totalProduced", gq::integer as "goodProduced",
    (pq - gq)::integer as "defectCount", rq::integer as "reworkCount", bdt / 60 as "breakdownLoss", aust / 60 as "setupLoss",
    mst / 60 as "minorStopLoss", idt / 60 as "idleLoss", ${minutes(of('speedLoss'))} as "speedLoss",
    ${minutes(of('defectLoss'))} as "defectLoss", ${minutes(of('reworkLoss'))} as "reworkLoss", now() as "calculatedAt"
  from (${sql.raw(known)}) as known
    cross join lateral (select sha256(convert_to("equipmentId" || '|' || "shiftInstanceId", 'UTF8')) as digest offset 0) as named
  where ${of('PBT')} > 0 and pri is not null`
