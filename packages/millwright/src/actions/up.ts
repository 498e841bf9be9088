import { currentOf } from '../history/path.ts'
import { drifted } from '../plan/problems.ts'
import type { Looked, UpFlags } from './apply.ts'
import { idsFor } from './ids-for.ts'
import { notProvedYet, stampedUnproved } from './problems.ts'
import type { Project } from './project.ts'
import { findDrift, openIfThere, readState, refuseEdited, type State } from './state.ts'
import type { RunResult } from './write-report.ts'

export type UpResult = RunResult | { readonly upToDate: true; readonly exit: 0; readonly current: readonly string[] }

/**
 * Brings the database to a target of its history and proves it. A run that was killed is taken up first.
 * @throws HIST1xx, PLAN1xx, MOVE1xx, RUN101, RUN12x; nothing was changed then
 */
export async function up(project: Project, flags: UpFlags = {}): Promise<UpResult> {
  const looked = await look(project, flags)
  const { ids, state } = looked
  if (ids.length === 0 && state.unfinished === undefined) return upToDate(state)
  const { apply, resumeRun } = await import('./apply.ts') // only now: mostly there is nothing to do
  if (looked.resumes !== undefined) return resumeRun(project, { ...flags, run: looked.resumes })
  return ids.length === 0 ? upToDate(state) : apply(project, flags, looked)
}

const upToDate = ({ graph, ids }: State): UpResult => ({ upToDate: true, exit: 0, current: currentOf(graph, ids) })

/** Everything that can refuse, before the database is even made. */
async function look(project: Project, flags: UpFlags): Promise<Looked> {
  const db = await openIfThere(project)
  try {
    const state = await readState(project, db)
    refuseEdited(state)
    refuseUnproved(state)
    const ids = idsFor(state, { direction: 'up', ...(flags.target === undefined ? {} : { target: flags.target }) })
    const resumes = await halfDone(project, state)
    // What a half-done move did to the schema is no drift: the run that is taken up knows of it.
    if (resumes !== undefined) return { state, ids, drift: [], resumes }
    const drift = db === undefined ? [] : await findDrift(project, db, state)
    if (drift.length > 0 && flags.acceptDrift !== true) throw drifted(drift)
    return { state, ids, drift }
  } finally {
    await db?.close()
  }
}

async function halfDone(project: Project, state: State): Promise<string | undefined> {
  if (state.unfinished === undefined) return undefined
  const { isHalfDone } = await import('./apply.ts')
  return (await isHalfDone(project, state)) ? state.unfinished.id : undefined
}

function refuseUnproved({ applied, unfinished }: State): void {
  const unproved = applied.filter(({ proved }) => !proved)
  const [first] = unproved
  if (first === undefined || unfinished !== undefined) return
  const ids = unproved.map(({ id }) => id)
  throw first.run === undefined ? stampedUnproved(ids) : notProvedYet(first.run, ids)
}
