import { type Queries, sql } from 'millwright'
import { boardSummary, daysBetween } from '../domain/figures.ts'
import { type Condition, type EventType, eventTypes, type MachineId, machineIds, machines } from '../domain/lists.ts'
import { type Act, recordEvent } from './audit.ts'
import { hitchAt, type Page, type PageRequest, pageOf, plain } from './rows.ts'
import { shownAt } from './soundings.ts'
import type { Moment } from './ship.ts'

type Shown = Readonly<Record<string, unknown>>

export type NewEvent = {
  readonly event_type: EventType
  readonly moment: Moment
  readonly notes?: string | null | undefined
  readonly engineer_name: string
}

export async function addEvent(
  db: Queries,
  act: Act,
  { event_type, moment, notes, engineer_name }: NewEvent,
): Promise<Shown> {
  const made =
    await db.get(sql`insert into status_events (event_type, event_date, notes, engineer_name, created_at, hitch_id)
    values (${event_type}, ${moment.clock}, ${notes ?? null}, ${engineer_name}, ${act.at}, ${hitchAt(moment.clock)}) returning *`)
  await recordEvent(db, act, {
    action: 'note event',
    subject: `event ${Number(made?.['id'])}`,
    details: { event_type },
  })
  return plain(made ?? {})
}

export async function listEvents(
  db: Queries,
  request: PageRequest & { readonly type?: EventType | undefined },
): Promise<Page<Shown>> {
  const from =
    request.type === undefined ? sql`from status_events` : sql`from status_events where event_type = ${request.type}`
  const found = await pageOf(db, { from, order: sql`event_date desc, id desc` }, request)
  return { ...found, items: found.items.map(plain) }
}

/** The newest of each type, with the days of the calendar since. @param today by the ship's clock */
export async function latestEvents(db: Queries, today: string): Promise<Readonly<Record<EventType, Shown | null>>> {
  const found: Partial<Record<EventType, Shown | null>> = {}
  for (const type of eventTypes) {
    const row = await db.get(
      sql`select * from status_events where event_type = ${type} order by event_date desc, id desc limit 1`,
    )
    found[type] =
      row === undefined ? null : { ...plain(row), days_since: daysBetween(String(row['event_date']), today) }
  }
  return found as Record<EventType, Shown | null>
}

/** A machine as the board shows it; of one that nobody wrote about, the condition is null. */
export type Machine = { readonly id: MachineId; readonly name: string; readonly status: Condition | null } & Shown

const newest = sql`from equipment_status e where not exists (select 1 from equipment_status o
  where o.equipment_id = e.equipment_id and (o.updated_at > e.updated_at or (o.updated_at = e.updated_at and o.id > e.id)))`

export async function listMachines(db: Queries): Promise<readonly Machine[]> {
  const rows = new Map((await db.all(sql`select * ${newest}`)).map((row) => [row['equipment_id'], row]))
  return machineIds.map((id): Machine => {
    const row = rows.get(id)
    return {
      id,
      name: machines[id],
      status: (row?.['status'] as Condition | undefined) ?? null,
      note: row?.['note'] ?? null,
      updated_at: row?.['updated_at'] ?? null,
      updated_by: row?.['updated_by'] ?? null,
    }
  })
}

export const summaryOf = (all: readonly Machine[]): string => boardSummary(all.flatMap(({ status }) => status ?? []))

export type Change = {
  readonly id: MachineId
  readonly status: Condition
  readonly note?: string | null | undefined
  readonly updated_by: string
}

/** Writes all of them or none, and gives the machines as they are now. @param clock the ship's */
export async function changeMachines(
  db: Queries,
  act: Act,
  { changes, clock }: { readonly changes: readonly Change[]; readonly clock: string },
): Promise<readonly Machine[]> {
  for (const { id, status, note, updated_by } of changes)
    await db.run(sql`insert into equipment_status (equipment_id, status, note, updated_at, updated_by, created_at)
      values (${id}, ${status}, ${note ?? null}, ${clock}, ${updated_by}, ${act.at})`)
  const ids = changes.map(({ id }) => id)
  await recordEvent(db, act, {
    action: 'change machines',
    subject: ids.join(', ').slice(0, 100),
    details: { count: ids.length },
  })
  return (await listMachines(db)).filter(({ id }) => ids.includes(id))
}

export type NewOils = {
  readonly moment: Moment
  readonly tank_15p_lube?: number | null | undefined
  readonly tank_15s_gear?: number | null | undefined
  readonly tank_16p_lube?: number | null | undefined
  readonly tank_16s_hyd?: number | null | undefined
  readonly source: 'manual' | 'hitch_start'
  readonly engineer_name: string
}

export async function addOils(db: Queries, act: Act, given: NewOils): Promise<Shown> {
  const made =
    await db.get(sql`insert into oil_levels (recorded_at_utc, recorded_tz, tank_15p_lube, tank_15s_gear, tank_16p_lube,
      tank_16s_hyd, source, engineer_name, created_at)
    values (${given.moment.utc}, ${given.moment.offset}, ${given.tank_15p_lube ?? null}, ${given.tank_15s_gear ?? null},
      ${given.tank_16p_lube ?? null}, ${given.tank_16s_hyd ?? null}, ${given.source}, ${given.engineer_name}, ${act.at}) returning *`)
  await recordEvent(db, act, { action: 'note oil levels', subject: `oil levels ${Number(made?.['id'])}` })
  return oilsOf(made ?? {})
}

const oilsOf = (row: Parameters<typeof plain>[0]): Shown => {
  const { recorded_tz: tz, ...shown } = plain(row)
  return { ...shown, recorded_at: shownAt(String(row['recorded_at_utc']), String(tz)) }
}

export async function listOils(db: Queries, request: PageRequest): Promise<Page<Shown>> {
  const found = await pageOf(db, { from: sql`from oil_levels`, order: sql`recorded_at_utc desc, id desc` }, request)
  return { ...found, items: found.items.map(oilsOf) }
}
