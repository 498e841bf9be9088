import { join } from 'node:path'
import { migrationPage } from '../reports/pages.ts'
import type { MigrationReport } from '../reports/migration-report.ts'
import { saveReport } from '../reports/save.ts'
import { migrate } from './migration.ts'
import { type ManagerOptions, placesOf, type RunFlags } from './options.ts'

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
    const report = await migrate(this.#options, flags)
    const { reports } = placesOf(this.#options)
    saveReport(reports, `migration_report_${report.migration_id}`, { document: report, page: migrationPage(report) })
    return report
  }
}
