import type { Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import { replaceBaseline } from './baseline.ts'
import { fenced } from './problems.ts'

type Share = { readonly run: string; readonly epoch: number }

const shareKey = (run: string) => ({ run, migration: '', name: 'workers' })

/**
 * Lets others write parts of a run's steps under this epoch, and nobody under an earlier one: what those have open is
 * waited for. The runner's own row of the lock stays free for its beats.
 */
export const openShare = (tx: Queries, { run, epoch }: Share): Promise<void> =>
  replaceBaseline(tx, shareKey(run), epoch)

/** Lets nobody write parts of a run any more. */
export async function closeShare(tx: Queries, run: string): Promise<void> {
  const { migration, name } = shareKey(run)
  await tx.run(sql`update millwright_baseline set value = '0'
    where run = ${run} and migration = ${migration} and name = ${name}`)
}

/** Must be the first statement of every transaction that writes a part. @throws RUN102 when the run was taken over */
export async function holdShare(tx: Queries, { run, epoch }: Share): Promise<void> {
  const { migration, name } = shareKey(run)
  const held = await tx.get(sql`select 1 as one from millwright_baseline
    where run = ${run} and migration = ${migration} and name = ${name} and value = ${String(epoch)}
      and exists (select 1 from millwright_lock as l where l.run = ${run} and l.epoch = ${epoch})
    for share of millwright_baseline`)
  if (held === undefined) throw fenced(run)
}
