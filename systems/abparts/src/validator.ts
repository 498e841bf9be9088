import { type ValidationReport, validateDatabase } from './checks/validate.ts'
import { onDatabase } from './database/engine.ts'
import { type ManagerOptions, placesOf, projectOf } from './manager/options.ts'
import { noDatabase } from './manager/problems.ts'
import { optionsIn } from './move/params.ts'
import { MigrationLog } from './reports/log.ts'
import { validationPage } from './reports/pages.ts'
import { saveReport } from './reports/save.ts'

/**
 * Recognises the model of a database and asks every rule of it. The report is written to `reports/` as well; the database is
 * only read.
 *
 * @throws ABP101, ABP301
 * @example const { is_valid, results } = await runValidation({ url: 'postgres://user@host/parts' })
 */
export async function runValidation(options: ManagerOptions = {}): Promise<ValidationReport> {
  const project = await projectOf(options)
  const { policy = {} } = optionsIn(project.params)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const report = await onDatabase(project, (db) => validateDatabase(db, { policy }))
  const { reports, logs } = placesOf(options)
  saveReport(reports, `validation_report_${report.validation_id}`, { document: report, page: validationPage(report) })
  new MigrationLog(logs, options.logLevel).write({
    level: report.is_valid ? 'INFO' : 'ERROR',
    component: 'validation',
    text: `${report.phase} model of ${project.target}: ${report.summary}`,
    facts: { validation_id: report.validation_id },
  })
  return report
}
