import type { Queries } from 'millwright'
import { build, done } from '../database/build.ts'

/** One doing of one person: everything it writes has the same name and the same moment. */
export type Act = {
  readonly actor: string
  /** UTC, as it is stored. */
  readonly at: string
}

/** What was done to what; secrets never stand in it. */
export type Event = {
  readonly action: string
  readonly subject: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes the event. Call it in the transaction of what it tells about: both are kept, or neither. */
export async function recordEvent(db: Queries, act: Act, { action, subject, details = {} }: Event): Promise<void> {
  const row = { occurred_at: act.at, performed_by: act.actor, action, subject, details: JSON.stringify(details) }
  await done(db, build.insertInto('audit_log').values(row))
}
