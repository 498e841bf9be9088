import type { Seconds } from '../shifts/local-time.ts'
import { breakdownsOf, type EventRow, eventsOf, maintenanceOf } from './events.ts'
import { productOf } from './production.ts'
import { perMachine } from './reading-tables.ts'
import type { Recipe } from './recipe.ts'
import { type ShiftTruth, shiftTruthsOf } from './shift-truth.ts'
import type { Unit } from './site.ts'
import { type Cell, stamp, type TableRows, tableOf } from './table.ts'
import type { Stop } from './truth.ts'

const nothing = (): Cell => null

/** Downtimes, maintenance and alerts; old figures and energy, which have no place in the new database. */
export const eventTables = (recipe: Recipe): readonly TableRows[] => [
  downtimeTable(recipe),
  maintenanceTable(recipe),
  alertTable(recipe),
  performanceTable(recipe),
  energyTable(recipe),
]

const downtimeTable = (recipe: Recipe): TableRows =>
  tableOf<EventRow>(
    'DowntimeEvent',
    {
      id: ({ id }) => id,
      workUnitId: ({ unit }) => unit,
      downtimeTypeId: ({ type }) => type,
      isPlanned: ({ isPlanned }) => isPlanned,
      reason: ({ reason }) => reason,
      startTime: ({ start }) => stamp(start),
      endTime: ({ end }) => (end === null ? null : stamp(end)),
      reportedBy: nothing,
      comments: nothing,
      createdAt: ({ start }) => stamp(start),
    },
    () => perMachine(recipe, eventsOf),
  )

type UnitStop = { readonly unit: Unit; readonly stop: Stop }

const nameOf = ({ unit, stop }: UnitStop): string => `${unit.g}-${stop.n}-${stop.m}`

const unitStops = (recipe: Recipe, chosen: (stops: readonly Stop[]) => readonly Stop[]): Iterable<UnitStop> =>
  perMachine(recipe, (_, { unit, stops }) => chosen(stops).map((stop) => ({ unit, stop })))

const maintenanceTable = (recipe: Recipe): TableRows =>
  tableOf<UnitStop>(
    'MaintenanceRecord',
    {
      id: (row) => `mr-${nameOf(row)}`,
      workUnitId: ({ unit }) => unit.id,
      maintenanceType: ({ stop }) => (stop.kind === 'PM' ? 'preventive' : 'corrective'),
      description: ({ stop }) => (stop.kind === 'PM' ? 'Planned maintenance' : `Repair after ${stop.reason ?? ''}`),
      technician: ({ unit }) => `Technician ${unit.g % 7}`,
      priority: ({ stop }) => (stop.kind === 'PM' ? 'medium' : 'high'),
      failureMode: ({ stop }) => (stop.kind === 'PM' ? null : stop.reason),
      failureCause: nothing,
      preventiveMeasures: nothing,
      notes: ({ stop }) => (stop.kind === 'PM' ? 'Greased and measured' : null),
      startTime: ({ stop }) => stamp(stop.start),
      endTime: ({ stop }) => stamp(stop.end),
      actualDuration: ({ stop }) => (stop.end - stop.start) / 3_600,
      laborCost: nothing,
      partsCost: ({ stop }) => (stop.kind === 'PM' ? 40 : 120),
      totalCost: ({ stop }) => (stop.kind === 'PM' ? 90 : 310),
      status: () => 'completed',
      createdAt: ({ stop }) => stamp(stop.start),
      updatedAt: ({ stop }) => stamp(stop.end),
    },
    () => unitStops(recipe, maintenanceOf),
  )

