import type { Project } from 'millwright'
import type { Database } from '../database/open.ts'

/** What backups work with. */
export type Tools = {
  readonly project: Project
  readonly db: Database
  /** The moment, UTC, as it is stored. */
  readonly now: () => string
  /** The calendar day where the server stands. */
  readonly today: () => string
}

/** A backup as it is listed. */
export type Backup = {
  readonly name: string
  readonly kind: 'full' | 'settings'
  readonly created_at: string
  readonly created_by: string
  readonly reason: string
  readonly bytes: number
  /** Rows by table; settings have none. */
  readonly rows: Readonly<Record<string, number>> | null
  /** Why it may not be deleted; null when it may. */
  readonly kept_because: string | null
}
