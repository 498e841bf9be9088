import { readJson } from '../kernel/json.ts'
import { readSteps } from '../ledger/parts.ts'
import type { Run } from '../ledger/runs.ts'
import type { Plan, PlanItem } from '../plan/plan.ts'
import type { Connection } from '../kernel/connection.ts'
import type { Project } from './project.ts'
import { openIfThere, type State } from './state.ts'

/** Whether an unfinished run left work that only it can finish; otherwise a new plan simply takes over. */
export async function isHalfDone(project: Project, state: State): Promise<boolean> {
  const run = state.unfinished as Run
  if (run.state !== 'failed') return true
  const db = await openIfThere(project)
  try {
    return db !== undefined && (await isOpenStill(db, state, run))
  } finally {
    await db?.close()
  }
}

/** Whether the newest run is one that failed while it undid something; asking for it again goes on with it. */
export const isFailedDown = ({ unfinished }: State): boolean =>
  unfinished?.state === 'failed' && (readJson(unfinished.document) as Plan).direction === 'down'

/** A run that failed in the middle of a migration, or after the last one and before its proof. */
async function isOpenStill(db: Connection, state: State, run: Run): Promise<boolean> {
  const { items, direction } = readJson(run.document) as Plan
  const steps = await readSteps(db, run.id)
  const isDone = ({ migration }: PlanItem) => state.ids.has(migration) === (direction === 'up')
  if (items.every(isDone)) return true
  if (direction === 'up') return steps.some((step) => step.state !== 'undone' && !state.ids.has(step.migration))
  for (const item of items.filter((one) => !isDone(one))) if (await isHalfUndone(db, item)) return true
  return steps.some((step) => state.ids.has(step.migration))
}

async function isHalfUndone(db: Connection, { migration, appliedBy }: PlanItem): Promise<boolean> {
  const steps = appliedBy === undefined ? [] : await readSteps(db, appliedBy)
  return steps.some((step) => step.migration === migration && step.state === 'undone')
}
