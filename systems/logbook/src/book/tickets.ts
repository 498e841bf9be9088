import { type Selectable, sql } from 'kysely'
import type { Queries } from 'millwright'
import { allOf, build, firstOf, the } from '../database/build.ts'
import type { Database } from '../database/tables.ts'
import {
  consumption,
  fuelStats,
  type FuelStats,
  type TicketFigure,
  weeklyFuel,
  type WeeklyFuel,
} from '../domain/fuel.ts'
import type { TankPair } from '../domain/lists.ts'
import { Refusal, refusedField } from 'millwright/http'
import { type Act, recordEvent } from './audit.ts'
import { hitchAt, type Page, type PageRequest, pageOf, plain } from './rows.ts'
import type { Moment, Ship } from './ship.ts'
import { reusedId } from './soundings.ts'
import { activeTanks } from './tanks.ts'

export type NewTicket = {
  readonly moment: Moment
  readonly meter_start: number
  readonly meter_end: number
  readonly rollover: boolean
  readonly service_tank_pair?: TankPair | undefined
  readonly engineer_name: string
  readonly notes?: string | null | undefined
  readonly ticket_number?: string | null | undefined
  readonly photo_path?: string | null | undefined
  readonly lube_15p_gallons?: number | null | undefined
  readonly gear_15s_gallons?: number | null | undefined
  readonly lube_16p_gallons?: number | null | undefined
  readonly hyd_16s_gallons?: number | null | undefined
  readonly client_request_id?: string | undefined
}

export type Ticket = Readonly<Record<string, unknown>> & { readonly id: number }
/** Something worth knowing about what was stored all the same. */
export type Warning = { readonly code: string; readonly message: string }
export type BookedTicket = {
  readonly ticket: Ticket
  readonly warnings: readonly Warning[]
  readonly isRepeated: boolean
}

/**
 * Stores a day's ticket. The pair of tanks is the one in service unless said.
 * @throws Refusal `meter_reversed`, `no_active_tanks`, `duplicate_ticket`, `request_id_reused`
 */
export async function bookTicket(
  db: Queries,
  act: Act,
  { given, ship }: { readonly given: NewTicket; readonly ship: Ship },
): Promise<BookedTicket> {
  const { meter_start: start, meter_end: end, rollover } = given
  const burnt = consumption({ start, end, rollover, meterMax: ship.meterMax })
  const before = await repeated(db, given)
  if (before !== undefined) return { ticket: before, warnings: [], isRepeated: true }
  await refuseTwin(db, given.moment)
  const pair = given.service_tank_pair ?? (await pairInService(db))
  const warnings = await continuity(db, given)
  const optional = Object.fromEntries(optionalColumns.map((name) => [name, given[name] ?? null]))
  const row = {
    ...optional,
    ticket_date: given.moment.clock,
    meter_start: start,
    meter_end: end,
    rollover: rollover ? 1n : 0n,
    consumption_gallons: burnt,
    service_tank_pair: pair,
    engineer_name: given.engineer_name,
    created_at: act.at,
    hitch_id: hitchAt(given.moment.clock),
  }
  const ticket = ticketOf(await the(db, build.insertInto('daily_fuel_tickets').values(row).returningAll()))
  await recordEvent(db, act, {
    action: 'book fuel ticket',
    subject: `fuel ticket ${ticket.id}`,
    details: { gallons: burnt },
  })
  return { ticket, warnings, isRepeated: false }
}

const optionalColumns = [
  'notes',
  'ticket_number',
  'photo_path',
  'lube_15p_gallons',
  'gear_15s_gallons',
  'lube_16p_gallons',
  'hyd_16s_gallons',
  'client_request_id',
] as const

const tickets = build.selectFrom('daily_fuel_tickets').selectAll()
const newestFirst = tickets.orderBy('ticket_date', 'desc').orderBy('id', 'desc')

const ticketOf = (row: Selectable<Database['daily_fuel_tickets']>): Ticket => {
  const { client_request_id: _, ...shown } = plain(row)
  return { ...shown, id: Number(row.id), rollover: row.rollover === 1n }
}

async function repeated(db: Queries, given: NewTicket): Promise<Ticket | undefined> {
  if (given.client_request_id === undefined) return undefined
  const row = await firstOf(db, tickets.where('client_request_id', '=', given.client_request_id))
  if (row === undefined) return undefined
  const isSame =
    row.ticket_date === given.moment.clock && row.meter_start === given.meter_start && row.meter_end === given.meter_end
  if (!isSame) throw reusedId()
  return ticketOf(row)
}

async function refuseTwin(db: Queries, { clock }: Moment): Promise<void> {
  const twin = await firstOf(db, tickets.where(sql`substr(ticket_date, 1, 10)`, '=', clock.slice(0, 10)))
  if (twin === undefined) return
  throw new Refusal(`There is a fuel ticket of ${clock.slice(0, 10)} already: number ${Number(twin.id)}`, {
    status: 409,
    code: 'duplicate_ticket',
    details: [{ field: 'ticket_date', code: 'duplicate_ticket', message: 'has a ticket already' }],
  })
}

async function pairInService(db: Queries): Promise<string> {
  const active = await activeTanks(db)
  if (active !== null) return String(active['tank_pair'])
  throw refusedField(
    'service_tank_pair',
    'no_active_tanks',
    'No pair of tanks is in service: name one, or put one into service',
  )
}

/** A ticket starts where the one before it ended; when not, somebody should look. */
async function continuity(db: Queries, { moment, meter_start: start }: NewTicket): Promise<readonly Warning[]> {
  const before = await firstOf(db, newestFirst.where('ticket_date', '<', moment.clock).limit(1))
  if (before === undefined || Math.abs(before.meter_end - start) <= 0.05) return []
  return [{ code: 'meter_gap', message: `The ticket before ended at ${before.meter_end}, this one starts at ${start}` }]
}

export async function listTickets(db: Queries, request: PageRequest): Promise<Page<Ticket>> {
  const found = await pageOf(db, newestFirst, request)
  return { ...found, items: found.items.map(ticketOf) }
}

export async function latestTicket(db: Queries): Promise<Ticket | null> {
  const row = await firstOf(db, newestFirst.limit(1))
  return row === undefined ? null : ticketOf(row)
}

export type FuelFigures = { readonly stats: FuelStats; readonly weekly: WeeklyFuel }

/** @param now by the ship's clock */
export async function fuelFigures(db: Queries, now: string): Promise<FuelFigures> {
  const figures = await figuresSince(db, '')
  return { stats: fuelStats(figures), weekly: weeklyFuel(figures, now) }
}

/** Tickets after a moment of the ship's clock. */
export async function figuresSince(db: Queries, clock: string): Promise<readonly TicketFigure[]> {
  const figures = build.selectFrom('daily_fuel_tickets').select(['ticket_date', 'consumption_gallons'])
  const rows = await allOf(db, figures.where('ticket_date', '>', clock).orderBy('ticket_date'))
  return rows.map((row) => ({ date: String(row.ticket_date), consumption: row.consumption_gallons }))
}
