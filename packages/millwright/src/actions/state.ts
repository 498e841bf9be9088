import type { Connection } from '../kernel/connection.ts'
import {
  type AppliedMigration,
  checkFormat,
  hasLedger,
  markMeta,
  readApplied,
  readMeta,
  schemaMeta,
} from '../ledger/ledger.ts'
import { readRun, readRuns, type Run } from '../ledger/runs.ts'
import { isUnfinished } from '../ledger/states.ts'
import type { Graph } from '../history/graph.ts'
import type { Migration } from '../history/migration.ts'
import { settleSquashed } from '../history/squashed.ts'
import { appliedIds, type MigrationStatus, refusalsOf, statusOf } from '../history/status.ts'
import { hashSchema, schemaDifferences } from '../schema/hash-schema.ts'
import type { Project } from './project.ts'
import { openDatabase, readGraph } from './project.ts'

/** Where a database stands in its history. */
export type State = {
  readonly graph: Graph
  readonly applied: readonly AppliedMigration[]
  readonly ids: ReadonlySet<string>
  readonly statuses: readonly MigrationStatus<AppliedMigration>[]
  readonly runs: readonly Run[]
  /** The newest run that is neither finished nor given up. */
  readonly unfinished: Run | undefined
  readonly isManaged: boolean
}

/** Reads where a database stands. A database that does not exist yet stands at the beginning. */
export async function readState(project: Project, db: Connection | undefined): Promise<State> {
  const graph = await readGraph(project)
  const isManaged = db !== undefined && (await hasLedger(project.dialect, db))
  if (db === undefined || !isManaged)
    return {
      graph,
      applied: [],
      ids: new Set(),
      statuses: statusOf(graph, []),
      runs: [],
      unfinished: undefined,
      isManaged,
    }
  await checkFormat(db)
  // The runs first: one that begins now makes the plan stale, whether or not its migrations are seen below.
  const runs = await readRuns(db)
  const { rows: applied, partly } = settleSquashed(graph, await readApplied(db), foldApplied)
  const newest = runs[0]
  const unfinished = newest !== undefined && isUnfinished(newest.state) ? await readRun(db, newest.id) : undefined
  return {
    graph,
    applied,
    ids: appliedIds(applied),
    statuses: statusOf(graph, applied, partly),
    runs,
    unfinished,
    isManaged,
  }
}

/** As one row: a run that applied only some of them is not the run that applied it. */
function foldApplied(
  { name, kind, checksum, parents, id }: Migration,
  rows: readonly AppliedMigration[],
): AppliedMigration {
  const runs = new Set(rows.map(({ run }) => run))
  const last = rows.find((row) => row.id === id) as AppliedMigration
  return {
    ...last,
    name,
    kind,
    checksum,
    parents,
    run: runs.size === 1 ? last.run : undefined,
    ms: rows.reduce((sum, { ms }) => sum + ms, 0),
    proved: rows.every(({ proved }) => proved),
  }
}

/** @throws HIST130, HIST131 when an applied migration was edited or is gone */
export function refuseEdited(state: State): void {
  const [first] = refusalsOf(state.statuses)
  if (first !== undefined) throw first
}

/** Opens the database if it is there. */
export const openIfThere = async (project: Project, readOnly = true): Promise<Connection | undefined> =>
  (await project.dialect.exists(project.url)) ? openDatabase(project, { readOnly }) : undefined

/**
 * What differs between the database and its history; empty when nothing does. Quick while nothing was changed by hand. A history
 * of which nothing is applied promises nothing: what stands there is somebody else's.
 */
export async function findDrift(project: Project, db: Connection, state: State): Promise<readonly string[]> {
  if (!state.isManaged || state.applied.length === 0 || (await isMarkedSame(project, db))) return []
  const live = await project.dialect.inspect(db)
  const known = await readMeta(db, schemaMeta)
  if (known === undefined || known === hashSchema(live)) return []
  const applied = new Map(state.applied.map((one) => [one.id, one.run]))
  const { makePlan } = await import('../plan/make-plan.ts') // only now: most commands meet no drift
  const { before } = await makePlan({
    dialect: project.dialect,
    near: project.url,
    graph: state.graph,
    applied,
    direction: 'up',
    ids: [],
    params: project.params,
  })
  const differences = schemaDifferences(before, live)
  return differences
}

/** Whether nothing touched the schema since the last run looked at all of it. */
async function isMarkedSame({ dialect }: Project, db: Connection): Promise<boolean> {
  const mark = await dialect.schemaMark?.(db)
  return mark !== undefined && mark === (await readMeta(db, markMeta))
}
