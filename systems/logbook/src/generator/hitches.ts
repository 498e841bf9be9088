import { dayTankPair, sides, tankPairs } from '../domain/lists.ts'
import { round2 } from '../domain/rounding.ts'
import { clockAt, dayAfter, storedAfter } from './calendar.ts'
import { engineers } from './people.ts'
import type { Making, Row } from './rows.ts'

const hitchDays = 21

/** Both crews in turn: at each change the end of one hitch and the start of the next, at the same hour. */
export function hitchesOf(making: Making): Row[] {
  const rows: Row[] = []
  for (let at = 0; at < making.days; at += hitchDays) {
    if (at > 0) rows.push(hitch(making, { id: rows.length + 1, at, isStart: 0 }))
    rows.push(hitch(making, { id: rows.length + 1, at, isStart: 1 }))
  }
  return rows
}

type Change = { readonly id: number; readonly at: number; readonly isStart: 0 | 1 }

/** In the form of the third revision; `vessel`, `charter`, `is_start` and `crew` are for those that follow. */
function hitch({ start, days, random }: Making, { id, at, isStart }: Change): Row {
  const date = clockAt(dayAfter(start, at), '11:00')
  const end = isStart === 1 && at + hitchDays < days ? clockAt(dayAfter(start, at + hitchDays), '11:00') : null
  const total = round2(tankGallons.reduce((sum, one) => sum + one, 0) + id * 12)
  return {
    id,
    start_date: date,
    end_date: end,
    location: random.pick(['Harbour Works', 'Outer Anchorage', 'Berth 4']),
    draft_forward: draft(random, 22),
    draft_aft: draft(random, 24),
    fuel_on_log: round2(total - 500),
    correction: 500,
    total_fuel_gallons: total,
    lube_oil_15p: random.between(180, 240),
    gear_oil_15s: random.between(80, 110),
    lube_oil_16p: random.between(180, 240),
    hyd_oil_16s: random.between(60, 90),
    oily_bilge_17p_gallons: 619,
    oily_bilge_17p_feet: 1,
    oily_bilge_17p_inches: 6,
    dirty_oil_17s_gallons: 953,
    dirty_oil_17s_feet: 2,
    dirty_oil_17s_inches: 0,
    previous_engineer: random.pick(engineers),
    created_at: storedAfter(date),
    vessel: 'MV Example',
    charter: 'MSC',
    is_start: isStart,
    crew: Math.floor(at / hitchDays) % 2 === 0 ? 'blue' : 'gold',
  }
}

/** Four drafts in five as the form asks for them; the rest as people write. One way cannot be read. */
function draft(random: Making['random'], feet: number): string {
  const [inches, chance] = [random.between(0, 11), random.between(1, 100)]
  if (chance <= 80) return `${feet}'${inches}"`
  if (chance <= 85) return `${feet}' ${inches}"`
  if (chance <= 90) return `${feet}-${String(inches).padStart(2, '0')}`
  if (chance <= 95) return `${feet}ft ${inches}in`
  return `abt ${feet} ft`
}

const tankGallons = [12_500, 12_300, 10_500, 10_200, 9800, 9600, 14_000, 13_800, 13_000, 12_800, 3000, 2800] as const

/** Twelve tanks for each record; together they hold what its form says. */
export const tankRowsOf = (hitches: readonly Row[]): Row[] =>
  hitches.flatMap(({ id: hitch_id }) =>
    tankGallons.map((gallons, at): Row => {
      const tank_number = tankPairs[Math.floor(at / 2)] ?? dayTankPair
      return {
        id: (hitch_id - 1) * tankGallons.length + at + 1,
        hitch_id,
        tank_number,
        side: sides[at % 2] ?? 'port',
        is_day_tank: tank_number === dayTankPair ? 1 : 0,
        sounding_feet: 8 + (at % 4),
        sounding_inches: at % 12,
        water_present: at === 3 ? 'Trace' : 'None',
        gallons: gallons + hitch_id,
      }
    }),
  )
