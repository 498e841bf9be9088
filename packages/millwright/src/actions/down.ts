import { isDestructive } from '../plan/risks.ts'
import type { OnConflict } from '../steps/undo.ts'
import { executePlan, type Watch } from './execute.ts'
import { idsFor } from './ids-for.ts'
import { planOf } from './plan.ts'
import { isFailedDown, isHalfDone } from './half-done.ts'
import { notConfirmed, unfinishedRun } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { rehearseOnCopy } from './rehearse.ts'
import { readState, refuseEdited, type State } from './state.ts'
import { type RunResult, writeReport } from './write-report.ts'

export type DownFlags = Watch & {
  /** `-1` (default), `-N`, `base`, or the migration that stays the newest. */
  readonly target?: string
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly backup?: boolean
  readonly onConflict?: OnConflict
}

export type DownResult = RunResult | { readonly upToDate: true; readonly exit: 0; readonly current: readonly string[] }

/** Undoes the newest migrations, in reverse order, and proves each undo. @throws HIST1xx, PLAN1xx, RUN120, RUN122 */
export async function down(project: Project, flags: DownFlags = {}): Promise<DownResult> {
  const db = await openDatabase(project)
  try {
    const state = await readState(project, db)
    refuseEdited(state)
    const { unfinished } = state
    if (unfinished !== undefined && !isFailedDown(state) && (await isHalfDone(project, state)))
      throw unfinishedRun(unfinished.id, unfinished.state)
    const ids = idsFor(state, { direction: 'down', ...(flags.target === undefined ? {} : { target: flags.target }) })
    if (ids.length === 0) return { upToDate: true, exit: 0, current: [...state.ids] }
    return await undo(project, { flags, state, ids, db })
  } finally {
    await db.close()
  }
}

type Undo = {
  readonly flags: DownFlags
  readonly state: State
  readonly ids: readonly string[]
  readonly db: Awaited<ReturnType<typeof openDatabase>>
}

async function undo(project: Project, { flags, state, ids, db }: Undo): Promise<RunResult> {
  const planned = await planOf(project, state, { direction: 'down', ids })
  if (flags.dryRun === true) return rehearseOnCopy(project, planned, { ...flags, command: 'down --dry-run' })
  if (isDestructive(planned.plan.findings) && flags.yes !== true)
    throw notConfirmed(planned.plan.findings.map(({ message }) => message).join('; '))
  const end = await executePlan({
    ...flags,
    project,
    db,
    graph: state.graph,
    planned,
    command: 'down',
    ...(flags.backup === false ? { noBackup: 'asked for with --no-backup' } : {}),
  })
  return writeReport(project, db, end)
}
