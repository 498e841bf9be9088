import { sql } from 'millwright'
import { legacySchema } from '../../src/database/schema-files.ts'
import { type Opened, openUrl } from '../../src/database/open.ts'

/** A legacy database of one plant, one line and one machine, and what else a test puts in. */
export async function smallLegacy(url: string, more: readonly string[] = []): Promise<Opened> {
  const opened = await openUrl(url)
  await opened.runScript(legacySchema())
  for (const statement of [...base, ...more]) await opened.db.run(sql.raw(statement))
  return opened
}

const stamps = `'2020-01-01', '2020-01-01'`

const base = [
  `insert into "Plant" values ('p1', 'P1', 'Plant 1', 'Europe/Berlin', 'DE', null, true, ${stamps})`,
  `insert into "Area" values ('a1', 'p1', 'A1', 'Area', ${stamps})`,
  `insert into "Line" values ('l1', 'a1', 'L1', 'Line', null, true, ${stamps})`,
  `insert into "WorkUnit" (id, code, name, "lineId", "workUnitType", "nominalSpeed", "theoreticalCycleTime", "createdAt", "updatedAt")
    values ('u1', 'U1', 'Unit', 'l1', 'CNC', 120, 30, ${stamps})`,
]

/** One sample a minute, from a time on. */
export const samples = (unit: string, from: string, minutes: number): string =>
  `insert into "OperationalMetric" (id, "workUnitId", "timestamp", "actualSpeed", "createdAt")
    select 's-${unit}-' || n, '${unit}', timestamp '${from}' + n * interval '1 minute', 100, timestamp '${from}' + n * interval '1 minute'
    from generate_series(0, ${minutes - 1}) as n`

export const count = (unit: string, at: string, figures: string): string =>
  `insert into "ProductionMetric" (id, "workUnitId", "timestamp", "totalOutput", "goodOutput", "defectiveOutput", "productType", "createdAt")
    values ('c-${unit}-${at}', '${unit}', '${at}', ${figures}, 'PRD-1', '${at}')`
