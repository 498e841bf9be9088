import { fingerprintLike } from '../backup/fingerprint.ts'
import type { Queries } from '../kernel/connection.ts'
import { readBaseline, writeBaseline } from '../ledger/baseline.ts'
import type { StepKey } from '../ledger/parts.ts'
import type { Target } from './load/target.ts'

/** Names the fingerprint of a table's columns as they were before a step touched them. */
export const stepBaseline = (step: string, table: string): string => `table ${table} before ${step}`

/** The columns of a table, and whether they may be measured in digests of the database's own. */
type Measured = Pick<Target, 'table' | 'columns'> & { readonly own?: true | undefined }

export async function measureTable(
  tx: Queries,
  { run, migration, step }: StepKey,
  { table, columns, own }: Measured,
): Promise<void> {
  const key = { run, migration, name: stepBaseline(step, table) }
  if ((await readBaseline(tx, key)) === undefined)
    await writeBaseline(tx, key, await fingerprintLike({ own, columns }, tx, table))
}

/**
 * Whether sums may be of the database's own digests: when no row is told with one. A part leaves that be, so that all parts
 * of a step come to one sum, however each of them was done.
 */
export const mayBeOwn = ({ part }: StepKey, isJournaled: boolean): true | undefined =>
  isJournaled || part !== undefined ? undefined : true
