import type { InsertInto, Queries } from '../kernel/connection.ts'
import type { Value } from '../kernel/value.ts'
import { notBooked } from './problems.ts'

/** Writes rows of the ledger that are not there yet: all of them, or the transaction ends. @throws RUN118 */
export async function insertAll(tx: Queries, into: InsertInto, rows: readonly (readonly Value[])[]): Promise<void> {
  for (const left of await tx.insert(into, rows)) if (left.kind === 'refused') throw notBooked(into.table, left.words)
}
