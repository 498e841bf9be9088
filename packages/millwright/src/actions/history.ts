import { headsOf } from '../history/graph.ts'
import type { MigrationKind } from '../history/migration.ts'
import type { MigrationState } from '../history/status.ts'
import type { Project } from './project.ts'
import { withState } from './with-state.ts'

export type HistoryLine = {
  readonly id: string
  readonly name: string
  readonly kind: MigrationKind
  readonly parents: readonly string[]
  readonly isHead: boolean
  readonly state: MigrationState
  readonly appliedAt?: string
  readonly file?: string
}

/** Every migration in the order of the history; those that are applied but have no file come last. */
export const history = (project: Project): Promise<readonly HistoryLine[]> =>
  withState(project, async ({ graph, statuses }) => {
    const heads = new Set(headsOf(graph))
    return statuses.flatMap(({ id, name, state, migration, applied }): readonly HistoryLine[] => {
      const known = migration ?? applied
      if (known === undefined) return []
      const when = applied === undefined ? {} : { appliedAt: applied.appliedAt }
      const where = migration === undefined ? {} : { file: migration.file }
      return [{ id, name, kind: known.kind, parents: known.parents, isHead: heads.has(id), state, ...when, ...where }]
    })
  })
