import type { MigrationStatus } from './migration-report.ts'

export const testTypes = ['rollback', 'sample', 'comprehensive'] as const
export type TestType = (typeof testTypes)[number]

/** What a test of a sample expected and found. */
export type Mismatch = { readonly name: string; readonly expected: string; readonly actual: string }

export type Metrics = {
  /** In seconds, as all durations here. */
  readonly migration_duration: number
  readonly validation_duration: number
  readonly rollback_duration: number
  readonly memory_usage_mb: number
  readonly database_size_before_mb: number
  readonly database_size_after_mb: number
}

export type TestResult = {
  readonly sample_name: string
  readonly sample_description: string
  readonly success: boolean
  readonly error_message: string | null
  readonly performance_metrics: Metrics
  readonly migration_status: MigrationStatus
  readonly validation_summary: string
  readonly expected: Readonly<Record<string, unknown>>
  readonly actual: Readonly<Record<string, unknown>>
  readonly mismatches: readonly Mismatch[]
}

/** A test as it is written to `reports/migration_test_results_<id>.json`; its JSON Schema stands in `schema/`. */
export type TestReport = {
  readonly test_id: string
  readonly timestamp: string
  readonly type: TestType
  readonly success: boolean
  readonly duration_ms: number
  readonly results: readonly TestResult[]
}
