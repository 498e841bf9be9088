import type { MoveBuilder, RowInput } from 'millwright'
import { madeId } from '../reference/ids.ts'
import { type MaintenanceRecord, maintenanceOf, type MaintenanceRow } from '../reference/maintenance.ts'
import type { Outcome } from '../reference/outcome.ts'
import { type LegacyUser, userOf } from '../reference/people.ts'
import {
  equipmentOf,
  type Line,
  type Plant,
  type SiteRow,
  siteOf,
  workCenterOf,
  type WorkCenterRow,
  type WorkUnit,
} from '../reference/places.ts'
import { defaultShifts } from '../shifts/instances.ts'
import { instancesOf, shiftIdOf } from '../shifts/site-instances.ts'
import { type Facts, shiftPlanOf } from './facts.ts'
import { type Mapping, saidOf } from './mapping.ts'
import { loadJudged } from './loads.ts'
import { lines, linesAndCells, maintenance, plants, products, sessions, units, unitsInCells, users } from './selects.ts'

/** Everything that the time series refer to, in an order in which each row finds what it refers to. */
export function loadReference(m: MoveBuilder, facts: Facts): void {
  const byId = { facts, order: ['id'], key: ['id'] } as const
  const site = (plant: Plant): Outcome<SiteRow> => siteOf(plant, facts.zones)
  const ofPlants = { ...byId, select: plants, judge: site, minRecords: 1 }
  loadJudged<Plant, SiteRow>(m, { ...ofPlants, to: 'Site', rows: asItIs })
  const cells = facts.mapping.cells === 'as-workcenter'
  const center = (line: Line): Outcome<WorkCenterRow> =>
    workCenterOf(facts.profile === 'factory-7' ? { ...line, type: 'AREA' } : line)
  loadJudged(m, { ...byId, to: 'WorkCenter', select: cells ? linesAndCells : lines, judge: center, rows: asItIs })
  const ofUnits = { ...byId, select: cells ? unitsInCells : units, judge: (unit: WorkUnit) => equipmentOf(unit) }
  loadJudged(m, { ...ofUnits, to: 'Equipment', rows: asItIs })
  loadJudged(m, {
    facts,
    order: ['code'],
    key: ['id'],
    to: 'Product',
    select: products,
    judge: (product: { readonly code: string }) => productOf(product, facts),
    rows: asItIs,
  })
  loadJudged<Plant, SiteRow>(m, { ...ofPlants, to: 'Shift', rows: (row) => shiftRows(row, facts) })
  loadJudged<Plant, SiteRow>(m, { ...ofPlants, to: 'ShiftInstance', rows: (row) => instanceRows(row, facts) })
  loadJudged(m, {
    ...byId,
    to: 'User',
    select: users,
    judge: (user: LegacyUser) => userOf(user, facts.mapping.roles),
    rows: asItIs,
  })
  if (facts.sessions === 'unexpired')
    loadJudged(m, { ...byId, to: 'Session', select: sessions, judge: (row: RowInput) => kept(row), rows: asItIs })
  loadJudged<MaintenanceRecord, MaintenanceRow>(m, {
    ...byId,
    to: 'MaintenanceEvent',
    select: maintenance,
    judge: maintenanceOf,
    rows: asItIs,
  })
}

const asItIs = <Row extends RowInput>(row: Row): RowInput => row

const kept = <Row>(row: Row): Outcome<Row> => ({ kind: 'row', row })

type ProductRow = Pick<Mapping['products'][number], 'family' | 'standardCycleTime' | 'targetPPM'> & {
  readonly id: string
  readonly code: string
  readonly name: string
}

export const productIdOf = (code: string): string => madeId('pr', code)

/** Of a product the legacy database has the name only; what else is known of it somebody must say. */
function productOf({ code }: { readonly code: string }, { mapping }: Facts): Outcome<ProductRow> {
  const said = mapping.products.find((product) => product.code === code)
  const { family = null, standardCycleTime = null, targetPPM = null } = said ?? {}
  return kept({ id: productIdOf(code), code, name: code, family, standardCycleTime, targetPPM })
}

const shiftRows = ({ id: siteId, code }: SiteRow, { mapping }: Facts): readonly RowInput[] =>
  (saidOf(mapping.shifts, code) ?? defaultShifts).map((shift) => ({
    id: shiftIdOf(siteId, shift),
    siteId,
    shiftCode: shift.code,
    shiftName: shift.name,
    startTime: shift.start,
    endTime: shift.end,
    breakMinutes: shift.breakMinutes,
    isActive: true,
  }))

const instanceRows = ({ id: siteId, code, timezone: zone }: SiteRow, facts: Facts): readonly RowInput[] =>
  instancesOf({ siteId, code, zone }, shiftPlanOf(facts)).instances.map(({ id, shiftId, date, start, end, shift }) => ({
    id,
    shiftId,
    shiftDate: date,
    actualStartTime: stamp(start),
    actualEndTime: stamp(end),
    plannedMinutes: (end - start) / 60,
    breakMinutes: shift.breakMinutes,
  }))

/** An instant as PostgreSQL writes it where the clock shows UTC. */
export const stamp = (seconds: number): string =>
  `${new Date(seconds * 1_000).toISOString().replace('T', ' ').replace('.000Z', '')}+00`
