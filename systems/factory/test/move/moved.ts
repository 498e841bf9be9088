import { createHash } from 'node:crypto'
import { type Connection, type Project, type Report, sql, up } from 'millwright'
import { leftBehind } from '../../src/move/facts.ts'
import { factoryProject, type MoveParams } from '../../src/move/project.ts'
import { type Opened, openUrl } from '../../src/database/open.ts'
import { legacySchema } from '../../src/database/schema-files.ts'
import { legacyDataset } from '../../src/generator/dataset.ts'
import { loadTables } from '../../src/generator/load.ts'
import type { Bench } from '../support/databases.ts'

export type MovedEnd = {
  readonly verdict: string
  readonly why: string
  readonly exit: number
  readonly report: Report
  readonly run: string
}

export type Moved = {
  readonly source: string
  readonly target: string
  readonly project: Project
  readonly end: MovedEnd
}

export const paramsFor = (source: string): MoveParams => ({
  source,
  from: '2025-03-08',
  to: '2025-04-06',
  accept: leftBehind.join(','),
  password: 'drop',
})

/** A legacy database of scale 1. */
export async function legacyAt(url: string, defects: boolean): Promise<Opened> {
  const opened = await openUrl(url)
  await opened.runScript(legacySchema())
  await loadTables(opened.db, legacyDataset({ defects }).tables)
  return opened
}

/** Generates a legacy database, and moves it. */
export async function moved(bench: Bench, defects: boolean): Promise<Moved> {
  const [source, target] = [bench.newUrl(), bench.newUrl()]
  await (await legacyAt(source, defects)).db.close()
  const project = await factoryProject(target, paramsFor(source))
  const end = (await up(project, { yes: true })) as MovedEnd
  return { source, target, project, end }
}

export async function withDatabase<T>(url: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const { db } = await openUrl(url)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** The rows of states as the specification digests them, out of the new database. */
export async function stateDigestIn(db: Connection): Promise<{ readonly rows: number; readonly digest: string }> {
  const hash = createHash('sha256')
  let count = 0
  const rows = sql.raw(`select substr("equipmentId", 4)::int as g, extract(epoch from "startTime")::bigint as starts,
      extract(epoch from "endTime")::bigint as ends, state, "stateCategory", reason
    from equipment_states order by 1, 2`)
  for await (const block of db.read(rows, 5_000)) {
    for (const row of block.rows) {
      hash.update(`${row.map((value) => (value === null ? '' : String(value))).join('|')}\n`)
      count += 1
    }
  }
  return { rows: count, digest: hash.digest('hex') }
}

/** The figures as the specification digests them: the OEE out of the sums of the new database, in its order of operations. */
export async function oeeDigestIn(db: Connection): Promise<{ readonly rows: number; readonly digest: string }> {
  const hash = createHash('sha256')
  const rows = await db.all(
    sql.raw(`select substr(o."equipmentId", 4)::int as g,
      row_number() over (partition by o."equipmentId" order by o."timestamp") - 1 as n,
      round(o."plannedTime" * 60)::bigint as pbt, round(o."operatingTime" * 60)::bigint as apt,
      o."totalProduced" as pq, o."goodProduced" as gq, o.oee
    from oee_calculations as o order by 1, 2`),
  )
  for (const { g, n, pbt, apt, pq, gq, oee } of rows) {
    hash.update(`${[g, n, pbt, apt, pq, gq, Number(oee).toFixed(9)].map(String).join('|')}\n`)
  }
  return { rows: rows.length, digest: hash.digest('hex') }
}
