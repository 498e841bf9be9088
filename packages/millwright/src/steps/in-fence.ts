import { untilFree } from '../dialects/until-free.ts'
import type { Transaction } from '../kernel/connection.ts'
import { holdFence } from '../ledger/lock.ts'
import type { StepContext } from './context.ts'

/** What a transaction needs that writes for a run. */
type Fenced = Pick<StepContext, 'dialect' | 'db' | 'clock' | 'fence'>

/** Work in a transaction that holds the fence; `oneState` for what measures several things that must fit together. */
export const inFence = <T>(context: Fenced, work: (tx: Transaction) => Promise<T>, oneState = false): Promise<T> => {
  const held = async (tx: Transaction): Promise<T> => {
    await holdFence(tx, context.fence)
    return work(tx)
  }
  return untilFree(context, () => context.db.transaction(held, { oneState }))
}
