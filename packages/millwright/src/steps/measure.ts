import { fingerprint } from '../backup/fingerprint.ts'
import type { Queries } from '../kernel/connection.ts'
import { writeBaseline } from '../ledger/baseline.ts'
import type { StepKey } from '../ledger/parts.ts'
import type { Target } from './load/target.ts'

/** Names the fingerprint of a table's columns as they were before a step touched them. */
export const stepBaseline = (step: string, table: string): string => `table ${table} before ${step}`

export const measureTable = async (
  tx: Queries,
  { run, migration, step }: StepKey,
  { table, columns }: Target,
): Promise<void> =>
  writeBaseline(tx, { run, migration, name: stepBaseline(step, table) }, await fingerprint(tx, table, columns))
