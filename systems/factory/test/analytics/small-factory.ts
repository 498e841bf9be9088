import { type Connection, sql, up } from 'millwright'
import { openUrl } from '../../src/database/open.ts'
import { factoryProject } from '../../src/move/project.ts'
import { instanceOn } from '../../src/shifts/instances.ts'

/** A second of a machine as a test thinks it up: its state, and why. */
export type Second = { readonly state: string; readonly category: string; readonly reason: string | null }

export const machines = ['m1', 'm2', 'm3'] as const

export const dates = ['2025-03-28', '2025-03-29'] as const

const shifts = [
  { code: 'A', name: 'Morning', start: '06:00', end: '14:00', breakMinutes: 30 },
  { code: 'B', name: 'Afternoon', start: '14:00', end: '22:00', breakMinutes: 30 },
  { code: 'C', name: 'Night', start: '22:00', end: '06:00', breakMinutes: 30 },
]

/** The shifts of two days in Berlin; in the last night the clocks are changed. */
export const instances = dates.flatMap((date) =>
  shifts.map((shift) => ({ id: `${date}-${shift.code}`, ...instanceOn('Europe/Berlin', date, shift) })),
)

/** A new database with one site, one line, and three machines: m1 and m2 with a cycle of 30 and 45 s, m3 without one. */
export async function smallFactory(url: string): Promise<Connection> {
  await up(await factoryProject(url), { yes: true, target: '0001' })
  const { db } = await openUrl(url)
  await db.run(sql`select factory_make_partitions('2025-03-01'::date, '2025-04-30'::date)`)
  await db.run(sql`insert into "Site" (id, code, name, timezone) values ('s1', 'S1', 'Site', 'Europe/Berlin')`)
  await db.run(
    sql`insert into "WorkCenter" (id, code, name, "siteId", "workCenterType") values ('w1', 'W1', 'Line', 's1', 'LINE')`,
  )
  await db.run(sql`insert into "Equipment" (id, code, name, "workCenterId", "equipmentType", "theoreticalCycleTime") values
    ('m1', 'M1', 'One', 'w1', 'CNC', 30), ('m2', 'M2', 'Two', 'w1', 'CNC', 45), ('m3', 'M3', 'Three', 'w1', 'CNC', null)`)
  for (const { code, name, start, end } of shifts)
    await db.run(
      sql`insert into "Shift" (id, "siteId", "shiftCode", "shiftName", "startTime", "endTime") values (${code}, 's1', ${code}, ${name}, ${start}, ${end})`,
    )
  for (const { id, shift, date, start, end } of instances)
    await db.run(sql`insert into "ShiftInstance" (id, "shiftId", "shiftDate", "actualStartTime", "actualEndTime", "plannedMinutes")
      values (${id}, ${shift.code}, ${date}::date, to_timestamp(${start}::double precision), to_timestamp(${end}::double precision), ${(end - start) / 60})`)
  return db
}

/** Writes the minutes of a machine as states: one row for each stretch within a shift. */
export async function writeStates(
  db: Connection,
  machine: string,
  stateAt: (at: number) => Second | undefined,
): Promise<void> {
  for (const { id, start, end } of instances) {
    let from = start
    for (let at = start + 60; at <= end; at += 60) {
      const here = stateAt(from)
      if (at < end && JSON.stringify(stateAt(at)) === JSON.stringify(here)) continue
      if (here !== undefined) await writeState(db, { ...here, machine, shift: id, start: from, end: at })
      from = at
    }
  }
}

type State = Second & {
  readonly machine: string
  readonly shift: string
  readonly start: number
  readonly end: number | null
}

export async function writeState(
  db: Connection,
  { machine, shift, start, end, state, category, reason }: State,
): Promise<void> {
  await db.run(sql`insert into equipment_states (id, "timestamp", "equipmentId", state, "stateCategory", reason, "startTime", "endTime", "durationSeconds", "shiftInstanceId")
    values (${`${machine}-${start}`}, to_timestamp(${start}::double precision), ${machine}, ${state}, ${category}, ${reason},
      to_timestamp(${start}::double precision), to_timestamp(${end}::double precision), ${end === null ? null : end - start}, ${shift})`)
}

type Count = {
  readonly machine: string
  readonly shift: string
  readonly at: number
  readonly total: number
  readonly good: number
  readonly rework: number
}

export async function writeCount(db: Connection, { machine, shift, at, total, good, rework }: Count): Promise<void> {
  await db.run(sql`insert into production_counts (id, "timestamp", "equipmentId", "totalCount", "goodCount", "rejectCount", "shiftInstanceId")
    values (${`${machine}-${at}`}, to_timestamp(${at}::double precision), ${machine}, ${total}, ${good}, ${total - good}, ${shift})`)
  if (rework > 0)
    await db.run(sql`insert into quality_events (id, "timestamp", "equipmentId", "eventType", "defectCode", quantity, "shiftInstanceId")
      values (${`${machine}-${at}`}, to_timestamp(${at}::double precision), ${machine}, 'REWORK', 'D', ${rework}, ${shift})`)
}
