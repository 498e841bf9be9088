import type { Connection } from '../kernel/connection.ts'
import { readJson } from '../kernel/json.ts'
import { readSteps } from '../ledger/parts.ts'
import { findRun, type Run } from '../ledger/runs.ts'
import { canMove } from '../ledger/states.ts'
import type { Plan } from '../plan/plan.ts'
import type { OnConflict } from '../steps/undo.ts'
import { notReversible } from '../run/problems.ts'
import { executePlan, type Watch } from './execute.ts'
import { planOf } from './plan.ts'
import { isFailedDown, isHalfDone } from './half-done.ts'
import { notConfirmed, nothingToRollBack, unfinishedRun } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { readState, refuseEdited, type State } from './state.ts'
import { type RunResult, writeReport } from './write-report.ts'

export type RollbackFlags = Watch & {
  readonly run?: string
  readonly yes?: boolean
  readonly onConflict?: OnConflict
  readonly backup?: boolean
}

/**
 * Undoes everything a run did, newest first, and compares the database with what it was before that run.
 * @throws RUN105, RUN116, RUN122, RUN124
 */
export async function rollback(project: Project, flags: RollbackFlags = {}): Promise<RunResult> {
  const db = await openDatabase(project)
  try {
    const state = await readState(project, db)
    refuseEdited(state)
    const run = await findRun(db, flags.run)
    await refuseUnder(project, state, run)
    if (!canMove(run.state, 'reverting')) throw notReversible(run.id, `it is ${run.state}`)
    return await undoRun(project, { flags, db, state, run })
  } finally {
    await db.close()
  }
}

/** A newer run in the middle of its work stands on what this one made. */
async function refuseUnder(project: Project, state: State, { id }: Run): Promise<void> {
  const { unfinished } = state
  if (unfinished === undefined || unfinished.id === id || isFailedDown(state)) return
  if (await isHalfDone(project, state)) throw unfinishedRun(unfinished.id, unfinished.state)
}

type Undoing = { readonly flags: RollbackFlags; readonly db: Connection; readonly state: State; readonly run: Run }

async function undoRun(project: Project, { flags, db, state, run }: Undoing): Promise<RunResult> {
  const stored = readJson(run.document) as Plan
  const ids = await idsToUndo(db, { state, run, stored })
  refuseLater(state, run, ids)
  if (flags.yes !== true) throw notConfirmed(`rolling back run ${run.id} undoes ${ids.join(', ')}`)
  const again: Project = { ...project, params: { ...stored.params } }
  const planned = await planOf(again, appliedBy(state, run, ids), { direction: 'down', ids })
  const end = await executePlan({
    ...flags,
    project: again,
    db,
    graph: state.graph,
    planned,
    command: `rollback ${run.id}`,
    reverts: run.id,
    ...(flags.backup === false ? { noBackup: 'asked for with --no-backup' } : {}),
  })
  return writeReport(project, db, end)
}

/** What a run applied and is still there, and the migration it was in the middle of; newest first. */
async function idsToUndo(
  db: Connection,
  { state, run, stored }: { state: State; run: Run; stored: Plan },
): Promise<readonly string[]> {
  const applied = new Set(state.applied.filter((one) => one.run === run.id).map(({ id }) => id))
  const begun = new Set(
    (await readSteps(db, run.id)).filter((step) => step.state !== 'undone').map(({ migration }) => migration),
  )
  const ids = stored.items
    .filter(({ migration, direction }) => direction === 'up' && (applied.has(migration) || begun.has(migration)))
    .map(({ migration }) => migration)
  if (ids.length === 0) throw nothingToRollBack(run.id)
  return ids.reverse()
}

function refuseLater(state: State, run: Run, ids: readonly string[]): void {
  const mine = new Set(ids)
  const first = state.applied.findIndex(({ id }) => mine.has(id))
  const later = first < 0 ? [] : state.applied.slice(first).filter(({ id }) => !mine.has(id))
  if (later.length > 0) throw notReversible(run.id, `${later.map(({ id }) => id).join(', ')} was applied after it`)
}

/** A half-done migration counts as applied by this run, so that the plan knows whose journal to use. */
function appliedBy(state: State, run: Run, ids: readonly string[]): State {
  const known = new Set(state.applied.map(({ id }) => id))
  const half = ids
    .filter((id) => !known.has(id))
    .map((id) => ({
      id,
      name: '',
      kind: 'move' as const,
      checksum: '',
      parents: [],
      content: '',
      appliedAt: '',
      run: run.id,
      ms: 0,
      proved: false,
    }))
  return { ...state, applied: [...state.applied, ...half] }
}
