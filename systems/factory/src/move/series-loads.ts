import type { MoveBuilder, RowInput } from 'millwright'
import { countOf, type Counts } from '../counts/counts.ts'
import { type QualityEvent, qualityEventOf } from '../counts/quality.ts'
import { madeId } from '../reference/ids.ts'
import { type Outcome, refused, shapeOf } from '../reference/outcome.ts'
import type { Judged } from '../reference/outcome.ts'
import { zoneOf } from '../reference/places.ts'
import { instancesBySite, type SiteInstances } from '../shifts/site-instances.ts'
import { type Facts, shiftPlanOf } from './facts.ts'
import { loadJudged } from './loads.ts'
import type { MachineRecord } from './machine-states.ts'
import { productIdOf, stamp } from './reference-loads.ts'
import { counts, quality } from './selects.ts'
import { statesFrom } from './states-source.ts'

/** Counts, quality events and states. */
export function loadSeries(m: MoveBuilder, facts: Facts): void {
  const where = placesOf(facts)
  loadCounts(m, facts, where)
  loadQuality(m, facts, where)
  loadStates(m, facts)
}

/** What a reading of a machine says of its place and time. */
type Placed = {
  readonly workUnitId: string
  readonly isKnownUnit: boolean
  readonly siteId: string | null
  readonly plantCode: string | null
  readonly timezone: string | null
  readonly timestamp: string
  readonly atMs: bigint
  readonly product: string | null
}

type Where = (reading: Placed) => SiteInstances | undefined

/** Which zone a site has is asked once: to look into the list of zones takes longer than all else about a reading. */
function placesOf(facts: Facts): Where {
  const instances = instancesBySite(shiftPlanOf(facts))
  const known = new Map<string, SiteInstances | undefined>()
  const find = (siteId: string, place: { readonly code: string; readonly timezone: string | null }) => {
    const zone = zoneOf(place, facts.zones)
    return 'invalid' in zone ? undefined : instances({ siteId, code: place.code, zone: zone.zone })
  }
  return ({ siteId, plantCode, timezone }) => {
    if (siteId === null) return undefined
    if (!known.has(siteId)) known.set(siteId, find(siteId, { code: plantCode ?? '', timezone }))
    return known.get(siteId)
  }
}

const secondOf = ({ atMs }: Placed): number => Number(atMs) / 1_000

/** A reading at the end of its period belongs to the shift that ends there: a little before is in it. */
const anchored = <Reading extends Placed>(reading: Reading, { mapping }: Facts): Reading =>
  mapping.counts.anchor === 'period_end' ? { ...reading, atMs: reading.atMs - 1n } : reading

function isInWindow(reading: Placed, site: SiteInstances | undefined): boolean {
  const at = secondOf(reading)
  return site !== undefined && at >= site.start && at < site.end
}

const commonOf = (reading: Placed, site: SiteInstances | undefined): RowInput => ({
  timestamp: reading.timestamp,
  equipmentId: reading.workUnitId,
  productId: reading.product === null || reading.product === '' ? null : productIdOf(reading.product),
  shiftInstanceId: site?.idAt(secondOf(reading)) ?? null,
})

type CountReading = Placed & {
  readonly id: string
  readonly totalOutput: bigint | null
  readonly goodOutput: bigint | null
  readonly defectiveOutput: bigint | null
  readonly actualCycleTime: number | null
  readonly keptId: string
  readonly keptTotal: bigint | null
  readonly keptGood: bigint | null
  readonly keptDefective: bigint | null
}

function loadCounts(m: MoveBuilder, facts: Facts, where: Where): void {
  loadJudged<CountReading, Counts>(m, {
    to: 'production_counts',
    facts,
    select: counts,
    order: ['workUnitId', 'timestamp', 'id'],
    key: ['timestamp', 'equipmentId'],
    judge: (reading) =>
      countOf({
        ...figures(reading.totalOutput, reading.goodOutput, reading.defectiveOutput),
        isKnownUnit: reading.isKnownUnit,
        isInWindow: isInWindow(anchored(reading, facts), where(reading)),
        isKept: reading.keptId === reading.id,
        kept: figures(reading.keptTotal, reading.keptGood, reading.keptDefective),
      }),
    rows: (row, reading) => ({
      id: madeId('ct', reading.workUnitId, reading.timestamp),
      ...commonOf(anchored(reading, facts), where(reading)),
      ...row,
      reworkCount: 0,
      actualCycleTime: reading.actualCycleTime,
    }),
  })
}

const figures = (total: bigint | null, good: bigint | null, defective: bigint | null) => ({
  total: numberOrNull(total),
  good: numberOrNull(good),
  defective: numberOrNull(defective),
})

const numberOrNull = (count: bigint | null): number | null => (count === null ? null : Number(count))

type QualityReading = Placed & {
  readonly id: string
  readonly defectCount: bigint
  readonly disposition: string | null
  readonly defectSeverity: string | null
  readonly typeCode: string | null
  readonly typeCategory: string | null
  readonly typeSeverity: string | null
}

function loadQuality(m: MoveBuilder, facts: Facts, where: Where): void {
  loadJudged<QualityReading, QualityEvent>(m, {
    to: 'quality_events',
    facts,
    select: quality,
    order: ['workUnitId', 'timestamp', 'id'],
    key: ['timestamp', 'equipmentId', 'id'],
    judge: (reading) =>
      qualityEventOf({
        ...reading,
        defectCount: Number(reading.defectCount),
        isInWindow: isInWindow(reading, where(reading)),
      }),
    rows: (row, reading) => ({ ...commonOf(reading, where(reading)), ...row }),
  })
}

/** Codes of what can never be a state; the others are left out by rule. */
const quarantined = new Set(['SMP_OUT_OF_WINDOW', 'SMP_ORPHAN', 'DT_NEGATIVE', 'DT_ORPHAN'])

function judgeState(record: MachineRecord): Outcome<Extract<MachineRecord, { kind: 'state' }>> {
  if (record.kind === 'state') return { kind: 'row', row: record }
  const { code, id } = record
  return quarantined.has(code) ? refused(code, 'id', `${id} is no part of any state`) : { kind: 'dropped', code }
}

function loadStates(m: MoveBuilder, facts: Facts): void {
  m.load<Judged<MachineRecord, Extract<MachineRecord, { kind: 'state' }>>>('equipment_states', {
    from: statesFrom(facts),
    to: 'equipment_states',
    key: ['timestamp', 'equipmentId'],
    shape: shapeOf(judgeState),
    map: ({ kept }) => (kept.kind === 'dropped' ? { skip: kept.code } : stateRow(kept.row)),
    undo: 'drop-created',
    minRecords: 0,
  })
}

function stateRow({ unit, row, shiftInstanceId }: Extract<MachineRecord, { kind: 'state' }>): RowInput {
  const start = stamp(row.start)
  return {
    id: madeId('st', unit, start),
    timestamp: start,
    equipmentId: unit,
    state: row.state,
    stateCategory: row.category,
    reason: row.reason,
    startTime: start,
    endTime: row.isOpen ? null : stamp(row.end),
    durationSeconds: row.isOpen ? null : row.end - row.start,
    shiftInstanceId,
  }
}
