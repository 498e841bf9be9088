import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isProblem, type Project, type RunResult, status } from 'millwright'
import { readBackup } from '../backup/read.ts'
import { restoreRows } from '../backup/restore.ts'
import { backupName } from '../backup/write.ts'
import { keptOpen, onDatabase } from '../database/engine.ts'
import { MigrationLog } from '../reports/log.ts'
import type { MigrationStatus, RunVerdict } from '../reports/migration-report.ts'
import { lastId } from '../reports/step-book.ts'
import { countsOf, findConflicts, setAside } from './conflicts.ts'
import { type ManagerOptions, placesOf, projectOf } from './options.ts'
import { noDatabase, notMoved, wouldLose } from './problems.ts'
import { differingTables, nothingToRollBack, undoAll } from './take-back.ts'

export type RollbackFlags = {
  /** The migration to take back; without it, the one that moved the database, or that was left in its middle. */
  readonly run?: string
  /** The backup of that migration; the result is compared with it. */
  readonly backup?: string
  /** Rows that the old model cannot hold are written to a file and dropped. With a backup, all rows become those of it. */
  readonly acceptConflicts?: boolean
}

export type RollbackReport = {
  readonly migration_id: string
  readonly started_at: string
  readonly completed_at: string
  readonly status: MigrationStatus
  readonly verdict: RunVerdict
  readonly reason: string
  readonly exit_code: number
  readonly backup_file: string | null
  /** Whether every table is what the backup says; null without a backup. */
  readonly equal: boolean | null
  readonly conflicts_file: string | null
}

/**
 * Takes a migration back: schema and rows, except what was written since and fits the old model.
 *
 * @throws ABP213, ABP301, ABP304, ABP305, ABP306, and what the engine refuses
 */
export async function rollBackMigration(options: ManagerOptions, flags: RollbackFlags): Promise<RollbackReport> {
  const project = await projectOf(options)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  return keptOpen(project, () => undo(project, options, flags))
}

async function undo(project: Project, options: ManagerOptions, flags: RollbackFlags): Promise<RollbackReport> {
  const started_at = new Date().toISOString()
  const run = await runToUndo(project, flags)
  const { reports, logs } = placesOf(options)
  const conflicts_file = await clearConflicts(project, { flags, directory: reports, id: run })
  const result = await undone(project, run, wantsRows(flags))
  const backup_file = backupOf(options, flags, run)
  const differing = await differencesLeft(project, flags, backup_file)
  const isEqual = (result.verdict === 'REVERTED' || wantsRows(flags)) && differing.length === 0
  const report: RollbackReport = {
    migration_id: run,
    started_at,
    completed_at: new Date().toISOString(),
    status: result.verdict === 'FAILED' ? 'failed' : 'rolled_back',
    verdict: isEqual ? 'REVERTED' : result.verdict === 'FAILED' ? 'FAILED' : 'APPLIED, NOT PROVED',
    reason: differing.length === 0 ? result.why : `other rows than in the backup: ${differing.join(', ')}`,
    exit_code: isEqual ? 0 : result.verdict === 'FAILED' ? result.exit : 3,
    backup_file,
    equal: backup_file === null ? null : differing.length === 0,
    conflicts_file,
  }
  const text = `${run} is taken back: ${report.verdict}, ${report.reason}`
  new MigrationLog(logs, options.logLevel).write({ level: 'INFO', component: 'rollback', text, facts: report })
  return report
}

async function runToUndo(project: Project, { run, backup }: RollbackFlags): Promise<string> {
  if (run !== undefined) return run
  if (backup !== undefined) return (await readBackup(project, backup)).migration_id
  const { migrations, lastRun } = await status(project)
  const isDone = migrations.find(({ id, state }) => id === lastId && state === 'applied')
  const found = isDone?.run ?? migrations.findLast((one) => one.run !== undefined && one.run === lastRun?.id)?.run
  if (found === undefined) throw notMoved(project.target)
  return found
}

type Undone = Pick<RunResult, 'verdict' | 'why' | 'exit'>

/** Where the engine had taken everything back before, the rows of a backup may still be wanted. */
async function undone(project: Project, run: string, wantsMore: boolean): Promise<Undone> {
  try {
    return await undoAll(project, { run, yes: true, onConflict: 'keep-new' })
  } catch (error) {
    if (!wantsMore || !isProblem(error) || !spent.has(error.code)) throw error
    return {
      verdict: 'REVERTED',
      why: 'the migration had been taken back, and the rows are those of the backup',
      exit: 0,
    }
  }
}

/** Nothing is left to undo, or the run was undone already. */
const spent = new Set([nothingToRollBack, 'RUN116'])

/** With a backup that was named, and conflicts accepted, the rows are those of the backup in any case. */
const wantsRows = ({ backup, acceptConflicts }: RollbackFlags): boolean =>
  backup !== undefined && acceptConflicts === true

async function differencesLeft(
  project: Project,
  flags: RollbackFlags,
  backup: string | null,
): Promise<readonly string[]> {
  if (backup === null) return []
  const differing = await differingTables(project, backup)
  if (differing.length === 0 || !wantsRows(flags)) return differing
  await restoreRows(project, backup, differing)
  return differingTables(project, backup)
}

type Clearing = { readonly flags: RollbackFlags; readonly directory: string; readonly id: string }

async function clearConflicts(project: Project, { flags, directory, id }: Clearing): Promise<string | null> {
  return onDatabase(project, async (db) => {
    const conflicts = await findConflicts(db)
    if (Object.keys(conflicts).length === 0) return null
    if (flags.acceptConflicts !== true) throw wouldLose(countsOf(conflicts))
    return db.transaction((session) => setAside(session, conflicts, { directory, id }))
  })
}

function backupOf(options: ManagerOptions, { backup }: RollbackFlags, run: string): string | null {
  const usual = backup ?? join(placesOf(options).backups, backupName(run))
  return existsSync(usual) ? usual : null
}
