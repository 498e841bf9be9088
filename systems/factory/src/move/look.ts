import { type Connection, openDatabase, openProject, type Queries, sql } from 'millwright'
import { openUrl } from '../database/open.ts'
import { legacySchema } from '../database/schema-files.ts'
import type { Profile } from './facts.ts'
import { featureText } from './features.ts'
import type { Mapping } from './mapping.ts'
import { otherProfile, unmappedTables } from './problems.ts'

/** What a legacy database is, and what it holds. */
export type Seen = {
  readonly profile: Profile
  readonly rows: number
  readonly first: string | null
  readonly last: string | null
}

/** Tables by their names, each with its columns. */
type Tables = ReadonlyMap<string, readonly string[]>

/**
 * Looks at a legacy database without writing to it.
 *
 * @throws FAC205 for one that is none, FAC207 for one that holds more than the move knows
 */
export async function lookAtLegacy(
  source: string,
  accept: readonly string[],
  names: Mapping['tables'] = {},
): Promise<Seen> {
  const db = await openSource(source)
  try {
    const found = await tablesIn(db)
    const profile = profileOf(found, names)
    const strange = strangers(found, knownTables(profile, names)).filter((name) => !accept.includes(name))
    if (strange.length > 0) throw unmappedTables(strange.toSorted())
    return { profile, ...(await samplesIn(db, profile, names)) }
  } finally {
    await db.close()
  }
}

async function openSource(source: string): Promise<Connection> {
  return openDatabase(await openProject({ url: source }), { readOnly: true })
}

async function tablesIn(db: Queries): Promise<Tables> {
  const rows = await db.all(sql`select t.table_name as name, string_agg(c.column_name, ',') as columns
    from information_schema.tables as t join information_schema.columns as c using (table_schema, table_name)
    where t.table_schema = current_schema() and t.table_type = 'BASE TABLE' group by 1`)
  return new Map(rows.map(({ name, columns }) => [String(name), String(columns).split(',')]))
}

function profileOf(found: Tables, names: Mapping['tables']): Profile {
  const lacks = (profile: Profile): readonly string[] =>
    [...knownTables(profile, names).keys()].filter((name) => !found.has(name))
  if (lacks('factory-17').length === 0) return 'factory-17'
  if (lacks('factory-7').length === 0) return 'factory-7'
  throw otherProfile(lacks('factory-17'))
}

/** What the move knows of a legacy model, under the names that it has in the database at hand. */
function knownTables(profile: Profile, names: Mapping['tables']): Tables {
  const blocks = [...legacySchema(profile).matchAll(/^create table "?(\w+)"? \(\n([\s\S]*?)^\);/gm)]
  return new Map(
    blocks.map(([, table = '', body = '']) => {
      const { from = table, columns = {} } = names[table] ?? {}
      const known = [...body.matchAll(/^ {2}"?(\w+)"? /gm)].map(([, column = '']) => columns[column] ?? column)
      return [from, known]
    }),
  )
}

const strangers = (found: Tables, known: Tables): readonly string[] =>
  [...found].flatMap(([table, columns]) => {
    const expected = known.get(table)
    if (expected === undefined) return [table]
    return columns.filter((column) => !expected.includes(column)).map((column) => `${table}.${column}`)
  })

async function samplesIn(db: Queries, profile: Profile, names: Mapping['tables']): Promise<Omit<Seen, 'profile'>> {
  const table = profile === 'factory-7' ? 'metrics' : 'OperationalMetric'
  const { from = table, columns = {} } = names[table] ?? {}
  const at = sql.id(columns['timestamp'] ?? 'timestamp')
  const row = await db.get(
    sql`select count(*) as rows, min(${at})::text as first, max(${at})::text as last from ${sql.id(from)}`,
  )
  return { rows: Number(row?.['rows']), first: row?.['first'] as string | null, last: row?.['last'] as string | null }
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
