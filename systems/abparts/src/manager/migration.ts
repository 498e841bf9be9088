import { isProblem, type Project, rehearse, type RunResult, up } from 'millwright'
import { fingerprintsOf } from '../backup/tables.ts'
import { proveBackup } from '../backup/prove.ts'
import { writeBackup } from '../backup/write.ts'
import { schemaRules } from '../checks/schema/rules.ts'
import { validateDatabase } from '../checks/validate.ts'
import type { Database } from '../database/database.ts'
import { keptOpen, onConnection, onDatabase } from '../database/engine.ts'
import { compared } from '../move/invariants.ts'
import type { MoveOptions } from '../move/options.ts'
import { optionsIn } from '../move/params.ts'
import { worksOf } from '../move/steps.ts'
import type { MigrationReport } from '../reports/migration-report.ts'
import { lastId } from '../reports/step-book.ts'
import { noCounts } from '../reports/steps.ts'
import { type Ending, ending } from './ending.ts'
import { broughtAbout, isBad, marked, stopping } from './judge.ts'
import { type Look, lookAt, measureAll } from './look.ts'
import { type ManagerOptions, placesOf, projectOf, type RunFlags } from './options.ts'
import { noDatabase } from './problems.ts'
import { Records } from './records.ts'
import { takeBack } from './take-back.ts'
import { unchangedCounts } from './unchanged.ts'

/** One migration, from its first look to its report. */
export type Migration = {
  readonly options: ManagerOptions
  readonly flags: RunFlags
  readonly project: Project
  readonly records: Records
}

/**
 * Runs the eleven steps, or rehearses them on a copy. What keeps it from beginning is thrown; what happens afterwards stands in
 * the report, and a migration that fails is taken back.
 *
 * @throws ABP101, ABP301, ABP302, ABP303
 */
export async function migrate(options: ManagerOptions, flags: RunFlags): Promise<MigrationReport> {
  const records = new Records(options, flags)
  const found = await projectOf(options, flags)
  const project = { ...found, clock: { ...found.clock, id: () => records.id } }
  const migration = { options, flags, project, records }
  records.book.describe(wordsOf(optionsIn(project.params)))
  const run = async (): Promise<MigrationReport> => {
    const look = await lookAt(project)
    records.begun(project)
    return records.report(project, await guarded(migration, look))
  }
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  return flags.dryRun === true ? run() : keptOpen(project, run) // what is copied must be let go
}

/** What the plan says that each step does. */
function wordsOf(options: MoveOptions): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  for (const work of worksOf(options)) words.set(work.step, `${words.get(work.step) ?? ''}${JSON.stringify(work)}`)
  return words
}

async function guarded(migration: Migration, look: Look): Promise<Ending> {
  try {
    if (look.isMoved) return await alreadyMoved(migration)
    const refusal = await validateBefore(migration, look)
    if (refusal !== undefined) return refusal
    return await (migration.flags.dryRun === true ? rehearseMove(migration) : applyMove(migration, look))
  } catch (error) {
    return failed(migration, error)
  }
}

/** Nothing is left to do: every step tells how many records it finds as they should be. */
async function alreadyMoved({ project, records }: Migration): Promise<Ending> {
  const { book } = records
  records.isMoved = true
  for (const name of ['validate_current_schema', 'backup_existing_data', 'cleanup_old_data'] as const) book.skip(name)
  await onDatabase(project, async (db) => {
    for (const [name, rows] of await unchangedCounts(db)) {
      book.begin(name, rows)
      book.complete(name, { ...noCounts, read: rows, unchanged: rows })
    }
    await validateAfter(records, db)
  })
  return judged(records, 'the database has the new model already: nothing was changed')
}

/** Step 1. */
async function validateBefore({ flags, project, records }: Migration, { rows }: Look): Promise<Ending | undefined> {
  const name = 'validate_current_schema'
  if (flags.force === true) {
    records.book.skip(name)
    records.say('WARNING', 'validation and rehearsal are skipped, as was asked')
    return undefined
  }
  records.book.begin(name, rows)
  const { policy = {} } = optionsIn(project.params)
  const report = await onDatabase(project, (db) => validateDatabase(db, { policy }))
  records.before = report.results
  records.tell(report.results)
  const stops = stopping(report, flags.skipValidation === true)
  if (stops.length === 0) {
    records.book.complete(name, { ...noCounts, read: rows, unchanged: rows }, { findings: report.results })
    return undefined
  }
  records.book.fail(name, listed(stops), report.results)
  return ending('REFUSED', `the validation found what stops the migration: ${report.summary}`)
}

const listed = (results: readonly { readonly id: string; readonly message: string }[]): string =>
  results.map(({ id, message }) => `${id}: ${message}`).join('; ')

/** Steps 3 to 11 on a copy; of the database itself every table is proved to be what it was. */
async function rehearseMove(migration: Migration): Promise<Ending> {
  const { project, records } = migration
  records.book.skip('backup_existing_data')
  const [before, values] = await keptOpen(
    project,
    async () => [await onConnection(project, (db) => fingerprintsOf(db)), await measureBefore(project)] as const,
  )
  const result = await rehearse(project, {
    ...watching(migration),
    target: lastId,
    command: 'migrate --dry-run',
    onCopy: async (copy, { verdict }) => {
      if (verdict === 'PROVED') await proveOn(copy, records, values)
    },
  })
  records.planned(planOf(result))
  const after = await onConnection(project, (db) => fingerprintsOf(db))
  const own = compared(named(before), named(after))
  records.invariants = [...records.invariants, ...own]
  if (result.verdict === 'PAUSED') return ending('PAUSED', 'the rehearsal was broken off, and its copy is gone')
  if (result.verdict !== 'PROVED') return ending('FAILED', `on a copy: ${whyOf(result)}`)
  return judged(records, 'on a copy every check passed, and the database itself is untouched')
}

