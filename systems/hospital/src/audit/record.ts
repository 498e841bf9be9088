import { type Queries, sql } from 'millwright'
import type { AuditStatus, EventType } from '../domain/audit.ts'

/** One doing of one person: everything it writes has the same name and the same moment. */
export type Act = {
  readonly actor: string
  /** UTC, as it is stored. */
  readonly at: string
  /** The calendar day of the hospital, for which statuses are computed. */
  readonly today: string
}

/** An event as it is told; the act says who and when. Secrets never stand in it. */
export type AuditEvent = {
  readonly type: EventType
  readonly description: string
  readonly status?: AuditStatus
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes the event. Call it in the transaction of what it tells about: both are kept, or neither. */
export async function recordEvent(db: Queries, act: Act, event: AuditEvent): Promise<void> {
  const { type, description, status = 'Success', details = {} } = event
  await db.run(sql`insert into audit_log (occurred_at, event_type, performed_by, description, status, details, imported)
    values (${act.at}, ${type}, ${act.actor}, ${description}, ${status}, ${JSON.stringify(details)}, 0)`)
}
