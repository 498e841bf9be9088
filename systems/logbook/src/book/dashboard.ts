import type { Queries } from 'millwright'
import { build, the } from '../database/build.ts'
import { daysOfFuel } from '../domain/fuel.ts'
import { fillPercent, type SoundingTables, tankOf } from '../domain/sounding-table.ts'
import { latestEvents, listMachines, listOils, summaryOf } from './board.ts'
import { dueAt } from './due.ts'
import { bookState } from './entries.ts'
import { currentHitch, fuelNow } from './hitches.ts'
import type { Ship } from './ship.ts'
import { deltasOf, latestSoundings, type StoredSounding } from './soundings.ts'
import { activeTanks } from './tanks.ts'
import { fuelFigures, latestTicket } from './tickets.ts'

type Shown = Readonly<Record<string, unknown>>

/** The weekly tanks in short. */
export async function dashboardStats(db: Queries): Promise<Shown> {
  const latest = await latestSoundings(db)
  return {
    total_soundings: await countOf(db, 'weekly_soundings'),
    total_entries: await countOf(db, 'orb_entries'),
    latest: latest[0] ?? null,
    previous: latest[1] ?? null,
    deltas: deltasOf(latest),
  }
}

const countOf = async (
  db: Queries,
  table: 'weekly_soundings' | 'orb_entries' | 'daily_fuel_tickets',
): Promise<number> =>
  Number(
    (
      await the(
        db,
        build.selectFrom(table).select(({ fn }) => fn.countAll().as('n')),
      )
    ).n,
  )

export type Asking = {
  readonly tables: SoundingTables
  readonly now: string
  readonly ship: Pick<Ship, 'vessel' | 'zone'>
}

/** Everything on one screen. @param asking the ship's clock */
export async function fullDashboard(db: Queries, { tables, now, ship }: Asking): Promise<Shown> {
  const latest = await latestSoundings(db)
  const machines = await listMachines(db)
  const fuel = await fuelOf(db, now)
  const hitch = await currentHitch(db)
  return {
    ship: { vessel: ship.vessel, zone: ship.zone, clock: now },
    due: dueAt(now, {
      sounding: latest[0]?.recorded_at ?? null,
      ticket: fuel.latest_ticket === null ? null : String(fuel.latest_ticket['ticket_date']),
      hitch: hitch === null ? null : String(hitch['date']),
    }),
    book: await bookState(db),
    slop_tanks: { latest: latest[0] ?? null, deltas: deltasOf(latest), fill_percent: fillsOf(tables, latest[0]) },
    fuel,
    status_events: eventsOf(await latestEvents(db, now)),
    equipment: machines,
    equipment_summary: summaryOf(machines),
    oil_levels: (await listOils(db, { page: 1, per_page: 1 })).items[0] ?? null,
    counts: {
      soundings: await countOf(db, 'weekly_soundings'),
      entries: await countOf(db, 'orb_entries'),
      fuel_tickets: await countOf(db, 'daily_fuel_tickets'),
    },
  }
}

const eventsOf = (latest: Awaited<ReturnType<typeof latestEvents>>): Shown => ({
  sewage: latest.sewage_pump,
  potable: latest.potable_load,
})

const fillsOf = (tables: SoundingTables, latest: StoredSounding | undefined): Shown | null =>
  latest === undefined
    ? null
    : {
        tank_17p: fillPercent(tankOf(tables, '17P'), latest.tank_17p.gallons),
        tank_17s: fillPercent(tankOf(tables, '17S'), latest.tank_17s.gallons),
      }

async function fuelOf(db: Queries, now: string) {
  const { stats, weekly } = await fuelFigures(db, now)
  const on_board = await fuelNow(db)
  return {
    stats,
    weekly,
    active_tank: await activeTanks(db),
    latest_ticket: await latestTicket(db),
    fuel_on_board: on_board,
    days_left: on_board === null ? null : daysOfFuel(on_board.gallons, weekly.average_per_calendar_day),
  }
}
