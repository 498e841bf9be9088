import { currentOf } from '../history/path.ts'
import type { Project } from './project.ts'
import { withState } from './with-state.ts'

export type CurrentLine = {
  readonly id: string
  readonly name: string
  readonly appliedAt: string
  readonly run?: string
  readonly proved: boolean
}

export type Current = { readonly target: string; readonly applied: number; readonly current: readonly CurrentLine[] }

/** The newest applied migrations: where the database stands. Several where branches were not joined. */
export const current = (project: Project): Promise<Current> =>
  withState(project, async ({ graph, ids, applied }) => {
    const newest = new Set(currentOf(graph, ids))
    const lines = applied
      .filter(({ id }) => newest.has(id))
      .map(({ id, name, appliedAt, run, proved }): CurrentLine => {
        return { id, name, appliedAt, ...(run === undefined ? {} : { run }), proved }
      })
    return { target: project.target, applied: applied.length, current: lines }
  })
