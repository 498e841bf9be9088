import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'

/** How far behind a replica may be, in seconds. */
const mostLag = 1.5

/**
 * A replica that does not keep up, and sessions that have begun to wait for a lock: those get some time for themselves. One
 * that has waited for long waits for somebody else. Who may not see the sessions of others sees nobody wait.
 */
export async function pressure(db: Queries): Promise<string | undefined> {
  const row = await db.get(sql`select
    (select max(extract(epoch from replay_lag))::float8 from pg_catalog.pg_stat_replication) as lag,
    (select count(*) from pg_catalog.pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and clock_timestamp() - query_start between interval '1 second' and interval '10 seconds') as waiting`)
  const lag = Number(row?.['lag'] ?? 0)
  if (lag > mostLag) return `a replica is ${lag.toFixed(1)} s behind, and ${mostLag} s are allowed`
  const waiting = Number(row?.['waiting'] ?? 0)
  return waiting > 0 ? `${waiting === 1 ? 'a session waits' : `${waiting} sessions wait`} for a lock` : undefined
}
