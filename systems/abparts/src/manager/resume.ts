import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Project, resume, type RunResult, status } from 'millwright'
import { readBackup } from '../backup/read.ts'
import { backupName } from '../backup/write.ts'
import { validateDatabase } from '../checks/validate.ts'
import { schemaRules } from '../checks/schema/rules.ts'
import { onDatabase } from '../database/engine.ts'
import type { MigrationReport } from '../reports/migration-report.ts'
import { noCounts } from '../reports/steps.ts'
import { ending, type Ending } from './ending.ts'
import { isBad } from './judge.ts'
import { type ManagerOptions, placesOf, projectOf, type RunFlags } from './options.ts'
import { noDatabase, notMoved } from './problems.ts'
import { Records } from './records.ts'
import { takeBack } from './take-back.ts'

/**
 * Goes on with a migration that was paused or killed, where its last commit left it. The engine holds what must be kept
 * against what it measured before the first step.
 *
 * @throws ABP301, ABP304, and what the engine refuses
 */
export async function resumeMigration(options: ManagerOptions, flags: RunFlags): Promise<MigrationReport> {
  const project = await projectOf(options)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const { lastRun } = await status(project)
  if (lastRun === undefined) throw notMoved(project.target)
  const records = new Records(options, flags, lastRun.id)
  records.begun(project)
  await knownBackup({ options, project, records })
  const result = await resume(project, {
    run: lastRun.id,
    onEvent: (event) => records.take(event),
    isInterrupted: () => flags.signal?.aborted === true,
  })
  records.planned({ plan: result.report.run.plan, items: result.report.items })
  records.book.takeUp(
    result.report.items.flatMap(({ steps }) => steps),
    result.report.run.startedAt,
  )
  records.invariants = result.report.checks
    .filter(({ kind }) => kind === 'keeps')
    .map(({ name, before, after, ok }) => ({ name, before: before ?? '', after: after ?? '', equal: ok }))
  return records.report(project, await endOf({ options, project, records }, result))
}

/** The first two steps were done before the first row was written. */
async function knownBackup({ options, project, records }: About): Promise<void> {
  records.book.skip('validate_current_schema')
  records.book.skip('backup_existing_data')
  const path = join(placesOf(options).backups, backupName(records.id))
  if (existsSync(path)) records.protectedBy(await readBackup(project, path))
}

type About = { readonly options: ManagerOptions; readonly project: Project; readonly records: Records }

async function endOf(about: About, { verdict, why }: Pick<RunResult, 'verdict' | 'why'>): Promise<Ending> {
  if (verdict === 'PAUSED') return ending('PAUSED', why)
  if (verdict === 'PROVED') return validated(about)
  const back = await takeBack(about.options, about.records.id)
  if (!back.equal) return ending('FAILED', `${why}; it could not be taken back: ${back.reason}`)
  about.records.book.rollBack()
  return ending('REVERTED', `${why}; the database is what it was before`)
}

async function validated({ project, records }: About): Promise<Ending> {
  const { results, summary, ...report } = await onDatabase(project, (db) => validateDatabase(db))
  const read = report.total_checks - schemaRules.length
  records.after = results
  records.tell(results)
  records.book.complete('validate_migrated_data', { ...noCounts, read, unchanged: read }, { findings: results })
  if (results.some(isBad)) return ending('APPLIED, NOT PROVED', summary)
  return ending('PROVED', 'it went on where it had been left, and every check passed')
}
