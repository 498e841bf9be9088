import { machineIds } from '../domain/lists.ts'
import { clockAt, dayAfter, storedAfter } from './calendar.ts'
import { engineers } from './people.ts'
import type { Making, Row } from './rows.ts'

/** What was pumped and loaded, every few days. */
export function eventsOf(making: Making): Row[] {
  const rows: Omit<Row, 'id'>[] = [
    ...everyFewDays(making, 'sewage_pump', [4, 7]),
    ...everyFewDays(making, 'potable_load', [5, 9]),
  ]
  return rows.map((row, at) => ({ ...row, id: at + 1 }))
}

function everyFewDays(making: Making, event_type: string, [least, most]: readonly [number, number]): Omit<Row, 'id'>[] {
  const rows: Omit<Row, 'id'>[] = []
  for (let at = making.random.between(0, most); at < making.days; at += making.random.between(least, most)) {
    const event_date = clockAt(dayAfter(making.start, at), '14:30')
    rows.push({
      event_type,
      event_date,
      notes: null,
      engineer_name: making.random.pick(engineers),
      created_at: storedAfter(event_date),
    })
  }
  return rows
}

const troubles = ['Vibration above 60 % load', 'Oil leak at the seal', 'Sensor fails at times', 'Runs hot'] as const

/** All ten machines well at the start of each hitch, and two troubles a month. */
export function machinesOf(making: Making, hitches: readonly Row[]): Row[] {
  const rows: Omit<Row, 'id'>[] = []
  for (const hitch of hitches.filter(({ is_start }) => is_start === 1))
    for (const equipment_id of machineIds)
      rows.push(machineRow(making, String(hitch['start_date']), { equipment_id, status: 'online', note: null }))
  for (let at = 9; at < making.days; at += 15) {
    const status = making.random.between(1, 10) === 1 ? 'offline' : 'issue'
    const seen = { equipment_id: making.random.pick(machineIds), status, note: making.random.pick(troubles) }
    rows.push(machineRow(making, clockAt(dayAfter(making.start, at), '16:00'), seen))
  }
  return rows.map((row, at) => ({ ...row, id: at + 1 }))
}

type Seen = { readonly equipment_id: string; readonly status: string; readonly note: string | null }

const machineRow = ({ random }: Making, updated_at: string, seen: Seen): Omit<Row, 'id'> => ({
  ...seen,
  updated_at,
  updated_by: random.pick(engineers),
  created_at: storedAfter(updated_at),
})

/** The service oils as they are handed over. */
export const oilsOf = (hitches: readonly Row[]): Row[] =>
  hitches
    .filter(({ is_start }) => is_start === 1)
    .map(
      (hitch, at): Row => ({
        id: at + 1,
        recorded_at: String(hitch['start_date']),
        tank_15p_lube: hitch['lube_oil_15p'] ?? null,
        tank_15s_gear: hitch['gear_oil_15s'] ?? null,
        tank_16p_lube: hitch['lube_oil_16p'] ?? null,
        tank_16s_hyd: hitch['hyd_oil_16s'] ?? null,
        source: 'hitch_start',
        engineer_name: hitch['previous_engineer'] ?? null,
        created_at: String(hitch['created_at']),
      }),
    )
