import type { SoundingTables } from '../domain/sounding-table.ts'
import { eventsOf, machinesOf, oilsOf } from './board.ts'
import { fuelOf } from './fuel.ts'
import { hitchesOf, tankRowsOf } from './hitches.ts'
import { peopleOf } from './people.ts'
import { randomFrom } from './random.ts'
import type { Making, Voyage, VoyageOptions } from './rows.ts'
import { entriesOf, soundingsOf } from './soundings.ts'

/** The same options give the same rows; there is no clock and no other chance than the seed. */
export function makeVoyage(options: VoyageOptions, tables: SoundingTables): Voyage {
  const making: Making = { ...options, tables, days: Math.round(options.years * 365), random: randomFrom(options.seed) }
  const hitches = hitchesOf(making)
  const weekly_soundings = soundingsOf(making)
  const { tickets, pairs } = fuelOf(making)
  return {
    weekly_soundings,
    orb_entries: entriesOf(weekly_soundings, tables),
    service_tank_config: pairs,
    daily_fuel_tickets: tickets,
    status_events: eventsOf(making),
    equipment_status: machinesOf(making, hitches),
    oil_levels: oilsOf(hitches),
    hitch_records: hitches,
    fuel_tank_soundings: tankRowsOf(hitches),
    ...peopleOf(making),
  }
}
