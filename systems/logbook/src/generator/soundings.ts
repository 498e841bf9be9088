import { bookedText } from '../domain/booked-text.ts'
import { type SoundingTables, type Tank, tankOf, toM3 } from '../domain/sounding-table.ts'
import { clockAt, dayAfter, daysToSunday, storedAfter } from './calendar.ts'
import { engineers, titles } from './people.ts'
import type { Making, Row } from './rows.ts'

/** Every Sunday at ten: both slop tanks, a little fuller each week until they are pumped out. */
export function soundingsOf(making: Making): Row[] {
  const { start, days, random, tables } = making
  const levels = { '17P': 300, '17S': 200 }
  const rows: Row[] = []
  for (let at = daysToSunday(start); at < days; at += 7) {
    const recorded_at = clockAt(dayAfter(start, at), '10:00')
    for (const id of ['17P', '17S'] as const)
      levels[id] = nextLevel(tankOf(tables, id), levels[id], random.between(20, 120))
    rows.push({
      id: rows.length + 1,
      recorded_at,
      engineer_name: random.pick(engineers),
      engineer_title: random.pick(titles),
      ...columnsOf(tankOf(tables, '17P'), levels['17P']),
      ...columnsOf(tankOf(tables, '17S'), levels['17S']),
      created_at: storedAfter(recorded_at),
    })
  }
  return rows
}

/** Above 85 % it is pumped out, down to two inches. */
const nextLevel = (tank: Tank, level: number, more: number): number =>
  level > tank.capacityGallons * 0.85 ? (tank.gallonsByInch.get(2) ?? 0) : Math.min(level + more, tank.capacityGallons)

function columnsOf(tank: Tank, level: number): Record<string, number> {
  const [inch, gallons] = [...tank.gallonsByInch].reduce((best, one) =>
    Math.abs(one[1] - level) < Math.abs(best[1] - level) ? one : best,
  )
  const prefix = `tank_${tank.id.toLowerCase()}`
  return {
    [`${prefix}_feet`]: Math.floor(inch / 12),
    [`${prefix}_inches`]: inch % 12,
    [`${prefix}_gallons`]: gallons,
    [`${prefix}_m3`]: toM3(gallons),
  }
}

/** Two entries for each sounding: the dirty oil under C, the oily water under I. */
export const entriesOf = (soundings: readonly Row[], tables: SoundingTables): Row[] =>
  soundings.flatMap((sounding, at) =>
    (['17S', '17P'] as const).map(
      (tank, second): Row => ({
        id: at * 2 + second + 1,
        entry_date: String(sounding['recorded_at']),
        ...bookedText(sounding, tankOf(tables, tank)),
        sounding_id: sounding.id,
        created_at: String(sounding['created_at']),
      }),
    ),
  )
