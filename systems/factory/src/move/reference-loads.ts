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
  type WorkUnit,
} from '../reference/places.ts'
import { defaultShifts } from '../shifts/instances.ts'
import { shiftIdOf, siteInstances } from '../shifts/site-instances.ts'
import type { Facts } from './facts.ts'
import { loadJudged } from './loads.ts'
import { lines, maintenance, plants, products, sessions, units, users } from './selects.ts'

/** Everything that the time series refer to, in an order in which each row finds what it refers to. */
export function loadReference(m: MoveBuilder, facts: Facts): void {
  const { source } = facts
  const byId = { source, order: ['id'], key: ['id'] } as const
  const site = (plant: Plant): Outcome<SiteRow> => siteOf(plant, facts.zones)
  const ofPlants = { ...byId, select: plants, judge: site, minRecords: 1 }
  loadJudged<Plant, SiteRow>(m, { ...ofPlants, to: 'Site', rows: asItIs })
  loadJudged(m, { ...byId, to: 'WorkCenter', select: lines, judge: (line: Line) => workCenterOf(line), rows: asItIs })
  loadJudged(m, { ...byId, to: 'Equipment', select: units, judge: (unit: WorkUnit) => equipmentOf(unit), rows: asItIs })
  loadJudged(m, {
    source,
    order: ['code'],
    key: ['id'],
    to: 'Product',
    select: products,
    judge: productOf,
    rows: asItIs,
  })
  loadJudged<Plant, SiteRow>(m, { ...ofPlants, to: 'Shift', rows: shiftRows })
  loadJudged<Plant, SiteRow>(m, { ...ofPlants, to: 'ShiftInstance', rows: (row) => instanceRows(row, facts) })
  loadJudged(m, { ...byId, to: 'User', select: users, judge: (user: LegacyUser) => userOf(user), rows: asItIs })
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

type ProductRow = { readonly id: string; readonly code: string; readonly name: string }

export const productIdOf = (code: string): string => madeId('pr', code)

const productOf = ({ code }: { readonly code: string }): Outcome<ProductRow> =>
  kept({ id: productIdOf(code), code, name: code })

const shiftRows = ({ id: siteId }: SiteRow): readonly RowInput[] =>
  defaultShifts.map((shift) => ({
    id: shiftIdOf(siteId, shift),
    siteId,
    shiftCode: shift.code,
    shiftName: shift.name,
    startTime: shift.start,
    endTime: shift.end,
    breakMinutes: shift.breakMinutes,
    isActive: true,
  }))

const instanceRows = ({ id: siteId, timezone: zone }: SiteRow, { from, to }: Facts): readonly RowInput[] =>
  siteInstances({ siteId, zone, from, to }).instances.map(({ id, shiftId, date, start, end, shift }) => ({
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
