import { fingerprint } from '../backup/fingerprint.ts'
import type { Queries } from '../kernel/connection.ts'
import { readBaseline, writeBaseline } from '../ledger/baseline.ts'
import type { StepKey } from '../ledger/parts.ts'
import type { Target } from './load/target.ts'

/** Names the fingerprint of a table's columns as they were before a step touched them. */
export const stepBaseline = (step: string, table: string): string => `table ${table} before ${step}`

export async function measureTable(
  tx: Queries,
  { run, migration, step }: StepKey,
  { table, columns }: Target,
): Promise<void> {
  const key = { run, migration, name: stepBaseline(step, table) }
  if ((await readBaseline(tx, key)) === undefined) await writeBaseline(tx, key, await fingerprint(tx, table, columns))
}