const named = (prints: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(prints).map(([table, print]) => [`untouched(${table})`, print])

const measureBefore = (project: Project): Promise<readonly (readonly [string, string])[]> =>
  onDatabase(project, (db) => db.reading((session) => measureAll(session, 'before')))

async function applyMove(migration: Migration, look: Look): Promise<Ending> {
  const { project, records } = migration
  await protect(migration, look)
  const values = await measureBefore(project)
  const result = await up(project, { ...watching(migration), target: lastId, yes: true })
  if (!('report' in result)) return alreadyMoved(migration)
  records.planned(planOf(result))
  if (result.verdict === 'PAUSED') return ending('PAUSED', result.why)
  if (result.verdict !== 'PROVED') return rollBack(migration, whyOf(result))
  await proveOn(project, records, values)
  const end = judged(records, 'every check passed, and everything that must be kept was kept')
  return end.verdict === 'FAILED' ? rollBack(migration, end.reason) : end
}

/** Step 2: without a proved backup nothing is written. */
async function protect({ options, project, records }: Migration, { rows }: Look): Promise<void> {
  const name = 'backup_existing_data'
  records.book.begin(name, rows)
  const directory = placesOf(options).backups
  const backup = await onConnection(project, (db) => writeBackup(project, db, { id: records.id, directory }))
  await proveBackup(project, backup.path)
  const read = backup.tables.reduce((sum, table) => sum + table.row_count, 0)
  records.book.complete(name, { ...noCounts, read, unchanged: read })
  records.protectedBy(backup)
}

/** Measures what must be the same, and asks every rule of the new model. */
async function proveOn(
  project: Project,
  records: Records,
  before: readonly (readonly [string, string])[],
): Promise<void> {
  await onDatabase(project, async (db) => {
    const after = await db.reading((session) => measureAll(session, 'after'))
    records.invariants = compared(before, after)
    await validateAfter(records, db)
  })
}

/** Step 10. */
async function validateAfter(records: Records, db: Database): Promise<void> {
  const name = 'validate_migrated_data'
  records.book.begin(name)
  const report = await validateDatabase(db)
  const found = marked(report.results, records.before)
  records.after = found
  records.tell(found)
  const bad = broughtAbout(found)
  const read = report.total_checks - schemaRules.length // of the schema they are told apart
  const counts = { ...noCounts, read, unchanged: read }
  if (bad.length === 0) records.book.complete(name, counts, { findings: found })
  else records.book.fail(name, listed(bad), found)
}

/** What the rules and the invariants say of the result. */
function judged({ invariants, after = [], isMoved }: Records, good: string): Ending {
  const broken = invariants.filter(({ equal }) => !equal)
  if (broken.length > 0) return ending('FAILED', `not kept: ${broken.map(({ name }) => name).join(', ')}`)
  const bad = broughtAbout(after)
  if (bad.length > 0 && !isMoved) return ending('FAILED', `the migration brought about ${listed(bad)}`)
  const there = after.filter(isBad)
  if (there.length === 0) return ending('PROVED', good)
  return ending('APPLIED, NOT PROVED', `there are findings that the migration did not bring about: ${listed(there)}`)
}

/** An error outside of the engine's run. What had been begun is taken back. */
async function failed(migration: Migration, error: unknown): Promise<Ending> {
  const { records, flags } = migration
  const message = error instanceof Error ? error.message : String(error)
  const code = isProblem(error) ? `${error.code} ` : ''
  records.book.fail(records.book.current(), `${code}${message}`)
  if (flags.dryRun === true || records.isMoved) return ending('FAILED', message, isProblem(error) ? error.exit : 1)
  if (isProblem(error) && error.exit === 4) return ending('REFUSED', message)
  return rollBack(migration, message)
}

async function rollBack({ options, records }: Migration, why: string): Promise<Ending> {
  records.say('ERROR', `the migration is taken back: ${why}`)
  const started_at = new Date().toISOString()
  const back = await takeBack(options, records.id, records.rollback?.backup_file)
  const completed_at = new Date().toISOString()
  if (records.rollback !== null)
    records.rollback = { ...records.rollback, performed: back.performed, started_at, completed_at, equal: back.equal }
  if (!back.equal) return ending('FAILED', `${why}; it could not be taken back: ${back.reason}`)
  records.book.rollBack()
  return ending('REVERTED', `${why}; the database is what it was before`)
}

const watching = ({ flags, records }: Migration) => ({
  onEvent: (event: Parameters<Records['take']>[0]) => records.take(event),
  isInterrupted: () => flags.signal?.aborted === true,
})

const planOf = ({ report }: RunResult) => ({ plan: report.run.plan, items: report.items })

/** The first error, in the database's own words where it has any. */
const whyOf = ({ report, why }: RunResult): string =>
  report.failure === null ? why : (report.failure.driver ?? report.failure.what)
