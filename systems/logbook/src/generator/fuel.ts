import { tankPairs } from '../domain/lists.ts'
import { round2 } from '../domain/rounding.ts'
import { clockAt, dayAfter, storedAfter } from './calendar.ts'
import { engineers } from './people.ts'
import type { Making, Row } from './rows.ts'

const meterMax = 1_000_000

/** One ticket each morning on a meter that goes on, and the pair of tanks that it was drawn from. */
export function fuelOf(making: Making): { readonly tickets: Row[]; readonly pairs: Row[] } {
  const pairs = pairsOf(making)
  const tickets: Row[] = []
  const pairFor = pairsInTurn(pairs)
  let meter = making.meter
  for (let at = 0; at < making.days; at++) {
    const burnt = burntIn(making)
    const end = round2((meter + burnt) % meterMax)
    const ticket_date = clockAt(dayAfter(making.start, at), '08:00')
    tickets.push({
      id: at + 1,
      ticket_date,
      meter_start: meter,
      meter_end: end,
      consumption_gallons: burnt,
      service_tank_pair: pairFor(ticket_date),
      engineer_name: making.random.pick(engineers),
      notes: null,
      created_at: storedAfter(ticket_date),
      rollover: end < meter ? 1 : 0,
    })
    meter = end
  }
  return { tickets, pairs }
}

/** Mostly about 250 gallons: three chances together. */
const burntIn = ({ random }: Making): number =>
  round2(180 + Math.round(((random.next() + random.next() + random.next()) / 3) * 1400) / 10)

function pairsOf({ start, days, random }: Making): Row[] {
  const rows: Row[] = []
  for (let at = 0; at < days; ) {
    const lasts = random.between(5, 9)
    const activated_at = clockAt(dayAfter(start, at), '07:30')
    rows.push({
      id: rows.length + 1,
      tank_pair: tankPairs[rows.length % tankPairs.length] ?? '13',
      activated_at,
      deactivated_at: at + lasts < days ? clockAt(dayAfter(start, at + lasts), '07:30') : null,
      notes: null,
      created_at: storedAfter(activated_at),
    })
    at += lasts
  }
  return rows
}

/** The pair in service at a time; asked in the order of time. */
function pairsInTurn(pairs: readonly Row[]): (clock: string) => string {
  let at = 0
  return (clock) => {
    while (String(pairs[at + 1]?.['activated_at'] ?? '9') <= clock) at++
    return String(pairs[at]?.['tank_pair'])
  }
}
