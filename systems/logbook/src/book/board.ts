import type { Selectable } from 'kysely'
import type { Queries } from 'millwright'
import { allOf, build, done, firstOf, the } from '../database/build.ts'
import type { Database } from '../database/tables.ts'
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
  const row = { event_type, event_date: moment.clock, notes: notes ?? null, engineer_name, created_at: act.at }
  const insert = build.insertInto('status_events').values({ ...row, hitch_id: hitchAt(moment.clock) })
  const made = await the(db, insert.returningAll())
  await recordEvent(db, act, { action: 'note event', subject: `event ${made.id}`, details: { event_type } })
  return plain(made)
}

const events = build.selectFrom('status_events').selectAll().orderBy('event_date', 'desc').orderBy('id', 'desc')

export async function listEvents(
  db: Queries,
  request: PageRequest & { readonly type?: EventType | undefined },
): Promise<Page<Shown>> {
  const { type } = request
  const found = await pageOf(db, type === undefined ? events : events.where('event_type', '=', type), request)
  return { ...found, items: found.items.map(plain) }
}

/** The newest of each type, with the days of the calendar since. @param today by the ship's clock */
export async function latestEvents(db: Queries, today: string): Promise<Readonly<Record<EventType, Shown | null>>> {
  const found: Partial<Record<EventType, Shown | null>> = {}
  for (const type of eventTypes) {
    const row = await firstOf(db, events.where('event_type', '=', type).limit(1))
    found[type] = row === undefined ? null : { ...plain(row), days_since: daysBetween(String(row.event_date), today) }
  }
  return found as Record<EventType, Shown | null>
}

/** A machine as the board shows it; of one that nobody wrote about, the condition is null. */
export type Machine = { readonly id: MachineId; readonly name: string; readonly status: Condition | null } & Shown

/** Of each machine what was written last; of two of one moment the later one. */
const newest = build
  .selectFrom('equipment_status as e')
  .selectAll()
  .where((eb) =>
    eb.not(
      eb.exists(
        eb
          .selectFrom('equipment_status as later')
          .select('later.id')
          .whereRef('later.equipment_id', '=', 'e.equipment_id')
          .where((later) =>
            later.or([
              later('later.updated_at', '>', later.ref('e.updated_at')),
              later('later.updated_at', '=', later.ref('e.updated_at')).and('later.id', '>', later.ref('e.id')),
            ]),
          ),
      ),
    ),
  )

export async function listMachines(db: Queries): Promise<readonly Machine[]> {
  const rows = new Map((await allOf(db, newest)).map((row) => [row.equipment_id, row]))
  return machineIds.map((id): Machine => {
    const row = rows.get(id)
    return {
      id,
      name: machines[id],
      status: (row?.status as Condition | undefined) ?? null,
      note: row?.note ?? null,
      updated_at: row?.updated_at ?? null,
      updated_by: row?.updated_by ?? null,
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
  const rows = changes.map(({ id, status, note, updated_by }) => {
    return { equipment_id: id, status, note: note ?? null, updated_at: clock, updated_by, created_at: act.at }
  })
  await done(db, build.insertInto('equipment_status').values(rows))
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
  const { moment, source, engineer_name } = given
  const row = {
    recorded_at_utc: moment.utc,
    recorded_tz: moment.offset,
    tank_15p_lube: given.tank_15p_lube ?? null,
    tank_15s_gear: given.tank_15s_gear ?? null,
    tank_16p_lube: given.tank_16p_lube ?? null,
    tank_16s_hyd: given.tank_16s_hyd ?? null,
    source,
    engineer_name,
    created_at: act.at,
  }
  const made = await the(db, build.insertInto('oil_levels').values(row).returningAll())
  await recordEvent(db, act, { action: 'note oil levels', subject: `oil levels ${made.id}` })
  return oilsOf(made)
}

const oilsOf = (row: Selectable<Database['oil_levels']>): Shown => {
  const { recorded_tz: tz, ...shown } = plain(row)
  return { ...shown, recorded_at: shownAt(String(row.recorded_at_utc), String(tz)) }
}

export async function listOils(db: Queries, request: PageRequest): Promise<Page<Shown>> {
  const newestFirst = build
    .selectFrom('oil_levels')
    .selectAll()
    .orderBy('recorded_at_utc', 'desc')
    .orderBy('id', 'desc')
  const found = await pageOf(db, newestFirst, request)
  return { ...found, items: found.items.map(oilsOf) }
}
