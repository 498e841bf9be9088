import type { Note } from 'millwright'
import { dropped, type Outcome, refused, warning } from '../reference/outcome.ts'

/** A row of QualityMetric with the type of its defect, where it has one. */
export type QualityRecord = {
  readonly id: string
  readonly isKnownUnit: boolean
  readonly isInWindow: boolean
  readonly defectCount: number
  readonly disposition: string | null
  readonly defectSeverity: string | null
  readonly typeCode: string | null
  readonly typeCategory: string | null
  readonly typeSeverity: string | null
}

export type QualityEvent = {
  readonly id: string
  readonly eventType: 'DEFECT' | 'REWORK' | 'SCRAP'
  readonly defectCode: string
  readonly defectCategory: string | null
  readonly quantity: number
  readonly severity: string | null
}

const severities = ['CRITICAL', 'MAJOR', 'MINOR']

const eventTypes: ReadonlyMap<string | null, QualityEvent['eventType']> = new Map([
  ['reject', 'SCRAP'],
  ['rework', 'REWORK'],
])

export function qualityEventOf(record: QualityRecord): Outcome<QualityEvent> {
  const refusal = refusalOf(record)
  if (refusal !== undefined) return refusal
  const { id, defectCount: quantity, disposition, typeCode, typeCategory: defectCategory } = record
  const { severity, notes } = severityOf(record)
  if (typeCode === null) notes.push(warning('QLT_NO_TYPE', 'defectTypeId', 'the defect has no type'))
  const eventType = eventTypes.get(disposition) ?? 'DEFECT'
  return {
    kind: 'row',
    row: { id, eventType, defectCode: typeCode ?? 'UNKNOWN', defectCategory, quantity, severity },
    notes,
  }
}

function refusalOf({ defectCount, isKnownUnit, isInWindow }: QualityRecord): Outcome<never> | undefined {
  if (defectCount === 0) return dropped('QLT_MEASUREMENT')
  if (!isKnownUnit) return refused('QLT_ORPHAN', 'workUnitId', 'there is no such work unit')
  if (defectCount < 0) return refused('QLT_NEGATIVE', 'defectCount', 'something was counted backwards')
  return isInWindow
    ? undefined
    : refused('QLT_OUT_OF_WINDOW', 'timestamp', 'it lies outside of the days that are moved')
}

function severityOf({ defectSeverity, typeSeverity }: QualityRecord): {
  readonly severity: string | null
  readonly notes: Note[]
} {
  const severity = (defectSeverity ?? typeSeverity)?.toUpperCase() ?? null
  if (severity === null || severities.includes(severity)) return { severity, notes: [] }
  return {
    severity: null,
    notes: [warning('QLT_SEVERITY', 'defectSeverity', 'the severity is none of the known ones')],
  }
}
