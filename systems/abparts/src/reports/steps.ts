import type { Result } from '../checks/evaluate.ts'

/** The eleven steps in their order, with what each does. */
export const stepDescriptions = {
  validate_current_schema: 'The database is recognised, and every rule of the old model is asked',
  backup_existing_data: 'Every table is written to a file, restored elsewhere and compared',
  migrate_organizations: 'Organisations get their types, and suppliers their parents',
  create_default_warehouses: 'Organisations get their main warehouse, and locations a warehouse of their own',
  migrate_users: 'Users get their roles and states; nobody is promoted',
  migrate_parts: 'Parts get their kinds and units',
  migrate_machines: 'Machine models get their one spelling, and machines their customers',
  migrate_inventory: 'Stock rows move from organisations to warehouses',
  create_initial_transactions: 'Every stock gets its opening balance in the ledger of movements',
  validate_migrated_data: 'Every rule of the new model is asked, and what must be kept is compared',
  cleanup_old_data: 'Statistics are renewed, and the rules and triggers of the new model come into force',
} as const

export type StepName = keyof typeof stepDescriptions

export const stepNames = Object.keys(stepDescriptions) as readonly StepName[]

export const isStepName = (text: string): text is StepName => Object.hasOwn(stepDescriptions, text)

export type StepStatus = 'not_started' | 'in_progress' | 'completed' | 'failed' | 'rolled_back' | 'skipped'

/** What became of the records of a step: read is the sum of the others. */
export type StepCounts = {
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly merged: number
  readonly rejected: number
}

export type StepReport = {
  readonly name: StepName
  readonly description: string
  readonly status: StepStatus
  readonly started_at: string | null
  readonly completed_at: string | null
  readonly duration_ms: number | null
  readonly error_message: string | null
  readonly records_processed: number
  readonly records_total: number
  readonly counts: StepCounts
  /** The hash of what the plan says the step does; null for a step that is no statement. */
  readonly sql_fingerprint: string | null
  readonly findings: readonly Result[]
}

export const noCounts: StepCounts = { read: 0, inserted: 0, updated: 0, unchanged: 0, merged: 0, rejected: 0 }

export const newStep = (name: StepName): StepReport => ({
  name,
  description: stepDescriptions[name],
  status: 'not_started',
  started_at: null,
  completed_at: null,
  duration_ms: null,
  error_message: null,
  records_processed: 0,
  records_total: 0,
  counts: noCounts,
  sql_fingerprint: null,
  findings: [],
})
