import { type Sql, sql } from 'millwright'
import type { Mapping } from './mapping.ts'

type Named = { readonly name: string; readonly query: Sql }

const raw = (name: string, query: string): Named => ({ name, query: sql.raw(query) })

/** Legacy times without a zone mean UTC; those of the simplified database have one. */
const utc = (column: string): string => `${column} at time zone 'UTC'`

const stamps = `${utc('t."createdAt"')} as "createdAt", ${utc('t."updatedAt"')} as "updatedAt"`

/** A table of which nothing came into the simplified database. */
const nothing = (name: string, columns: string): Named =>
  raw(
    name,
    `select ${columns
      .split(', ')
      .map((column) => `null::${column.replace(/^(\S+) (\S+)$/, '$2 as "$1"')}`)
      .join(', ')} where false`,
  )

/** The seven tables as if they were seventeen: one work centre for each site, unless the mapping names others, and no cells. */
export const sevenAsSeventeen = ({ workCenters }: Mapping): readonly Named[] => [
  ...placesOf(workCenters),
  ...readings,
  ...people,
  ...absent,
]

function placesOf(workCenters: Mapping['workCenters']): readonly Named[] {
  return [
    raw(
      'Plant',
      `select t.id, t.code, t.name, t.timezone, null::text as country, coalesce(t."isActive", true) as "isActive", ${stamps} from public."Site" as t`,
    ),
    raw('Area', `select t.id, t.id as "plantId", t.code, t.name, ${stamps} from public."Site" as t`),
    { name: 'stands', query: standsOf(workCenters) },
    raw(
      'Line',
      `select distinct on (t.id, s.center) s.line as id, t.id as "areaId", s.center as code,
        case when s.line = t.id || '-wc' then 'Default work center' else s.center end as name, null::text as "costCenter",
        coalesce(t."isActive", true) as "isActive", ${stamps}
      from public."Site" as t join stands as s on s."siteId" = t.id order by t.id, s.center`,
    ),
    nothing('Cell', 'id text, lineId text, code text'),
    raw(
      'WorkUnit',
      `select t.id, t.code, t.name, s.line as "lineId", null::text as "cellId", t.type as "workUnitType", null::text as manufacturer,
        null::text as model, null::text as "serialNumber", null::double precision as "nominalSpeed", (select o."idealCycleTime" from public.oee_data as o
          where o."equipmentId" = t.id order by o."timestamp" desc limit 1) as "theoreticalCycleTime", null::timestamp as "installationDate",
        coalesce(t."isActive", true) as "isActive", ${stamps}
      from public."Equipment" as t join stands as s on s."equipmentId" = t.id`,
    ),
  ]
}

/** Figures that contradict themselves are set aside as a whole. */
export const isConsistent = `t."runTime" <= t."plannedTime" and t."totalCount" >= t."goodCount" and t."goodCount" >= 0`

const readings: readonly Named[] = [
  raw(
    'OperationalMetric',
    `select t.id, t."equipmentId" as "workUnitId", ${utc('t."timestamp"')} as "timestamp", t.value as "actualSpeed",
        ${utc('t."timestamp"')} as "createdAt" from public.metrics as t where t."metricType" = 'speed' and t.quality >= 192`,
  ),
  raw(
    'ProductionMetric',
    `select t.id, t."equipmentId" as "workUnitId", ${utc('t."timestamp"')} as "timestamp", t."totalCount" as "totalOutput",
        t."goodCount" as "goodOutput", t."totalCount" - t."goodCount" as "defectiveOutput", null::double precision as "actualCycleTime",
        null::text as "productType", ${utc('t."timestamp"')} as "createdAt"
      from public.oee_data as t where ${isConsistent}`,
  ),
]

/** What never came into the simplified database. */
const absent: readonly Named[] = [
  nothing(
    'QualityMetric',
    'id text, workUnitId text, timestamp timestamp, defectCount integer, disposition text, defectSeverity text, productType text, defectTypeId text',
  ),
  nothing('PerformanceMetric', 'id text, productType text'),
  nothing('DefectType', 'id text, code text, category text, severity text'),
  nothing('DowntimeType', 'id text, code text'),
  nothing(
    'DowntimeEvent',
    'id text, workUnitId text, downtimeTypeId text, isPlanned boolean, reason text, startTime timestamp, endTime timestamp',
  ),
  nothing(
    'MaintenanceRecord',
    [
      'id text, workUnitId text, maintenanceType text, description text, priority text, failureMode text, failureCause text',
      'preventiveMeasures text, notes text, startTime timestamp, endTime timestamp, actualDuration float8, partsCost float8, totalCost float8, status text',
    ].join(', '),
  ),
]

const people: readonly Named[] = [
  raw('User', `select t.id, t.email, t.name, t.role, t."siteId", ${stamps} from public."User" as t`),
  raw(
    'Session',
    `select t.id, t."userId", t.token, ${utc('t."expiresAt"')} as "expiresAt", ${utc('t."createdAt"')} as "createdAt" from public."Session" as t`,
  ),
]

/** On which work centre a machine stands: the one that was said, else that of its site. */
function standsOf(workCenters: Mapping['workCenters']): Sql {
  return sql`select e.id as "equipmentId", e."siteId", coalesce(said.value, t.code || '-WC') as center,
      case when said.value is null then t.id || '-wc' else 'wc_' || substr(md5(e."siteId" || '|' || said.value), 1, 26) end as line
    from public."Equipment" as e join public."Site" as t on t.id = e."siteId"
      left join jsonb_each_text(${JSON.stringify(workCenters)}::jsonb) as said on said.key = e.code`
}
