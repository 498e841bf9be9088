import { type Project, status, type Status } from 'millwright'
import { backupAge } from '../backups/schedule.ts'

/** What a monitor wants to know of the book. */
export type Health = {
  readonly status: 'ok' | 'not well'
  readonly database: 'ok' | 'not reachable' | 'drifted' | 'busy with a run'
  readonly version: string
  readonly schema_revision: string | null
  readonly pending: number
  /** How the last run of the migrations ended; null before the first. */
  readonly last_run: string | null
  /** Hours since the newest backup; null when there is none. */
  readonly backup_age_hours: number | null
  /** What is no failure yet: `backup_old`, `no_backup`. */
  readonly warnings: readonly string[]
}

/** A backup should not be older than that: a week. */
export const oldestBackup = 168

const version = '0.1.0'

const away: Health = {
  status: 'not well',
  database: 'not reachable',
  version,
  schema_revision: null,
  pending: 0,
  last_run: null,
  backup_age_hours: null,
  warnings: [],
}

/** Reachable, at the head of its history, not changed by hand, and how old its newest backup is. Changes nothing, and never throws. */
export async function lookAtHealth(project: Project, at: number = Date.now(), hours = oldestBackup): Promise<Health> {
  try {
    const [found, age] = [await status(project), await backupAge(project, at).catch(() => null)]
    return found.exists ? { ...healthFrom(found), backup_age_hours: age, warnings: warningsFor(age, hours) } : away
  } catch {
    return away
  }
}

function healthFrom({ exit, current, pending, drift, lock, lastRun }: Status): Omit<Health, 'warnings'> {
  const database = drift.length > 0 ? 'drifted' : lock === undefined ? 'ok' : 'busy with a run'
  const isWell = exit === 0 && database === 'ok'
  const schema_revision = current.join(' ') || null
  const last_run = lastRun === undefined ? null : (lastRun.verdict ?? lastRun.state)
  return { ...away, status: isWell ? 'ok' : 'not well', database, schema_revision, pending, last_run }
}

function warningsFor(age: number | null, hours: number): readonly string[] {
  if (age === null) return ['no_backup']
  return age < hours ? [] : ['backup_old']
}
