import type { Connection } from '../kernel/connection.ts'
import { isDestructive } from '../plan/risks.ts'
import type { Planned } from '../plan/make-plan.ts'
import { executePlan, type Watch } from './execute.ts'
import { planOf } from './plan.ts'
import { notConfirmed, rehearsalFailed } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { rehearseOnCopy } from './rehearse.ts'
import type { State } from './state.ts'
import { type RunResult, writeReport } from './write-report.ts'

export { isHalfDone } from './half-done.ts'
export { resumeRun } from './resume.ts'

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

export type Looked = {
  readonly state: State
  readonly ids: readonly string[]
  readonly drift: readonly string[]
  /** The run that was left in the middle of a migration and has to be taken up first. */
  readonly resumes?: string
}

/** Plans, rehearses where that was asked for, and runs what is pending. @throws RUN122, RUN123, PLAN1xx, MOVE1xx */
export async function apply(project: Project, flags: UpFlags, looked: Looked): Promise<RunResult> {
  const planned = await planOf(project, looked.state, { direction: 'up', ids: looked.ids, pins: true })
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
