import { validateDatabase, type ValidationReport } from '../checks/validate.ts'
import { openDatabase } from '../database/open.ts'
import { loosened } from '../database/schema-files.ts'
import { type DatasetOptions, legacyDataset, targetDefectRows } from '../generator/dataset.ts'
import { loadTables } from '../generator/load.ts'
import { DataMigrationManager } from '../manager/manager.ts'
import type { TestResult } from '../reports/test-report.ts'
import { flat, noMetrics, resultOf, timed } from './result.ts'
import type { Sample } from './sample-test.ts'
import type { Workshop } from './throwaway.ts'

const share = 0.02

/** Appends defects to the old database and to a migrated one, and counts what the rules find of them. */
export async function testDefects(workshop: Workshop, { name, description }: Sample): Promise<TestResult> {
  const dataset = { sample: name, defects: share } as const
  const { findings } = legacyDataset(dataset).manifest
  const legacy = await legacyFindings(workshop, dataset)
  const [target, seconds] = await timed(() => targetFindings(workshop, dataset))
  return resultOf({
    sample_name: `${name} with defects`,
    sample_description: `${description}; ${share * 100} % of the rows are appended with defects`,
    error_message: null,
    performance_metrics: { ...noMetrics, migration_duration: seconds },
    migration_status: 'completed',
    validation_summary: target.summary,
    expected: flat(findings ?? {}),
    actual: flat({ legacy: countsOf(legacy), target: countsOf(target) }),
  })
}

const countsOf = ({ results }: ValidationReport): Readonly<Record<string, number>> =>
  Object.fromEntries(results.map(({ id, affected_records: n }) => [id, n]))

async function legacyFindings(workshop: Workshop, dataset: DatasetOptions): Promise<ValidationReport> {
  const made = await workshop.make(dataset)
  try {
    return await validated(made.url)
  } finally {
    await made.dispose()
  }
}

async function targetFindings(workshop: Workshop, dataset: DatasetOptions): Promise<ValidationReport> {
  const made = await workshop.make({ sample: dataset.sample })
  try {
    await new DataMigrationManager(made).runMigration({ force: true })
    return await validated(made.url, dataset)
  } finally {
    await made.dispose()
  }
}

async function validated(url: string, defects?: DatasetOptions): Promise<ValidationReport> {
  const db = await openDatabase(url)
  try {
    if (defects !== undefined) {
      await db.exec(loosened())
      await db.transaction((tx) => loadTables(tx, targetDefectRows(defects)))
    }
    return await validateDatabase(db, { rules: 'rows' })
  } finally {
    await db.close()
  }
}
