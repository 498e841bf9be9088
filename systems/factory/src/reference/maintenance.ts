import { dropped, type Outcome, refused, warning } from './outcome.ts'

/** A maintenance record. Times are text in UTC, and milliseconds for reckoning. */
export type MaintenanceRecord = {
  readonly id: string
  readonly workUnitId: string
  readonly isKnownUnit: boolean
  readonly maintenanceType: string
  readonly description: string
  readonly priority: string
  readonly failureMode: string | null
  readonly failureCause: string | null
  readonly preventiveMeasures: string | null
  readonly notes: string | null
  readonly startTime: string
  readonly endTime: string | null
  readonly startMs: bigint
  readonly endMs: bigint | null
  readonly actualDuration: number | null
  readonly partsCost: number | null
  readonly totalCost: number | null
  readonly status: string
}

export type MaintenanceRow = {
  readonly id: string
  readonly equipmentId: string
  readonly eventType: 'BREAKDOWN' | 'PREVENTIVE' | 'PREDICTIVE'
  readonly startTime: string
  readonly endTime: string | null
  readonly durationMinutes: number | null
  readonly description: string
  readonly severity: 'CRITICAL' | 'MAJOR' | 'MINOR' | null
  readonly rootCause: string | null
  readonly actionTaken: string | null
  readonly partsCost: number | null
  readonly totalCost: number | null
}

const types: ReadonlyMap<string, MaintenanceRow['eventType']> = new Map([
  ['preventive', 'PREVENTIVE'],
  ['predictive', 'PREDICTIVE'],
  ['corrective', 'BREAKDOWN'],
  ['emergency', 'BREAKDOWN'],
])

const severities: ReadonlyMap<string, 'CRITICAL' | 'MAJOR' | 'MINOR'> = new Map([
  ['critical', 'CRITICAL'],
  ['high', 'MAJOR'],
  ['medium', 'MINOR'],
  ['low', 'MINOR'],
])

const longestCause = 255

export function maintenanceOf(record: MaintenanceRecord): Outcome<MaintenanceRow> {
  if (record.status === 'cancelled' || record.status === 'scheduled') return dropped('MNT_NOT_DONE')
  if (!record.isKnownUnit) return refused('MNT_ORPHAN', 'workUnitId', 'there is no such work unit')
  const eventType = types.get(record.maintenanceType)
  if (eventType === undefined) return refused('MNT_TYPE', 'maintenanceType', 'it is none of the known kinds')
  const isBackwards = record.endMs !== null && record.endMs < record.startMs
  const notes = isBackwards ? [warning('MNT_NEGATIVE', 'endTime', 'it ends before it begins; the end is left out')] : []
  const endMs = isBackwards ? null : record.endMs
  return {
    kind: 'row',
    row: { ...rowOf({ ...record, endMs }), eventType, endTime: isBackwards ? null : record.endTime },
    notes,
  }
}

function rowOf(record: MaintenanceRecord): Omit<MaintenanceRow, 'eventType' | 'endTime'> {
  const { id, workUnitId: equipmentId, startTime, description, partsCost, totalCost } = record
  return {
    id,
    equipmentId,
    startTime,
    description,
    partsCost,
    totalCost,
    durationMinutes: minutesOf(record),
    severity: severities.get(record.priority) ?? null,
    rootCause: (record.failureCause ?? record.failureMode)?.slice(0, longestCause) ?? null,
    actionTaken: record.preventiveMeasures ?? record.notes,
  }
}

function minutesOf({ startMs, endMs, actualDuration }: MaintenanceRecord): number | null {
  if (endMs !== null) return Math.round(Number(endMs - startMs) / 60_000)
  return actualDuration === null ? null : Math.round(actualDuration * 60)
}
