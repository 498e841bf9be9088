import { fingerprint } from '../../backup/fingerprint.ts'
import { sql } from '../../kernel/sql.ts'
import { holdFence } from '../../ledger/lock.ts'
import { readPart, setStepState } from '../../ledger/parts.ts'
import type { StepContext } from '../context.ts'
import { createdChanged } from '../problems.ts'
import type { OnConflict } from '../undo.ts'

/**
 * Undoes a load that kept no journal: empties its table, after the fingerprint showed that nothing came since.
 * @throws MOVE113 when something did, unless the old state is wanted all the same
 */
export async function dropCreated(context: StepContext, onConflict: OnConflict): Promise<void> {
  const { key, fence } = context
  await context.db.transaction(async (tx) => {
    await holdFence(tx, fence)
    const [entry] = Object.entries((await readPart(tx, key))?.sums ?? {})
    if (entry !== undefined) {
      const [table, { columns, rows, sum }] = entry
      const now = await fingerprint(tx, table, columns)
      const isSame = now.rows === rows && now.sum === sum
      if (!isSame && onConflict !== 'keep-old') throw createdChanged(key.step, table, now.rows)
      await tx.run(sql`delete from ${sql.id(table)}`)
    }
    await setStepState(tx, key, { state: 'undone' })
  })
}
