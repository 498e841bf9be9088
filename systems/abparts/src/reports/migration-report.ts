import type { Result } from '../checks/evaluate.ts'
import type { StepReport } from './steps.ts'

/** The words of a migration's status. */
export const MigrationStatus = {
  notStarted: 'not_started',
  inProgress: 'in_progress',
  completed: 'completed',
  failed: 'failed',
  rolledBack: 'rolled_back',
  paused: 'paused',
} as const
export type MigrationStatus = (typeof MigrationStatus)[keyof typeof MigrationStatus]

export type Invariant = {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly equal: boolean
}

export type RollbackInfo = {
  readonly backup_file: string
  readonly backup_sha256: string
  readonly backup_proved: boolean
  readonly performed: boolean
  readonly started_at: string | null
  readonly completed_at: string | null
  /** Whether the database is what it was; null as long as nothing was rolled back. */
  readonly equal: boolean | null
  readonly conflicts_file: string | null
}

export type RunVerdict = 'PROVED' | 'APPLIED, NOT PROVED' | 'REFUSED' | 'PAUSED' | 'FAILED' | 'REVERTED'

/** What a person asked for, as it stands in the ledger and in the report. */
export type RunOptions = {
  readonly skip_validation: boolean
  /** Validation and rehearsal were skipped. */
  readonly force: boolean
  readonly params: Readonly<Record<string, string>>
}

/** A migration as it is written to `reports/migration_report_<id>.json`; its JSON Schema stands in `schema/`. */
export type MigrationReport = {
  readonly migration_id: string
  readonly started_at: string
  readonly completed_at: string | null
  readonly status: MigrationStatus
  readonly verdict: RunVerdict
  /** Why the verdict is what it is. */
  readonly reason: string
  readonly exit_code: number
  readonly dry_run: boolean
  /** True when the database had been moved before: every step found its records as they should be. */
  readonly already_migrated: boolean
  readonly options: RunOptions
  readonly plan_hash: string | null
  readonly operator: string
  readonly host: string
  readonly target: string
  readonly engine_version: string
  readonly total_records_migrated: number
  readonly validation_errors: readonly Result[]
  readonly validation_warnings: readonly Result[]
  readonly rollback_info: RollbackInfo | null
  readonly invariants: readonly Invariant[]
  readonly steps: readonly StepReport[]
}
