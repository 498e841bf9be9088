import { isRecord } from './aliases.ts'
import { isIsoDate } from './dates.ts'
import { newNotes, type Notes, note, placeOf, type Result, refuse, resultOf, issue } from './issue.ts'
import { cleanText } from './text.ts'

export const auditStatuses = ['Success', 'Failed', 'Warning', 'Info'] as const
export type AuditStatus = (typeof auditStatuses)[number]

/** A row of `audit_log`. The file's times carry no zone and are taken as UTC; `details` is JSON text. */
export type AuditRow = {
  readonly id: number
  readonly occurred_at: string
  readonly event_type: string
  readonly performed_by: string
  readonly description: string
  readonly status: AuditStatus
  readonly details: string
  readonly imported: true
}

/** The 21 types of the JSON era and the three of the migration. */
export const eventTypes = [
  'Reminder Sent',
  'Setting Changed',
  'Equipment Added',
  'Equipment Updated',
  'Equipment Deleted',
  'Bulk Import',
  'Bulk Delete',
  'Data Export',
  'Push Notification',
  'Email Notification',
  'Test Email',
  'Test Push',
  'Training Added',
  'Training Updated',
  'Training Deleted',
  'Backup Created',
  'Backup Deleted',
  'Backup Restored',
  'System Startup',
  'System Error',
  'User Action',
  'Migration Started',
  'Migration Completed',
  'Migration Rolled Back',
] as const
export type EventType = (typeof eventTypes)[number]

const keys: readonly string[] = ['id', 'timestamp', 'event_type', 'performed_by', 'description', 'status', 'details']

/** One event of `audit_log.json` as the row to store. */
export function readAudit(raw: unknown): Result<AuditRow> {
  const notes = newNotes()
  if (!isRecord(raw)) refuse(notes, issue('record_not_object', placeOf(), raw))
  const record = isRecord(raw) ? raw : {}
  for (const key of Object.keys(record))
    if (!keys.includes(key)) refuse(notes, issue('unknown_field', placeOf(key), record[key]))
  const row: AuditRow = {
    id: idOf(record['id'], notes),
    occurred_at: timeOf(record['timestamp'], notes),
    event_type: textOf(record['event_type'], 'event_type', notes),
    performed_by: textOf(record['performed_by'], 'performed_by', notes),
    description: textOf(record['description'], 'description', notes),
    status: statusOf(record['status'], notes),
    details: JSON.stringify(record['details'] ?? {}),
    imported: true,
  }
  if (!eventTypes.some((known) => known === row.event_type))
    note(notes, issue('event_type_unknown', placeOf('event_type'), row.event_type))
  if (isPageView(row.description)) note(notes, issue('audit_page_view', placeOf('description')))
  if (isDemonstration(row.description)) note(notes, issue('audit_demonstration', placeOf('description')))
  return resultOf(row, notes)
}

const isPageView = (text: string): boolean => /\bpage (?:was )?(?:viewed|accessed|opened)\b/i.test(text)
const isDemonstration = (text: string): boolean => /\b(?:demonstration|demo|sample)\b/i.test(text)

function idOf(value: unknown, notes: Notes): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  refuse(notes, issue('no_invalid', placeOf('id'), value))
  return 0
}

const clock = /^(\d{4}-\d\d-\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)$/

function timeOf(value: unknown, notes: Notes): string {
  const [, day = '', time = ''] = clock.exec(String(value)) ?? []
  if (isIsoDate(day)) return `${day}T${time}.000Z`
  refuse(notes, issue('timestamp_invalid', placeOf('timestamp'), value))
  return ''
}

function textOf(value: unknown, key: string, notes: Notes): string {
  const text = typeof value === 'string' ? cleanText(value) : ''
  if (text === '') refuse(notes, issue('required', placeOf(key), value))
  return text
}

function statusOf(value: unknown, notes: Notes): AuditStatus {
  const status = auditStatuses.find((known) => known === value)
  if (status === undefined) refuse(notes, issue('status_unknown', placeOf('status'), value))
  return status ?? 'Info'
}
