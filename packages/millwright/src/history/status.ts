import { ancestorsOf, type Graph } from './graph.ts'
import { compareIds, type Migration } from './migration.ts'
import type { Problem } from '../kernel/problem.ts'
import { editedMigration, missingMigration, partlySquashed } from './problems.ts'
import type { Partly } from './way.ts'

/** What the ledger knows of an applied migration. */
export type Applied = {
  readonly id: string
  readonly name: string
  readonly checksum: string
  readonly parents: readonly string[]
  /** The text that was applied; may be left empty where only the state is asked for. */
  readonly content: string
  readonly appliedAt: string
  readonly run: string | undefined
}

/**
 * `out-of-order`: pending, although a migration that builds on it is applied. `partly`: some of the migrations whose place it
 * took are applied.
 */
export type MigrationState = 'applied' | 'pending' | 'out-of-order' | 'edited' | 'missing' | 'partly'

/** One line of the status: a file, its row in the ledger, or both. */
export type MigrationStatus<A extends Applied = Applied> = {
  readonly id: string
  readonly name: string
  readonly state: MigrationState
  readonly migration: Migration | undefined
  readonly applied: A | undefined
  readonly partly?: Partly
}

/** Every migration with its state, in the order of the history; those without a file come last, by id. */
export function statusOf<A extends Applied>(
  graph: Graph,
  rows: readonly A[],
  partly: ReadonlyMap<string, Partly> = new Map(),
): readonly MigrationStatus<A>[] {
  const applied = new Map(rows.map((row) => [row.id, row]))
  const passed = ancestorsOf(graph, [...applied.keys()])
  const known = [...graph.migrations.values()].map((migration): MigrationStatus<A> => {
    const { id, name } = migration
    const row = applied.get(id)
    const half = partly.get(id)
    if (half !== undefined) return { id, name, state: 'partly', migration, applied: undefined, partly: half }
    return { id, name, state: stateOf(migration, row, passed), migration, applied: row }
  })
  return [...known, ...missingOf(graph, rows)]
}

/** Why nothing may run: an applied migration that was edited or is gone. An empty list is good news. */
export function refusalsOf(statuses: readonly MigrationStatus[]): readonly Problem[] {
  return statuses.flatMap(({ id, name, state, migration, applied, partly }) => {
    if (partly !== undefined && migration !== undefined)
      return [partlySquashed(migration.file, partly.applied, partly.missing)]
    if (state === 'missing') return [missingMigration(id, name)]
    if (state !== 'edited' || migration === undefined || applied === undefined) return []
    return [editedMigration(migration.file, id, [applied.checksum.slice(0, 12), migration.checksum.slice(0, 12)])]
  })
}

/** The ids in the ledger, for the paths. */
export const appliedIds = (rows: readonly Applied[]): ReadonlySet<string> => new Set(rows.map(({ id }) => id))

function stateOf({ id, checksum }: Migration, row: Applied | undefined, passed: ReadonlySet<string>): MigrationState {
  if (row === undefined) return passed.has(id) ? 'out-of-order' : 'pending'
  return row.checksum === checksum ? 'applied' : 'edited'
}

const missingOf = <A extends Applied>({ migrations }: Graph, rows: readonly A[]): readonly MigrationStatus<A>[] =>
  rows
    .filter(({ id }) => !migrations.has(id))
    .toSorted((a, b) => compareIds(a.id, b.id))
    .map((row) => ({ id: row.id, name: row.name, state: 'missing', migration: undefined, applied: row }))
