import type { Graph } from './graph.ts'
import type { Migration } from './migration.ts'
import type { Applied } from './status.ts'
import { type Partly, replacedBy } from './way.ts'

/** What a ledger tells, in the words of today's files. */
export type Settled<A> = { readonly rows: readonly A[]; readonly partly: ReadonlyMap<string, Partly> }

/** Puts one row in the place of those that a file replaces. */
export type Fold<A> = (migration: Migration, rows: readonly A[]) => A

/** Reads the rows of a ledger as if the files of today had been applied. */
export function settleSquashed<A extends Applied>(
  { migrations }: Graph,
  rows: readonly A[],
  fold: Fold<A>,
): Settled<A> {
  const partly = new Map<string, Partly>()
  let settled = rows
  for (const migration of migrations.values()) {
    if (migration.squashed === undefined) continue
    const found = settleOne(migration, settled, fold)
    settled = found.rows
    if (found.partly !== undefined) partly.set(migration.id, found.partly)
  }
  return { rows: settled, partly }
}

type One<A> = { readonly rows: readonly A[]; readonly partly?: Partly }

function settleOne<A extends Applied>(migration: Migration, rows: readonly A[], fold: Fold<A>): One<A> {
  const ids = new Set([migration.id, ...replacedBy(migration)])
  const mine = rows.filter(({ id }) => ids.has(id))
  if (mine.length === 0) return { rows }
  const last = mine.find(({ id }) => id === migration.id)
  const others = rows.filter(({ id }) => !ids.has(id))
  if (last?.checksum === migration.checksum) return { rows: rows.filter((row) => row === last || others.includes(row)) }
  const sums = new Map(mine.map(({ id, checksum }) => [id, checksum]))
  const passed = migration.squashed?.find((way) => way.every(({ id, checksum }) => sums.get(id) === checksum))
  if (passed === undefined || last === undefined) return { rows: others, partly: partlyOf(migration, sums) }
  const folded = fold(migration, mine)
  return { rows: rows.flatMap((row) => (row === last ? [folded] : others.includes(row) ? [row] : [])) }
}

/** Held against the way that lacks the least. */
function partlyOf({ squashed = [] }: Migration, sums: ReadonlyMap<string, string>): Partly {
  const lacking = squashed.map((way) => way.filter(({ id, checksum }) => sums.get(id) !== checksum).map(({ id }) => id))
  const [missing = []] = lacking.toSorted((a, b) => a.length - b.length)
  return { applied: [...sums.keys()], missing }
}
