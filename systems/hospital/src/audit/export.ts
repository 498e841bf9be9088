import { stringify } from 'csv-stringify/sync'
import type { Queries } from 'millwright'
import { type AuditFilter, type AuditEntry, readEvents } from './list.ts'

const header = ['ID', 'Timestamp', 'Event Type', 'Performed By', 'Description', 'Status', 'Details']

/** `forSpreadsheet` puts an apostrophe before what a spreadsheet would take for a formula. */
export type ExportOptions = { readonly filter: AuditFilter; readonly forSpreadsheet: boolean }

/** The events as CSV (RFC 4180), the newest first, in pieces. */
export async function* auditCsv(db: Queries, { filter, forSpreadsheet }: ExportOptions): AsyncGenerator<string> {
  const written = (records: readonly (readonly unknown[])[]): string =>
    stringify([...records], { record_delimiter: 'windows', escape_formulas: forSpreadsheet })
  yield written([header])
  for await (const entries of readEvents(db, filter)) yield written(entries.map(recordOf))
}

const recordOf = (entry: AuditEntry): readonly unknown[] => [
  entry.id,
  entry.occurred_at,
  entry.event_type,
  entry.performed_by,
  entry.description,
  entry.status,
  JSON.stringify(entry.details),
]
