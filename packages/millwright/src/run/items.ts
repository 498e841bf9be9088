import type { CheckResult, RunEvent, RunNews } from '../ledger/events.ts'
import { readEvents } from '../ledger/event-log.ts'
import { readAppliedOne } from '../ledger/ledger.ts'
import { isPauseRequested } from '../ledger/runs.ts'
import type { PlanItem } from '../plan/plan.ts'
import type { StepEnd } from '../steps/context.ts'
import type { RunContext } from './context.ts'
import { canShare, runGroup } from './group.ts'
import { runMove } from './move-item.ts'
import { runSchemaItem } from './sql-item.ts'
import { undoMove } from './undo-item.ts'
import { readUndone } from './undone.ts'

export type ItemsEnd = { readonly end: StepEnd; readonly failed: readonly CheckResult[] }

/** Runs the items of a plan in order; those that a run before a restart finished are passed over. */
export async function* runItems(context: RunContext): AsyncGenerator<RunEvent, ItemsEnd> {
  const open = await openItems(context)
  const before = context.resume === undefined ? [] : yield* retellDone(context, open)
  if (before.length > 0) return { end: 'done', failed: before }
  for (let at = 0; at < open.length; ) {
    if (context.isInterrupted() || (await isPauseRequested(context.db, context.run)))
      return { end: 'paused', failed: [] }
    const group = groupFrom(context, open, at)
    if (group.length > 1) {
      at += yield* runGroup(context, group)
      continue
    }
    const end = yield* runItem(context, open[at] as PlanItem)
    if (end.end === 'paused' || end.failed.length > 0) return end
    at++
  }
  return { end: 'done', failed: [] }
}

/** Neighbouring schema migrations may share commits; a savepoint keeps each of them whole. */
function groupFrom(context: RunContext, items: readonly PlanItem[], at: number): readonly PlanItem[] {
  let end = at
  while (end < items.length && canShare(context, items[end] as PlanItem)) end++
  return items.slice(at, end)
}

async function openItems(context: RunContext): Promise<readonly PlanItem[]> {
  if (context.resume === undefined) return context.plan.items
  const open: PlanItem[] = []
  for (const item of context.plan.items) if (await isOpen(context, item)) open.push(item)
  return open
}

/** A move that this run applied without proving it is open still: its checks are asked again. */
async function isOpen(context: RunContext, { migration, direction }: PlanItem): Promise<boolean> {
  if (direction === 'down') return (await readUndone(context.db, context, migration)) === undefined
  const applied = await readAppliedOne(context.db, migration)
  return applied === undefined || (applied.run === context.run && !applied.proved)
}

/** Tells again of items that are done but whose news a killed process did not write down; returns what failed then. */
async function* retellDone(
  context: RunContext,
  open: readonly PlanItem[],
): AsyncGenerator<RunEvent, readonly CheckResult[]> {
  const events = await readEvents(context.db, context.run)
  const told = new Set(events.flatMap((event) => (event.type === 'itemDone' ? event.migration : [])))
  const failed: CheckResult[] = []
  for (const item of context.plan.items.filter((one) => !open.includes(one))) {
    const { migration, direction } = item
    const ms = (await readAppliedOne(context.db, migration))?.ms ?? 0
    if (!told.has(migration)) yield context.recorder.event({ type: 'itemDone', migration, direction, ms })
    failed.push(...((await readUndone(context.db, context, migration)) ?? []))
  }
  return failed
}

async function* runItem(context: RunContext, item: PlanItem): AsyncGenerator<RunEvent, ItemsEnd> {
  const { migration, direction } = item
  const started = context.clock.ticks()
  yield context.recorder.event({ type: 'itemStarted', migration, direction })
  const body = context.bodies.get(migration)
  if (body === undefined) throw new TypeError(`migration ${migration} was not loaded`)
  let failed: readonly CheckResult[] = []
  if (body.kind !== 'move') await runSchemaItem(context, { item, body })
  else if (direction === 'down') failed = yield* recorded(context, undoMove(context, { item, body }))
  else {
    const end = yield* recorded(context, runMove(context, { item, body }))
    if (end.end === 'paused') return end
    failed = end.failed
  }
  yield context.recorder.event({ type: 'itemDone', migration, direction, ms: context.clock.ticks() - started })
  return { end: 'done', failed }
}

/** Numbers the news of a part of the run, and writes it down from time to time. */
async function* recorded<T>(
  context: RunContext,
  news: AsyncGenerator<RunNews, T, undefined>,
): AsyncGenerator<RunEvent, T> {
  for (;;) {
    const next = await news.next()
    if (next.done === true) return next.value
    yield context.recorder.event(next.value)
    await context.recorder.flushIfDue()
  }
}
