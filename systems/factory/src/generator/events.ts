import type { Seconds } from '../shifts/local-time.ts'
import type { Machine, Recipe } from './recipe.ts'
import type { Unit } from './site.ts'
import type { Stop } from './truth.ts'

/** A row of DowntimeEvent. */
export type EventRow = {
  readonly id: string
  readonly unit: string
  readonly start: Seconds
  readonly end: Seconds | null
  readonly isPlanned: boolean
  readonly reason: string | null
  readonly type: string | null
}

/** The reasons of the legacy database, with what each is. */
export const downtimeTypes = [
  { code: 'PM', name: 'Planned maintenance', category: 'PLANNED_MAINTENANCE', isPlanned: true },
  { code: 'BREAK', name: 'Break', category: 'BREAK', isPlanned: true },
  { code: 'SETUP', name: 'Set-up', category: 'SETUP', isPlanned: false },
  { code: 'BD-MECH', name: 'Mechanical breakdown', category: 'BREAKDOWN', isPlanned: false },
  { code: 'BD-ELEC', name: 'Electrical breakdown', category: 'BREAKDOWN', isPlanned: false },
  { code: 'BD-TOOL', name: 'Tool breakdown', category: 'BREAKDOWN', isPlanned: false },
  { code: 'BD-MAT', name: 'Material breakdown', category: 'MATERIAL', isPlanned: false },
  { code: 'BD-CTRL', name: 'Control breakdown', category: 'BREAKDOWN', isPlanned: false },
  { code: 'UNKNOWN', name: 'Unknown', category: 'OTHER', isPlanned: false },
] as const

export const downtimeTypeId = (code: string): string => `dtt-${code}`

/** What people wrote down; idle time is seen by nobody. */
export function* eventsOf(recipe: Recipe, { unit, stops }: Machine): Generator<EventRow> {
  for (const stop of stops) {
    if (stop.reason === null) continue
    const event = eventOf(unit, stop)
    if (recipe.isDefective && stop.kind === 'BREAKDOWN') yield* spoilt(recipe, unit, { event, stop })
    else yield event
  }
}

const eventOf = ({ g, id }: Unit, { kind, start, end, reason, n, m }: Stop): EventRow => ({
  id: `dt-${g}-${n}-${m}`,
  unit: id,
  start,
  end,
  isPlanned: kind === 'PM' || kind === 'BREAK',
  reason,
  type: downtimeTypeId(reason as string),
})

type Placed = { readonly event: EventRow; readonly stop: Stop }

function* spoilt({ draw, injected }: Recipe, { g }: Unit, { event, stop }: Placed): Generator<EventRow> {
  const { n, m, start, end } = stop
  const isOpen = draw(24, g)(n, m) % 100 < 2
  const isNegative = !isOpen && draw(25, g)(n, m) % 200 === 0
  if (isOpen) injected('open event')
  if (isNegative) injected('negative event')
  if (isOpen) yield { ...event, end: null }
  else yield isNegative ? { ...event, end: start - 60 } : event
  if (draw(23, g)(n, m) % 100 >= 10) return
  injected('overlapping event')
  yield {
    ...event,
    id: `${event.id}x`,
    start: start + Math.floor((end - start) / 4),
    end: end + 120,
    reason: 'UNKNOWN',
    type: downtimeTypeId('UNKNOWN'),
  }
}

/** Maintenance that is recorded: what was planned, and breakdowns that took a quarter of an hour. */
export const maintenanceOf = (stops: readonly Stop[]): readonly Stop[] =>
  stops.filter(({ kind, start, end }) => kind === 'PM' || (kind === 'BREAKDOWN' && end - start >= 900))

export const breakdownsOf = (stops: readonly Stop[]): readonly Stop[] =>
  stops.filter(({ kind }) => kind === 'BREAKDOWN')
