/** A factory in a database of its own, served with its pages. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'millwright'
import { oeeRows } from '../../src/move/oee-select.ts'
import { instances, machines, type Second, smallFactory, writeCount, writeStates } from '../analytics/small-factory.ts'

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const applications = { factory: file('pages/index.tsx') }

/** A project that names the database and the factory's application; `remove` takes its folder away. */
export function projectOf(url: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'factory-pages-'))
  const config = {
    database: url,
    migrations: file('migrations'),
    label: 'Factory',
    application: file('src/dashboard.ts'),
  }
  writeFileSync(join(folder, 'millwright.config.ts'), `export default ${JSON.stringify(config)}\n`)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const states: readonly Second[] = [
  { state: 'PRODUCING', category: 'PRODUCTION', reason: null },
  { state: 'PRODUCING', category: 'PRODUCTION', reason: null },
  { state: 'DOWN', category: 'AVAILABILITY_LOSS', reason: 'BELT' },
  { state: 'PRODUCING', category: 'PRODUCTION', reason: null },
  { state: 'IDLE', category: 'AVAILABILITY_LOSS', reason: 'NO_DATA' },
  { state: 'DOWN', category: 'AVAILABILITY_LOSS', reason: 'SETUP' },
  { state: 'IDLE', category: 'PERFORMANCE_LOSS', reason: null },
  { state: 'PLANNED_STOP', category: 'PLANNED', reason: 'BREAK' },
]

/** Three machines and two days, each hour in parts that differ from machine to machine. */
export async function makeFactory(url: string): Promise<void> {
  const db = await smallFactory(url)
  for (const [nth, machine] of machines.entries()) {
    await writeStates(db, machine, (at) => states[Math.floor(at / (1_500 + 300 * nth)) % states.length])
    for (const { id: shift, start } of instances)
      await writeCount(db, { machine, shift, at: start + 300, total: 400 - 60 * nth, good: 388 - 60 * nth, rework: 3 })
  }
  await db.run(sql`insert into oee_calculations select k.id, k."timestamp", k."equipmentId", k."shiftInstanceId", k."plannedTime", k."availableTime",
      k."operatingTime", k."netOperatingTime", k."productiveTime", k.availability, k.performance, k.quality, k.oee, k.teep, k."totalProduced", k."goodProduced",
      k."defectCount", k."reworkCount", k."breakdownLoss", k."setupLoss", k."minorStopLoss", k."idleLoss", k."speedLoss", k."defectLoss", k."reworkLoss", k."calculatedAt"
      from (${oeeRows}) as k`)
  await db.close()
}
