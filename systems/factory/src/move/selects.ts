import { type Sql, sql } from 'millwright'
import type { Window } from '../states/model.ts'

/** A time without a zone as the time with one that it means: all of them are UTC. */
const utc = (column: string): string => `(${column})::text || '+00'`

const stamps = (table: string): string =>
  `${utc(`${table}."createdAt"`)} as "createdAt", ${utc(`${table}."updatedAt"`)} as "updatedAt"`

const milliseconds = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`

/** Where a work unit stands, or its cell does. */
const placed = `"WorkUnit" as unit
  left join "Cell" as cell on cell.id = unit."cellId"
  left join "Line" as line on line.id = coalesce(unit."lineId", cell."lineId")
  left join "Area" as area on area.id = line."areaId"
  left join "Plant" as plant on plant.id = area."plantId"`

const placeColumns = `plant.id as "siteId", plant.code as "plantCode", plant.timezone`

export const plants: Sql = sql.raw(
  `select id, code, name, timezone, country, "isActive", ${stamps('"Plant"')} from "Plant"`,
)

const lineText = `select line.id, line.code, line.name, plant.id as "plantId", plant.code as "plantCode",
    area.code as "areaCode", line."costCenter", line."isActive", ${stamps('line')},
    case when (select count(*) = count(distinct code) from "Line") then 'line'
      when (select count(*) = count(distinct (a."plantId", l.code)) from "Line" as l join "Area" as a on a.id = l."areaId") then 'plant'
      else 'area' end as "uniqueBy", 'LINE' as type
  from "Line" as line join "Area" as area on area.id = line."areaId" join "Plant" as plant on plant.id = area."plantId"`

export const lines: Sql = sql.raw(lineText)

/** The lines, and the cells beside them, for who wants each cell to be a work centre. */
export const linesAndCells: Sql = sql.raw(`${lineText}
  union all select cell.id, plant.code || '-' || line.code || '-' || cell.code as code, cell.name, plant.id as "plantId", plant.code as "plantCode",
    area.code as "areaCode", line."costCenter", line."isActive", ${stamps('cell')}, 'line', 'CELL'
  from "Cell" as cell join "Line" as line on line.id = cell."lineId" join "Area" as area on area.id = line."areaId"
    join "Plant" as plant on plant.id = area."plantId"`)

const unitsAt = (place: string): Sql =>
  sql.raw(`select unit.id, unit.code, unit.name, ${place} as "lineId", unit."workUnitType",
    unit.manufacturer, unit.model, unit."serialNumber", unit."nominalSpeed", unit."theoreticalCycleTime",
    ${utc('unit."installationDate"')} as "installationDate", unit."isActive", ${stamps('unit')}
  from ${placed}`)

export const units: Sql = unitsAt('line.id')

/** Machines of a cell stand in it. */
export const unitsInCells: Sql = unitsAt('case when line.id is not null then coalesce(cell.id, line.id) end')

export const products: Sql = sql.raw(`select distinct btrim("productType") as code from (
    select "productType" from "ProductionMetric"
    union all select "productType" from "QualityMetric"
    union all select "productType" from "PerformanceMetric") as named
  where btrim("productType") <> ''`)

export const users: Sql = sql.raw(`select id, email, name, role, "siteId", ${stamps('"User"')},
    count(*) over (partition by lower(btrim(email))) as sharers
  from "User"`)

export const sessions: Sql =
  sql.raw(`select id, "userId", token, ${utc('"expiresAt"')} as "expiresAt", ${utc('"createdAt"')} as "createdAt"
  from "Session" where "expiresAt" > now() at time zone 'UTC'`)

export const maintenance: Sql = sql.raw(`select record.id, record."workUnitId", unit.id is not null as "isKnownUnit",
    record."maintenanceType", record.description, record.priority, record."failureMode", record."failureCause",
    record."preventiveMeasures", record.notes, ${utc('record."startTime"')} as "startTime", ${utc('record."endTime"')} as "endTime",
    ${milliseconds('record."startTime"')} as "startMs", ${milliseconds('record."endTime"')} as "endMs",
    record."actualDuration", record."partsCost", record."totalCost", record.status
  from "MaintenanceRecord" as record left join "WorkUnit" as unit on unit.id = record."workUnitId"`)

const isNegative = `least("totalOutput", "goodOutput", "defectiveOutput") < 0`

// Of the rows of one machine and time the last that was stored stands for all; a negative one stands for nothing.
export const counts: Sql = sql.raw(`select metric.*, unit.id is not null as "isKnownUnit", ${placeColumns}
  from (
    select id, "workUnitId", ${utc('"timestamp"')} as "timestamp", ${milliseconds('"timestamp"')} as "atMs",
      "totalOutput", "goodOutput", "defectiveOutput", "actualCycleTime", btrim("productType") as product,
      first_value(id) over latest as "keptId", first_value("totalOutput") over latest as "keptTotal",
      first_value("goodOutput") over latest as "keptGood", first_value("defectiveOutput") over latest as "keptDefective"
    from "ProductionMetric"
    window latest as (partition by "workUnitId", "timestamp", coalesce(${isNegative}, false) order by "createdAt" desc, id)
  ) as metric left join (${placed}) on unit.id = metric."workUnitId"`)

export const quality: Sql = sql.raw(`select metric.id, metric."workUnitId", ${utc('metric."timestamp"')} as "timestamp",
    ${milliseconds('metric."timestamp"')} as "atMs", metric."defectCount", metric.disposition, metric."defectSeverity",
    btrim(metric."productType") as product, type.code as "typeCode", type.category as "typeCategory", type.severity as "typeSeverity",
    unit.id is not null as "isKnownUnit", ${placeColumns}
  from "QualityMetric" as metric left join "DefectType" as type on type.id = metric."defectTypeId"
    left join (${placed}) on unit.id = metric."workUnitId"`)

/** Every machine with its site; states are folded one machine after the other. */
export const machines: Sql = sql.raw(
  `select unit.id, ${placeColumns} from ${placed} where line.id is not null order by unit.id`,
)

export const samplesOf = (unit: string): Sql => sql`select id, ${sql.raw(milliseconds('"timestamp"'))} as at,
    ${sql.raw(milliseconds('"createdAt"'))} as created, "actualSpeed" as speed
  from "OperationalMetric" where "workUnitId" = ${unit} order by "timestamp", id`

export const downtimesOf = (unit: string): Sql => sql`select event.id, ${sql.raw(milliseconds('"startTime"'))} as start,
    ${sql.raw(milliseconds('"endTime"'))} as "end", event."isPlanned", event.reason, type.code as type
  from "DowntimeEvent" as event left join "DowntimeType" as type on type.id = event."downtimeTypeId"
  where "workUnitId" = ${unit} order by "startTime", event.id`

/**
 * The first and the last second, in the days of its site, in which a sample or a downtime tells of a machine. Of the samples
 * the two ends are asked by time alone, so that an index knows them and nobody reads what is between.
 */
export const evidenceOf = (
  unit: string,
  { start, end }: Window,
): Sql => sql`select min(at) as first, max(till) as last from (
    select floor(extract(epoch from min("timestamp")))::bigint as at, floor(extract(epoch from max("timestamp")))::bigint as till
      from "OperationalMetric" where "workUnitId" = ${unit}
        and "timestamp" >= to_timestamp(${start}::double precision) at time zone 'UTC'
        and "timestamp" < to_timestamp(${end}::double precision) at time zone 'UTC'
    union all
    select greatest(floor(extract(epoch from "startTime"))::bigint, ${start}),
        least(coalesce(floor(extract(epoch from "endTime"))::bigint - 1, floor(extract(epoch from "startTime"))::bigint), ${end} - 1)
      from "DowntimeEvent" where "workUnitId" = ${unit} and ("endTime" is null or "endTime" > "startTime")
  ) as seen where at >= ${start} and at < ${end} and till >= ${start} and till < ${end}`

/** Samples and downtimes of machines that are not there, or stand nowhere. */
export const strays: Sql = sql.raw(`select 'SMP_ORPHAN' as code, id from "OperationalMetric"
    where "workUnitId" not in (select unit.id from ${placed} where line.id is not null)
  union all select 'DT_ORPHAN', id from "DowntimeEvent"
    where "workUnitId" not in (select unit.id from ${placed} where line.id is not null)
  order by 1, 2`)
