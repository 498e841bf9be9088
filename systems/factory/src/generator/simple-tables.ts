import type { Seconds } from '../shifts/local-time.ts'
import { breakdownsOf } from './events.ts'
import { masterTables } from './master-tables.ts'
import { perMachine } from './reading-tables.ts'
import type { Machine, Recipe } from './recipe.ts'
import { cleanSpeeds } from './samples.ts'
import { type HourRow, hoursOf, percentsOf } from './simple-hours.ts'
import { siteOf, type Site, type Unit, unitsIn } from './site.ts'
import { type Cell, stamp, type TableRows, tableOf } from './table.ts'
import type { Stop } from './truth.ts'

const utc = (at: Seconds): string => `${stamp(at)}+00`
const born = utc(Date.UTC(2020, 0, 1) / 1_000)

/** The same truth in seven tables: one for all readings, and figures by the hour. */
export const simpleTables = (recipe: Recipe): readonly TableRows[] => [
  siteTable(recipe),
  equipmentTable(recipe),
  metricTable(recipe),
  hourTable(recipe),
  alertTable(recipe),
  ...peopleTables(recipe),
]

const stamps = { createdAt: (): Cell => born, updatedAt: (): Cell => born }

const siteId = ({ k }: Site): string => `site-${k}`

const siteTable = (recipe: Recipe): TableRows =>
  tableOf<Site>(
    'Site',
    {
      id: siteId,
      code: ({ code }) => code,
      name: ({ code }) => `Plant ${code}`,
      timezone: ({ zone }) => zone,
      isActive: () => true,
      ...stamps,
    },
    () => Array.from({ length: recipe.scale }, (_, k) => siteOf(k)),
  )

const equipmentTable = (recipe: Recipe): TableRows =>
  tableOf<Unit>(
    'Equipment',
    {
      id: ({ id }) => id,
      code: ({ code }) => code,
      name: ({ code }) => `Machine ${code}`,
      type: ({ j }) => (j < 3 ? 'CNC' : 'ASSEMBLY'),
      siteId: ({ site }) => siteId(site),
      isActive: () => true,
      ...stamps,
    },
    () => unitsIn(recipe.scale),
  )

type Reading = {
  readonly unit: Unit
  readonly at: Seconds
  readonly type: string
  readonly value: number
  readonly of: string
}

const readingSeconds = 300

function* readingsOf(recipe: Recipe, machine: Machine): Generator<Reading> {
  const { unit } = machine
  for (const { at, speed } of cleanSpeeds(recipe, machine, readingSeconds)) {
    const warm = 40 + ((at / 60) % 20)
    yield { unit, at, type: 'temperature', value: warm, of: 'C' }
    yield { unit, at, type: 'pressure', value: 5 + (warm % 3) / 10, of: 'bar' }
    yield { unit, at, type: 'vibration', value: speed === 0 ? 0 : 2 + (warm % 5) / 10, of: 'mm/s' }
    yield { unit, at, type: 'speed', value: speed, of: '1/h' }
    yield { unit, at, type: 'power', value: speed === 0 ? 1 : 20 + (warm % 7), of: 'kW' }
  }
}

const metricTable = (recipe: Recipe): TableRows =>
  tableOf<Reading>(
    'metrics',
    {
      id: ({ unit, at, type }) => `${type.slice(0, 2)}-${unit.g}-${at}`,
      timestamp: ({ at }) => utc(at),
      equipmentId: ({ unit }) => unit.id,
      metricType: ({ type }) => type,
      value: ({ value }) => value,
      unit: ({ of }) => of,
      quality: () => 192,
    },
    () => perMachine(recipe, readingsOf),
  )

const hourTable = (recipe: Recipe): TableRows =>
  tableOf<HourRow>(
    'oee_data',
    {
      id: ({ unit, nth }) => `oee-${unit.g}-${nth}`,
      timestamp: ({ at }) => utc(at),
      equipmentId: ({ unit }) => unit.id,
      shiftStartTime: ({ shift }) => utc(shift.start),
      shiftEndTime: ({ shift }) => utc(shift.end),
      availability: (row) => percentsOf(row).availability,
      performance: (row) => percentsOf(row).performance,
      quality: (row) => percentsOf(row).quality,
      oee: (row) => percentsOf(row).oee,
      plannedTime: ({ plannedMinutes }) => plannedMinutes,
      runTime: ({ runMinutes }) => runMinutes,
      idealCycleTime: ({ unit }) => unit.cycle,
      totalCount: ({ total }) => total,
      goodCount: ({ good }) => good,
    },
    () => perMachine(recipe, hoursOf),
  )

type UnitStop = { readonly unit: Unit; readonly stop: Stop }

const alertTable = (recipe: Recipe): TableRows =>
  tableOf<UnitStop>(
    'Alert',
    {
      id: ({ unit, stop }) => `al-${unit.g}-${stop.n}-${stop.m}`,
      timestamp: ({ stop }) => utc(stop.start),
      equipmentId: ({ unit }) => unit.id,
      severity: () => 'high',
      type: () => 'breakdown',
      message: ({ unit }) => `${unit.code} does not run`,
      isActive: () => false,
      acknowledged: () => true,
      acknowledgedAt: ({ stop }) => utc(stop.end),
      acknowledgedBy: () => null,
    },
    () => perMachine(recipe, (_, { unit, stops }) => breakdownsOf(stops).map((stop) => ({ unit, stop }))),
  )

/** The people of the other database, without what this one has no column for. */
function peopleTables(recipe: Recipe): readonly TableRows[] {
  const [users, sessions] = ['User', 'Session'].map((name) => masterTables(recipe).find(({ table }) => table === name))
  return [...(users === undefined ? [] : [asPeople(users)]), ...(sessions === undefined ? [] : [sessions])]
}

function asPeople(users: TableRows): TableRows {
  const kept = ['id', 'email', 'name', 'role', 'siteId', 'createdAt', 'updatedAt']
  const places = kept.map((name) => users.columns.indexOf(name))
  return {
    table: 'User',
    columns: kept,
    rows: function* () {
      for (const row of users.rows()) yield places.map((at, nth) => personCell(kept[nth] as string, row[at] ?? null))
    },
  }
}

function personCell(column: string, value: Cell): Cell {
  if (column === 'name') return value ?? 'Unnamed'
  return column === 'siteId' ? String(value).replace('plant-', 'site-') : value
}