const alertTable = (recipe: Recipe): TableRows =>
  tableOf<UnitStop>(
    'Alert',
    {
      id: (row) => `al-${nameOf(row)}`,
      workUnitId: ({ unit }) => unit.id,
      alertType: () => 'breakdown',
      severity: () => 'high',
      priority: () => 'high',
      title: ({ stop }) => `Stopped: ${stop.reason ?? ''}`,
      message: ({ unit }) => `${unit.code} does not run`,
      status: () => 'resolved',
      timestamp: ({ stop }) => stamp(stop.start),
      resolvedAt: ({ stop }) => stamp(stop.end),
      escalated: () => false,
      createdAt: ({ stop }) => stamp(stop.start),
      updatedAt: ({ stop }) => stamp(stop.end),
    },
    () => unitStops(recipe, breakdownsOf),
  )

type UnitShift = { readonly unit: Unit; readonly truth: ShiftTruth; readonly factor: number }

const percentShare = 10

// A tenth of the old figures are percentages, and nothing in their rows says so.
function* unitShifts(recipe: Recipe): Generator<UnitShift> {
  yield* perMachine(recipe, (_, machine) =>
    shiftTruthsOf(recipe, machine).map((truth) => {
      const isPercent = recipe.draw(41, machine.unit.g)(truth.shift.n, 0) % percentShare === 0
      return { unit: machine.unit, truth, factor: isPercent ? 100 : 1 }
    }),
  )
}

const minutes = (seconds: number): number => seconds / 60

const performanceTable = (recipe: Recipe): TableRows =>
  tableOf<UnitShift>(
    'PerformanceMetric',
    {
      id: ({ unit, truth }) => `pf-${unit.g}-${truth.shift.n}`,
      workUnitId: ({ unit }) => unit.id,
      timestamp: ({ truth }) => stamp(truth.shift.start),
      availability: ({ truth, factor }) => (truth.APT / truth.PBT) * factor,
      performance: ({ unit, truth, factor }) => ((unit.cycle * truth.PQ) / truth.APT) * factor,
      quality: ({ truth, factor }) => (truth.GQ / truth.PQ) * factor,
      oeeScore: ({ unit, truth, factor }) => ((unit.cycle * truth.GQ) / truth.PBT) * factor,
      plannedProductionTime: ({ truth }) => minutes(truth.PBT),
      operatingTime: ({ truth }) => minutes(truth.APT),
      plannedDowntime: ({ truth }) => minutes(truth.shift.end - truth.shift.start - truth.PBT),
      unplannedDowntime: ({ truth }) => minutes(truth.breakdown),
      changeoverTime: ({ truth }) => minutes(truth.setup),
      totalParts: ({ truth }) => truth.PQ,
      goodParts: ({ truth }) => truth.GQ,
      rejectedParts: ({ truth }) => truth.PQ - truth.GQ,
      reworkParts: ({ truth }) => truth.rework,
      shift: ({ truth }) => ['A', 'B', 'C'][truth.shift.n % 3] as string,
      operator: nothing,
      productType: ({ unit, truth }) => productOf(unit, truth.shift),
      createdAt: ({ truth }) => stamp(truth.shift.end),
    },
    () => unitShifts(recipe),
  )

type UnitHour = { readonly unit: Unit; readonly at: Seconds; readonly nth: number }

function* unitHours(recipe: Recipe): Generator<UnitHour> {
  yield* perMachine(recipe, (_, { unit }) => {
    const hours = Math.floor((unit.site.end - unit.site.start) / 3_600)
    return Array.from({ length: hours }, (_hour, nth) => ({ unit, at: unit.site.start + nth * 3_600, nth }))
  })
}

const energyTable = (recipe: Recipe): TableRows =>
  tableOf<UnitHour>(
    'EnergyMetric',
    {
      id: ({ unit, nth }) => `en-${unit.g}-${nth}`,
      workUnitId: ({ unit }) => unit.id,
      timestamp: ({ at }) => stamp(at),
      electricalConsumption: ({ unit, nth }) => 20 + (recipe.draw(42, unit.g)(nth, 0) % 1_000) / 100,
      gasConsumption: nothing,
      waterConsumption: nothing,
      energyCost: nothing,
      carbonFootprint: nothing,
      createdAt: ({ at }) => stamp(at + 3_600),
    },
    () => unitHours(recipe),
  )
