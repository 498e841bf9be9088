import { readJson } from '../kernel/json.ts'
import { findRun } from '../ledger/runs.ts'
import { isUnfinished } from '../ledger/states.ts'
import type { Plan, PlanItem } from '../plan/plan.ts'
import { notResumable, planChanged } from '../run/problems.ts'
import type { Planned } from '../plan/make-plan.ts'
import { executePlan, type Watch } from './execute.ts'
import { planOf } from './plan.ts'
import { openDatabase, type Project } from './project.ts'
import { readState, type State } from './state.ts'
import { type RunResult, writeReport } from './write-report.ts'

export type ResumeFlags = Watch & { readonly run?: string; readonly maxRejects?: number; readonly rebase?: boolean }

/** Takes up a run that was paused, killed or failed, where its last commit left it. @throws RUN105, RUN113, RUN115 */
export async function resumeRun(project: Project, flags: ResumeFlags = {}): Promise<RunResult> {
  const db = await openDatabase(project)
  try {
    const state = await readState(project, db)
    const run = await findRun(db, flags.run)
    if (!isUnfinished(run.state) && run.state !== 'applied') throw notResumable(run.id, run.state)
    const stored = readJson(run.document) as Plan
    const again: Project = { ...project, params: { ...stored.params } }
    const planned = await planAgain(again, state, { stored, run: run.id, rebase: flags.rebase === true })
    const end = await executePlan({
      ...flags,
      project: again,
      db,
      graph: state.graph,
      planned,
      command: 'resume',
      resume: run.id,
    })
    return await writeReport(project, db, end)
  } finally {
    await db.close()
  }
}

type Again = { readonly stored: Plan; readonly run: string; readonly rebase: boolean }

// The plan of a half-done run is made again from the files; what it stored tells whether they are still the same.
async function planAgain(project: Project, state: State, { stored, run, rebase }: Again): Promise<Planned> {
  for (const item of stored.items) {
    const file = state.graph.migrations.get(item.migration)
    const isOpen = state.ids.has(item.migration) !== (item.direction === 'up')
    if (isOpen && !rebase && file?.checksum !== item.checksum) throw planChanged(run, item.migration)
  }
  const planned = await planOf(project, withoutItems(state, stored), {
    direction: stored.direction,
    ids: stored.items.map(({ migration }) => migration),
  })
  const plan: Plan = {
    ...planned.plan,
    items: planned.plan.items.map((item, at) => ({
      ...item,
      ...appliedBy(stored, at),
      steps: withPins(item, stored.items[at]),
    })),
  }
  return { ...planned, plan }
}

/** What the run nailed down when it was planned stays nailed down. */
const withPins = (item: PlanItem, stored: PlanItem | undefined): PlanItem['steps'] =>
  item.steps.map((step) => {
    const pin = stored?.steps.find(({ name }) => name === step.name)?.pin
    return pin === undefined ? step : { ...step, pin }
  })

const appliedBy = (stored: Plan, at: number) => {
  const by = stored.items[at]?.appliedBy
  return by === undefined ? {} : { appliedBy: by }
}

/** The state as it was when the plan was made: its items not yet done. */
function withoutItems(state: State, { items, direction }: Plan): State {
  const ids = new Set(items.map(({ migration }) => migration))
  if (direction === 'up') return { ...state, applied: state.applied.filter(({ id }) => !ids.has(id)) }
  const there = new Set(state.applied.map(({ id }) => id))
  const gone = items.filter(({ migration }) => !there.has(migration))
  return {
    ...state,
    applied: [
      ...state.applied,
      ...gone.map((item) => ({
        id: item.migration,
        name: item.name,
        kind: item.kind,
        checksum: item.checksum,
        parents: item.parents,
        content: '',
        appliedAt: '',
        run: item.appliedBy,
        ms: 0,
        proved: true,
      })),
    ],
  }
}
