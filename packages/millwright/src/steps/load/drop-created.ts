import { fingerprintLike } from '../../backup/fingerprint.ts'
import { untilFree } from '../../dialects/until-free.ts'
import type { Queries, Transaction } from '../../kernel/connection.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import { countOf } from '../../kernel/value.ts'
import { holdFence } from '../../ledger/lock.ts'
import { readPart, setStepState } from '../../ledger/parts.ts'
import type { StepContext } from '../context.ts'
import { createdChanged, notDerived } from '../problems.ts'
import type { OnConflict } from '../undo.ts'

export type Dropping = {
  readonly onConflict: OnConflict
  /** What the rows were derived from: whatever it still gives may be dropped, changed since or not. */
  readonly derivedFrom?: Sql
}

/**
 * Undoes a step that kept no journal: empties its table, once it is sure that nothing is lost by it.
 * @throws MOVE113, MOVE115 when something would be, unless the old state is wanted all the same
 */
export async function dropCreated(context: StepContext, dropping: Dropping): Promise<void> {
  const { key, fence } = context
  const work = async (tx: Transaction): Promise<void> => {
    await holdFence(tx, fence)
    const [entry] = Object.entries((await readPart(tx, key))?.sums ?? {})
    if (entry !== undefined) {
      const [table, written] = entry
      if (dropping.onConflict !== 'keep-old') await refuseLoss(tx, key.step, { ...dropping, ...written, table })
      await tx.run(sql`delete from ${sql.table(table)}`)
    }
    await setStepState(tx, key, { state: 'undone' })
  }
  await untilFree(context, () => context.db.transaction(work, { oneState: true }))
}

type Written = Dropping & {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: number
  readonly sum: string
  readonly own?: true
}

async function refuseLoss(tx: Queries, step: string, written: Written) {
  const { table, columns, rows, sum, derivedFrom } = written
  const now = await fingerprintLike(written, tx, table)
  if (now.rows === rows && now.sum === sum) return
  if (derivedFrom === undefined) throw createdChanged(step, table, now.rows)
  const list = sql.ids(columns)
  const found = await tx.get(
    sql`select count(*) as n from (select ${list} from ${sql.table(table)} except select ${list} from (${derivedFrom}\n) as derived) as lost`,
  )
  const lost = countOf(found?.['n'])
  if (lost > 0) throw notDerived(step, table, lost)
}
