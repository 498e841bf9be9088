import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { type Queries, type Sql, sql } from 'millwright'
import type { Profile } from '../move/facts.ts'
import type { Legacy } from '../move/legacy.ts'
import { archiveBroken } from './problems.ts'

/** What stays behind, in one file: its rows as lines of JSON, how many there are, and the digest of the lines. */
export type Archived = { readonly file: string; readonly rows: number; readonly sha256: string }

/** What has no place in the new database, by the table that it stands in. Passwords and tokens are in none of it. */
const queries: Readonly<Record<Profile, Readonly<Record<string, string>>>> = {
  'factory-17': {
    Alert: 'select * from "Alert"',
    Area: 'select * from "Area"',
    Cell: 'select * from "Cell"',
    DefectType: 'select * from "DefectType"',
    DowntimeType: 'select * from "DowntimeType"',
    EnergyMetric: 'select * from "EnergyMetric"',
    MaintenanceRecord: `select * from "MaintenanceRecord" where status in ('cancelled', 'scheduled')`,
    OperationalMetric:
      'select id, "workUnitId", "timestamp", temperature, pressure, vibration, operator from "OperationalMetric"',
    PerformanceMetric: 'select * from "PerformanceMetric"',
    QualityMetric: 'select * from "QualityMetric" where "defectCount" = 0',
    User: 'select id, department, "lastLogin" from "User"',
  },
  'factory-7': {
    Alert: 'select * from "Alert"',
    metrics: `select * from metrics where "metricType" <> 'speed' or quality < 192 or quality is null`,
    oee_data: 'select id, "timestamp", "equipmentId", availability, performance, quality, oee from oee_data',
  },
}

/**
 * Writes what stays behind into compressed files, reads each of them back, and lists them in `manifest.json`.
 *
 * @throws FAC401 when a file does not hold what was written
 */
export async function writeArchives(
  db: Queries,
  { folder, profile, legacy }: { readonly folder: string; readonly profile: Profile; readonly legacy: Legacy },
): Promise<readonly Archived[]> {
  mkdirSync(folder, { recursive: true })
  const archived: Archived[] = []
  for (const [table, query] of Object.entries(queries[profile])) {
    const file = `${table}.jsonl.gz`
    const path = join(folder, file)
    const written = await writeLines(path, linesOf(db, legacy(sql.raw(query))))
    const read = await readBack(path)
    if (read.rows !== written.rows || read.sha256 !== written.sha256) throw archiveBroken(path)
    archived.push({ file, ...written })
  }
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(archived, null, 2)}\n`)
  return archived
}

async function* linesOf(db: Queries, query: Sql): AsyncGenerator<string> {
  const rows = sql`select row_to_json(kept)::text from (${query}) as kept order by kept.id`
  for await (const block of db.read(rows, 5_000)) for (const [line] of block.rows) yield String(line)
}

type Written = Omit<Archived, 'file'>

async function writeLines(path: string, lines: AsyncIterable<string>): Promise<Written> {
  const hash = createHash('sha256')
  let rows = 0
  async function* chunks(): AsyncGenerator<string> {
    let chunk = ''
    for await (const line of lines) {
      chunk += `${line}\n`
      rows += 1
      if (chunk.length < 65_536) continue
      hash.update(chunk)
      yield chunk
      chunk = ''
    }
    hash.update(chunk)
    yield chunk
  }
  await pipeline(Readable.from(chunks()), createGzip({ level: 6 }), createWriteStream(path))
  return { rows, sha256: hash.digest('hex') }
}

async function readBack(path: string): Promise<Written> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    hash.update(`${line}\n`)
    rows += 1
  }
  return { rows, sha256: hash.digest('hex') }
}
