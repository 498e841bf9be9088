import { migrationPage } from '../reports/pages.ts'
import type { MigrationReport } from '../reports/migration-report.ts'
import { saveReport } from '../reports/save.ts'
import { contractModel, type ContractFlags, type ContractReport } from './contract.ts'
import { migrate } from './migration.ts'
import { type ManagerOptions, placesOf, type RunFlags } from './options.ts'
import { resumeMigration } from './resume.ts'
import { rollBackMigration, type RollbackFlags, type RollbackReport } from './roll-back.ts'

/**
 * Runs the move of the business model on one database.
 *
 * @example
 * const manager = new DataMigrationManager({ url: 'postgres://user@host/parts' })
 * const rehearsed = await manager.runMigration({ dryRun: true })
 * if (rehearsed.status === MigrationStatus.completed) await manager.runMigration()
 */
export class DataMigrationManager {
  readonly #options: ManagerOptions

  constructor(options: ManagerOptions = {}) {
    this.#options = options
  }

  /** All eleven steps, or with `dryRun` a rehearsal of them on a copy; the report is written to `reports/` as well. */
  async runMigration(flags: RunFlags = {}): Promise<MigrationReport> {
    return this.#saved(await migrate(this.#options, flags))
  }

  /** Goes on with a migration that was paused or killed. */
  async resume(flags: Pick<RunFlags, 'signal' | 'onEvent'> = {}): Promise<MigrationReport> {
    return this.#saved(await resumeMigration(this.#options, flags))
  }

  /** Takes a migration back, and compares the database with its backup. */
  rollback(flags: RollbackFlags = {}): Promise<RollbackReport> {
    return rollBackMigration(this.#options, flags)
  }

  /** Drops what is left of the old model, once nobody needs the way back. */
  contract(flags: ContractFlags = {}): Promise<ContractReport> {
    return contractModel(this.#options, flags)
  }

  #saved(report: MigrationReport): MigrationReport {
    const { reports } = placesOf(this.#options)
    saveReport(reports, `migration_report_${report.migration_id}`, { document: report, page: migrationPage(report) })
    return report
  }
}
