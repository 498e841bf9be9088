import { makePlan, type Planned } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { idsFor } from './ids-for.ts'
import { type Project, toolsOf } from './project.ts'
import { openIfThere, readState, refuseEdited, type State } from './state.ts'

export type PlanFlags = { readonly direction?: 'up' | 'down'; readonly target?: string }

/** Says what `up` or `down` would do, without touching the target. @throws HIST1xx, PLAN1xx, MOVE1xx */
export async function planAction(project: Project, flags: PlanFlags = {}): Promise<Plan> {
  const db = await openIfThere(project)
  try {
    const state = await readState(project, db)
    refuseEdited(state)
    return (await planFor(project, state, flags)).plan
  } finally {
    await db?.close()
  }
}

/** The plan from a state to a target. */
export function planFor(project: Project, state: State, flags: PlanFlags): Promise<Planned> {
  const direction = flags.direction ?? 'up'
  return planOf(project, state, { direction, ids: idsFor(state, { ...flags, direction }), pins: true })
}

export async function planOf(
  project: Project,
  state: State,
  { direction, ids, pins = false }: { direction: 'up' | 'down'; ids: readonly string[]; pins?: boolean },
): Promise<Planned> {
  const planned = await makePlan({
    dialect: project.dialect,
    near: project.url,
    graph: state.graph,
    applied: new Map(state.applied.map((one) => [one.id, one.run])),
    direction,
    ids,
    params: project.params,
    ...(pins ? { tools: toolsOf(project) } : {}),
  })
  return { ...planned, seen: state.runs[0]?.id ?? '' }
}
