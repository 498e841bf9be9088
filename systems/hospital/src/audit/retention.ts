import { type Queries, sql } from 'millwright'
import { storedSettings } from '../settings/store.ts'
import { type Act, recordEvent } from './record.ts'

/** Does something in one transaction, in somebody's name. */
export type Writer = <T>(work: (db: Queries, act: Act) => Promise<T>) => Promise<T>

/** So many go in one transaction: others want to write meanwhile. */
const atOnce = 5000
const dayMs = 24 * 3600_000

/**
 * Removes the events of the audit log that are older than the setting `audit_retention_days`, and tells of it there; nothing
 * while that is null. The database refuses to part with a younger one.
 */
export async function forgetOldEvents(write: Writer): Promise<void> {
  let removed = atOnce
  while (removed === atOnce) removed = await write(forgetSome)
}

async function forgetSome(db: Queries, act: Act): Promise<number> {
  const { audit_retention_days: days } = await storedSettings(db)
  if (days === null) return 0
  const before = new Date(Date.parse(act.at) - days * dayMs).toISOString()
  const removed = await db.run(sql`delete from audit_log where id in
    (select id from audit_log where occurred_at < ${before} order by occurred_at, id limit ${atOnce})`)
  if (removed > 0)
    await recordEvent(db, act, {
      type: 'User Action',
      status: 'Info',
      description: `Removed ${removed} events of before ${before} from the audit log, which are kept for ${days} days`,
      details: { removed, before, audit_retention_days: days },
    })
  return removed
}
