import type { RunEvent } from '../ledger/events.ts'
import { holdFence } from '../ledger/lock.ts'
import { sql } from '../kernel/sql.ts'
import type { PlanItem } from '../plan/plan.ts'
import type { RunContext } from './context.ts'
import { canShare } from './group.ts'
import { bookItem } from './sql-item.ts'

/** From how many migrations on the detours are worth avoiding: a shorter history is applied before anybody looks up. */
const many = 100

/**
 * Whether the plan is a whole history that only makes a schema, on a database that has nothing yet. The history was
 * played on a scratch database, so its result is known: it is made here as it stood there, without the detours.
 */
export async function canMakeAtOnce(context: RunContext, items: readonly PlanItem[]): Promise<boolean> {
  const isWhole = items.length >= many && items.length === context.plan.items.length && items.every(canShare)
  if (context.result === undefined || !isWhole || context.isInterrupted()) return false
  const { tables, indexes, views, triggers } = await context.dialect.inspect(context.db)
  return [tables, indexes, views, triggers].every((list) => list.length === 0)
}

/**
 * Makes the result of the items and their ledger rows in one commit; the proof of the schema at the end of the run
 * compares it with the scratch database like any other.
 */
export async function* makeAtOnce(context: RunContext, items: readonly PlanItem[]): AsyncGenerator<RunEvent, number> {
  const started = context.clock.ticks()
  await context.db.transaction(async (tx) => {
    await holdFence(tx, context.fence)
    for (const statement of context.result ?? []) await tx.run(sql.raw(statement))
    const ms = (context.clock.ticks() - started) / items.length
    for (const item of items) await bookItem(context, tx, { item, ms })
  })
  const ms = (context.clock.ticks() - started) / items.length
  for (const { migration, direction } of items) {
    yield context.recorder.event({ type: 'itemStarted', migration, direction })
    yield context.recorder.event({ type: 'itemDone', migration, direction, ms })
  }
  return items.length
}
