import { ancestorsOf, descendantsOf, type Graph, ordered } from '../history/graph.ts'
import type { Migration } from '../history/migration.ts'
import { branchInside, movesInside, tooFewToSquash } from './problems.ts'

/** Migrations that one file can take the place of: nothing outside hangs on any but the last. */
export type Range = {
  /** In the order of the history. */
  readonly ids: readonly string[]
  /** What stands before them and outside; empty where they are the beginning. */
  readonly parents: readonly string[]
  readonly migrations: readonly Migration[]
}

/** Everything from one migration, or from the beginning, to another. @throws SQUASH101, SQUASH102, SQUASH103 */
export function rangeOf(graph: Graph, last: string, first?: string): Range {
  const before = new Set([...ancestorsOf(graph, [last]), last])
  const after = first === undefined ? before : new Set([...descendantsOf(graph, [first]), first])
  const ids = ordered(graph, new Set([...before].filter((id) => after.has(id))))
  if (ids.length < 2) throw tooFewToSquash(first ?? last, last)
  const inside = new Set(ids)
  const migrations = ids.flatMap((id) => graph.migrations.get(id) ?? [])
  refuseBranches(graph, inside, last)
  const moves = migrations.filter(({ kind }) => kind === 'move').map(({ id }) => id)
  if (moves.length > 0) throw movesInside(moves)
  const parents = ordered(graph, new Set(migrations.flatMap((each) => each.parents.filter((id) => !inside.has(id)))))
  return { ids, parents, migrations }
}

function refuseBranches({ children }: Graph, inside: ReadonlySet<string>, last: string): void {
  for (const id of inside) {
    const branch = id === last ? undefined : children.get(id)?.find((child) => !inside.has(child))
    if (branch !== undefined) throw branchInside(id, branch)
  }
}
