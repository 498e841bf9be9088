import { Patience } from '../dialects/until-free.ts'
import type { RunEvent } from '../ledger/events.ts'
import { holdFence } from '../ledger/lock.ts'
import type { Transaction } from '../kernel/connection.ts'
import type { PlanItem } from '../plan/plan.ts'
import type { RunContext } from './context.ts'
import { bookItem, runInside, type SchemaItem } from './sql-item.ts'

/** How long the migrations of one commit may take together, in milliseconds. */
const groupMs = 250

/** Whether a migration may share a commit with its neighbours: none of them may need what only a commit makes usable. */
export const canShare = ({ dialect }: Pick<RunContext, 'dialect'>, item: PlanItem): boolean =>
  item.kind !== 'move' &&
  item.transaction &&
  item.foreignKeys === 'on' &&
  !item.statements.some(({ text }) => dialect.mustCommit?.(text))

/**
 * Runs neighbouring schema migrations in shared commits. Each stands in a savepoint of its own: when one fails, those
 * before it are committed with their ledger rows, and nothing of it is kept. Returns how many of them are done.
 */
export async function* runGroup(context: RunContext, items: readonly PlanItem[]): AsyncGenerator<RunEvent, number> {
  let at = 0
  const patience = new Patience(context)
  while (at < items.length && !context.isInterrupted()) {
    const done = await commitSome(context, items.slice(at))
    if (done.items.length > 0) patience.renew()
    for (const { item, ms } of done.items) {
      const { migration, direction } = item
      yield context.recorder.event({ type: 'itemStarted', migration, direction })
      yield context.recorder.event({ type: 'itemDone', migration, direction, ms })
    }
    await context.recorder.flushIfDue()
    at += done.items.length
    if (done.failure !== undefined && !(await isBorne(patience, items[at], done.failure))) {
      const failed = items[at] as PlanItem
      yield context.recorder.event({ type: 'itemStarted', migration: failed.migration, direction: failed.direction })
      throw done.failure
    }
  }
  return at
}

/** What a function did outside of the database cannot be taken back, so a migration with one is run once. */
const isBorne = async (patience: Patience, item: PlanItem | undefined, failure: unknown): Promise<boolean> =>
  item !== undefined && item.statements.length > 0 && (await patience.bears(failure))

type Done = { readonly items: { readonly item: PlanItem; readonly ms: number }[]; failure?: unknown }

const commitSome = (context: RunContext, items: readonly PlanItem[]): Promise<Done> =>
  context.db.transaction(async (tx) => {
    await holdFence(tx, context.fence)
    const done: Done = { items: [] }
    const started = context.clock.ticks()
    for (const item of items) {
      if (context.clock.ticks() - started > groupMs || context.isInterrupted()) break
      try {
        done.items.push({ item, ms: await runOne(context, tx, item) })
      } catch (error) {
        done.failure = error
        break
      }
    }
    return done
  })

async function runOne(context: RunContext, tx: Transaction, item: PlanItem): Promise<number> {
  const started = context.clock.ticks()
  const body = context.bodies.get(item.migration) as SchemaItem['body']
  await tx.savepoint(async () => {
    await runInside(context, tx, { item, body })
    await bookItem(context, tx, { item, ms: context.clock.ticks() - started })
  })
  return context.clock.ticks() - started
}
