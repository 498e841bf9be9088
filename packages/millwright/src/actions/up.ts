import type { Connection } from '../kernel/connection.ts'
import { drifted } from '../plan/problems.ts'
import { isDestructive } from '../plan/risks.ts'
import type { Planned } from '../plan/make-plan.ts'
import { executePlan, type Watch } from './execute.ts'
import { idsFor, planOf } from './plan.ts'
import { notConfirmed, notProvedYet, rehearsalFailed } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { rehearseOnCopy } from './rehearse.ts'
import { isHalfDone, resumeRun } from './resume.ts'
import { findDrift, openIfThere, readState, refuseEdited, type State } from './state.ts'
import { writeReport, type RunResult } from './write-report.ts'

export type UpFlags = Watch & {
  readonly target?: string
  /** Run on a copy only and keep nothing. */
  readonly dryRun?: boolean
  /** Rehearse on a copy first, and touch the database only when the rehearsal is proved. */
  readonly rehearse?: boolean
  readonly yes?: boolean
  readonly backup?: boolean
  readonly acceptDrift?: boolean
  readonly maxRejects?: number
}

export type UpResult = RunResult | { readonly upToDate: true; readonly exit: 0; readonly current: readonly string[] }

/**
 * Brings the database to a target of its history and proves it. A run that was killed is taken up first.
 * @throws HIST1xx, PLAN1xx, MOVE1xx, RUN101, RUN12x; nothing was changed then
 */
export async function up(project: Project, flags: UpFlags = {}): Promise<UpResult> {
  const looked = await look(project, flags)
  if (looked.ids.length === 0 && looked.state.unfinished === undefined)
    return { upToDate: true, exit: 0, current: [...looked.state.ids] }
  if (looked.state.unfinished !== undefined && (await isHalfDone(project, looked.state)))
    return resumeRun(project, { ...flags, run: looked.state.unfinished.id })
  if (looked.ids.length === 0) return { upToDate: true, exit: 0, current: [...looked.state.ids] }
  return apply(project, flags, looked)
}

type Looked = { readonly state: State; readonly ids: readonly string[]; readonly drift: readonly string[] }

/** Everything that can refuse, before the database is even made. */
async function look(project: Project, flags: UpFlags): Promise<Looked> {
  const db = await openIfThere(project)
  try {
    const state = await readState(project, db)
    refuseEdited(state)
    refuseUnproved(state)
    const ids = idsFor(state, { direction: 'up', ...(flags.target === undefined ? {} : { target: flags.target }) })
    const drift = db === undefined ? [] : await findDrift(project, db, state)
    if (drift.length > 0 && flags.acceptDrift !== true) throw drifted(drift)
    return { state, ids, drift }
  } finally {
    await db?.close()
  }
}

function refuseUnproved({ applied, unfinished }: State): void {
  const unproved = applied.filter(({ proved }) => !proved)
  const [first] = unproved
  if (first !== undefined && unfinished === undefined)
    throw notProvedYet(
      first.run ?? '',
      unproved.map(({ id }) => id),
    )
}

async function apply(project: Project, flags: UpFlags, looked: Looked): Promise<RunResult> {
  const planned = await planOf(project, looked.state, { direction: 'up', ids: looked.ids })
  if (isDestructive(planned.plan.findings) && flags.yes !== true && flags.dryRun !== true)
    throw notConfirmed(planned.plan.findings.map(({ message }) => message).join('; '))
  if (flags.dryRun === true) return rehearseOnCopy(project, planned, { ...flags, command: 'up --dry-run' })
  if (flags.rehearse === true) await rehearseFirst(project, planned, flags)
  const db = await openDatabase(project, { create: true })
  try {
    return await run(project, { flags, looked, planned, db })
  } finally {
    await db.close()
  }
}

async function rehearseFirst(project: Project, planned: Planned, flags: UpFlags): Promise<void> {
  const rehearsed = await rehearseOnCopy(project, planned, { ...flags, command: 'rehearsal before up' })
  if (rehearsed.verdict !== 'PROVED') throw rehearsalFailed(rehearsed.verdict, rehearsed.why)
}

type Run = { readonly flags: UpFlags; readonly looked: Looked; readonly planned: Planned; readonly db: Connection }

async function run(project: Project, { flags, looked, planned, db }: Run): Promise<RunResult> {
  const end = await executePlan({
    ...flags,
    project,
    db,
    graph: looked.state.graph,
    planned,
    command: 'up',
    ...(looked.drift.length === 0 ? {} : { acceptedDrift: looked.drift }),
    ...(flags.backup === false ? { noBackup: 'asked for with --no-backup' } : {}),
  })
  return writeReport(project, db, end)
}
