import { type Connection, openDatabase, openProject, sql } from 'millwright'
import { openUrl } from '../database/open.ts'
import { otherProfile, unmappedTables } from './problems.ts'

const legacyTables = [
  'Alert',
  'Area',
  'Cell',
  'DefectType',
  'DowntimeEvent',
  'DowntimeType',
  'EnergyMetric',
  'Line',
  'MaintenanceRecord',
  'OperationalMetric',
  'PerformanceMetric',
  'Plant',
  'ProductionMetric',
  'QualityMetric',
  'Session',
  'User',
  'WorkUnit',
] as const

type Seen = { readonly rows: number; readonly first: string | null; readonly last: string | null }

/**
 * Looks at a legacy database without writing to it.
 *
 * @throws FAC205 for one that is none, FAC207 for one that holds more than the move knows
 */
export async function lookAtLegacy(source: string, accept: readonly string[]): Promise<Seen> {
  const db = await openSource(source)
  try {
    const names = (
      await db.all(sql`select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'`)
    ).map(({ name }) => String(name))
    const missing = legacyTables.filter((name) => !names.includes(name))
    if (missing.length > 0) throw otherProfile(missing)
    const strange = names.filter((name) => !legacyTables.some((known) => known === name) && !accept.includes(name))
    if (strange.length > 0) throw unmappedTables(strange.toSorted())
    const row = await db.get(
      sql.raw(`select count(*) as rows, min("timestamp")::text as first, max("timestamp")::text as last
      from "OperationalMetric"`),
    )
    return { rows: Number(row?.['rows']), first: row?.['first'] as string | null, last: row?.['last'] as string | null }
  } finally {
    await db.close()
  }
}

async function openSource(source: string): Promise<Connection> {
  return openDatabase(await openProject({ url: source }), { readOnly: true })
}

/** How a database will keep time series, in a sentence; it is made where it is not there. */
export async function featuresOf(target: string): Promise<string> {
  const { db } = await openUrl(target)
  try {
    const row = await db.get(sql`select split_part(version(), ' ', 2) as version,
      (select default_version from pg_available_extensions where name = 'timescaledb') as timescale`)
    return featureText(String(row?.['version']), row?.['timescale'] as string | null)
  } finally {
    await db.close()
  }
}

/** The oldest TimescaleDB whose continuous aggregates may join. */
const oldest = [2, 10] as const

function featureText(version: string, timescale: string | null): string {
  const partitions = 'time series in partitions of a month, aggregates as materialized views'
  if (timescale === null) return `PostgreSQL ${version} without TimescaleDB: ${partitions}.`
  const [major = 0, minor = 0] = timescale.split('.').map(Number)
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1])
  if (isOld)
    return `PostgreSQL ${version}, its TimescaleDB ${timescale} is older than ${oldest.join('.')}: ${partitions}.`
  return `PostgreSQL ${version} with TimescaleDB ${timescale}: time series in hypertables, continuous aggregates.`
}
