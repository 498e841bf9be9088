import { readJson } from '../kernel/json.ts'
import { findRun } from '../ledger/runs.ts'
import type { Plan } from '../plan/plan.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'

/** The plan that a run carried out, as the ledger keeps it. @throws RUN105 */
export const runPlan = (project: Project, run?: string): Promise<Plan> =>
  withLedger(project, async (db) => readJson((await findRun(db, run)).document) as Plan)
