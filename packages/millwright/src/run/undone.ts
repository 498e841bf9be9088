import type { Queries } from '../kernel/connection.ts'
import { readBaseline, writeBaseline } from '../ledger/baseline.ts'
import type { CheckResult } from '../ledger/events.ts'
import { forgetApplied } from '../ledger/ledger.ts'
import type { RunContext } from './context.ts'

const undoneKey = ({ run }: Pick<RunContext, 'run'>, migration: string) => ({ run, migration, name: 'undone' })

type Undone = {
  readonly migration: string
  readonly replaces?: readonly string[] | undefined
  readonly failed: readonly CheckResult[]
}

/**
 * Books a migration as undone by this run, with the proofs that failed. One that was rolled back in its middle was
 * never applied, so the list of applied migrations alone cannot tell a resumed run that it is done.
 */
export async function bookUndone(
  tx: Queries,
  context: Pick<RunContext, 'run'>,
  { migration, replaces = [], failed }: Undone,
): Promise<void> {
  for (const id of [migration, ...replaces]) await forgetApplied(tx, id)
  await writeBaseline(tx, undoneKey(context, migration), failed)
}

/** The proofs that failed when this run undid a migration; undefined when it did not undo it. */
export const readUndone = async (
  db: Queries,
  context: Pick<RunContext, 'run'>,
  migration: string,
): Promise<readonly CheckResult[] | undefined> =>
  (await readBaseline(db, undoneKey(context, migration))) as readonly CheckResult[] | undefined
