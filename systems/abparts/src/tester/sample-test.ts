import { validateDatabase } from '../checks/validate.ts'
import type { Session } from '../database/database.ts'
import { onDatabase } from '../database/engine.ts'
import { legacyDataset } from '../generator/dataset.ts'
import type { Moved } from '../generator/expected.ts'
import type { SampleName } from '../generator/sizes.ts'
import { DataMigrationManager } from '../manager/manager.ts'
import { type ManagerOptions, projectOf } from '../manager/options.ts'
import type { TestResult } from '../reports/test-report.ts'
import { runValidation } from '../validator.ts'
import { flat, resultOf, timed } from './result.ts'
import { differences, sizeOf, stateOf } from './state.ts'

/** A sample, as a test takes it. */
export type Sample = { readonly name: SampleName; readonly description: string }

/** Validates, migrates, validates, counts, migrates again, takes back and compares. */
export async function testSample(options: ManagerOptions, { name, description }: Sample): Promise<TestResult> {
  const { manifest } = legacyDataset({ sample: name })
  const manager = new DataMigrationManager(options)
  const [before, sizeBefore] = [await stateOf(options), await sizeOf(options)]
  const [legacy, validating] = await timed(() => runValidation(options))
  const [report, migrating] = await timed(() => manager.runMigration())
  const sizeAfter = await sizeOf(options)
  const [target, again] = await timed(() => runValidation(options))
  const moved = await movedIn(options)
  const secondRun = await changedBySecondRun(options, manager)
  const [back, rollingBack] = await timed(() => manager.rollback())
  const left = differences(before, await stateOf(options))
  return resultOf({
    sample_name: name,
    sample_description: description,
    error_message: report.exit_code === 0 ? null : report.reason,
    performance_metrics: {
      migration_duration: migrating,
      validation_duration: validating + again,
      rollback_duration: rollingBack,
      memory_usage_mb: Math.round(process.memoryUsage.rss() / 1_000_000),
      database_size_before_mb: sizeBefore,
      database_size_after_mb: sizeAfter,
    },
    migration_status: report.status,
    validation_summary: target.summary,
    expected: {
      ...flat(manifest.expected ?? {}),
      ...flat(manifest.findings ?? {}, 'findings'),
      ...expectedEnd,
    },
    actual: {
      ...flat({ ...moved, totalRecordsMigrated: report.total_records_migrated }),
      ...flat({ legacy: countsOf(legacy), target: countsOf(target) }, 'findings'),
      verdict: report.verdict,
      'changed by a second run': secondRun,
      'way back': back.verdict,
      'different after the way back': left.join(', '),
    },
  })
}

const expectedEnd = {
  verdict: 'PROVED',
  'changed by a second run': '',
  'way back': 'REVERTED',
  'different after the way back': '',
} as const

const countsOf = ({ results }: Awaited<ReturnType<typeof validateDatabase>>): Readonly<Record<string, number>> =>
  Object.fromEntries(results.map(({ id, affected_records }) => [id, affected_records]))

async function changedBySecondRun(options: ManagerOptions, manager: DataMigrationManager): Promise<string> {
  const before = await stateOf(options)
  const report = await manager.runMigration()
  const changed = differences(before, await stateOf(options))
  return report.already_migrated && report.exit_code === 0 ? changed.join(', ') : report.reason
}

/** What stands in a moved database, in the words of the generator's expectation. */
async function movedIn(options: ManagerOptions): Promise<Omit<Moved, 'totalRecordsMigrated'>> {
  const project = await projectOf(options)
  return onDatabase(project, async (db) => ({
    organizations: await groups(db, 'organizations', 'organization_type', [
      'oraseas_ee',
      'bossaqua',
      'customer',
      'supplier',
    ]),
    warehouses: await count(db, 'warehouses'),
    users: {
      ...(await groups(db, 'users', 'role', ['super_admin', 'admin', 'user'])),
      inactive: await count(db, `users where user_status = 'inactive'`),
    },
    parts: await groups(db, 'parts', 'part_type', ['consumable', 'bulk_material']),
    machines: await count(db, 'machines'),
    inventory: await count(db, 'inventory'),
    transactions: await count(db, 'transactions'),
    stock: Number((await db.query('select sum(current_stock)::text as n from inventory'))[0]?.['n']),
  }))
}

const count = async (db: Session, from: string): Promise<number> =>
  Number((await db.query(`select count(*) as n from ${from}`))[0]?.['n'])

async function groups<Word extends string>(
  db: Session,
  table: string,
  ...[column, words]: readonly [string, readonly Word[]]
): Promise<Readonly<Record<Word, number>>> {
  const counts: [Word, number][] = []
  for (const word of words) counts.push([word, await count(db, `${table} where ${column} = '${word}'`)])
  return Object.fromEntries(counts) as Record<Word, number>
}
