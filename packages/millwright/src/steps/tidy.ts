import { isSql, render, type Sql } from '../kernel/sql.ts'
import { untilFree } from '../dialects/until-free.ts'
import { noCounters } from '../kernel/counters.ts'
import type { Events } from '../ledger/events.ts'
import { holdFence } from '../ledger/lock.ts'
import { insertStep, readStep, setStepState } from '../ledger/parts.ts'
import type { StepContext, StepEnd } from './context.ts'
import type { TidySpec } from './declared.ts'

export const statementsOf = (run: Sql | readonly Sql[]): readonly Sql[] => (isSql(run) ? [run] : run)

/**
 * Runs repeatable statements. Those that may run in a transaction share one with the mark that they are done;
 * the others may run again after a crash, which is what "repeatable" promises.
 */
export async function* runTidy(context: StepContext, spec: TidySpec): Events<StepEnd> {
  const { migration, step } = context.key
  yield { type: 'stepStarted', migration, step, kind: 'tidy', total: undefined, done: noCounters }
  const started = context.clock.ticks()
  await runStatements(context, statementsOf(spec.run), async (tx) => {
    if ((await readStep(tx, context.key)) === undefined) {
      await insertStep(tx, {
        ...context.key,
        seq: 0,
        kind: 'tidy',
        state: 'running',
        total: undefined,
        detail: {},
        startedAt: context.clock.now().toISOString(),
        ms: 0,
      })
    }
    await setStepState(tx, context.key, { state: 'done', ms: context.clock.ticks() - started })
  })
  yield { type: 'stepDone', migration, step, counters: noCounters, ms: context.clock.ticks() - started }
  return 'done'
}

/** Runs what a tidy step declared as its undo. */
export async function undoTidy(context: StepContext, spec: TidySpec): Promise<void> {
  const undo = 'none' in spec.undo ? [] : statementsOf(spec.undo)
  await runStatements(context, undo, (tx) => setStepState(tx, context.key, { state: 'undone' }))
}

async function runStatements(
  context: StepContext,
  statements: readonly Sql[],
  mark: (tx: import('../kernel/connection.ts').Queries) => Promise<void>,
): Promise<void> {
  const alone = (statement: Sql) => context.dialect.needsNoTransaction(render(statement, context.dialect.syntax).text)
  const before = statements.filter(alone)
  if (before.length > 0) await context.db.transaction((tx) => holdFence(tx, context.fence))
  for (const statement of before) await context.db.run(statement)
  const work = async (tx: import('../kernel/connection.ts').Transaction): Promise<void> => {
    await holdFence(tx, context.fence)
    for (const statement of statements.filter((each) => !alone(each))) await tx.run(statement)
    await mark(tx)
  }
  await untilFree(context, () => context.db.transaction(work))
}
