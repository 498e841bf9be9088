import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultyDialect } from 'millwright/testing'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import type { ManagerOptions } from '../../src/manager/options.ts'
import type { MigrationReport } from '../../src/reports/migration-report.ts'
import { stepNames } from '../../src/reports/steps.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import { describeEachTarget, expectShape, value } from '../support/targets.ts'
import { specified } from '../support/specified.ts'

const minutes = 240_000

const filesIn = (directory: string, folder: string): readonly string[] => readdirSync(join(directory, folder))

describeEachTarget('a migration', ({ make }) => {
  test('of the small sample gives what was promised, and a report of it', { timeout: minutes }, async () => {
    const made = await make({ sample: 'small_sample' })
    const report = await new DataMigrationManager(made).runMigration()
    expectShape('migration', report)
    expect(report).toMatchObject({ status: 'completed', verdict: 'PROVED', exit_code: 0, dry_run: false })
    expect(report.total_records_migrated).toBe(specified.small_sample.moved.totalRecordsMigrated)
    expect(report.steps.map(({ name }) => name)).toEqual(stepNames)
    expect(report.steps.map(({ status }) => status)).toEqual(stepNames.map(() => 'completed'))
    expect(report.steps.map((step) => [step.records_processed, step.records_total])).toEqual(
      [465, 465, 10, 12, 25, 50, 15, 100, 100, 46, 3].map((n) => [n, n]),
    )
    expect(report.validation_errors).toEqual([])
    expect(report.validation_warnings.map(({ id }) => id)).toEqual(['USR-07'])
    expect(report.invariants.find(({ name }) => name === 'sum(inventory.current_stock)')).toEqual({
      name: 'sum(inventory.current_stock)',
      before: '5950.000',
      after: '5950.000',
      equal: true,
    })
    const reference = `MIGRATION-${report.migration_id.slice(0, 8)}`
    expect(await value(made.url, `select count(*) from transactions where reference_number = '${reference}'`)).toBe(
      '100',
    )
    const day = `select count(*) from transactions where transaction_date between now() - interval '1 hour' and now()`
    expect(await value(made.url, day)).toBe('100')
    expect(
      await value(made.url, `select command || ' ' || actor from millwright_run where id = '${report.migration_id}'`),
    ).toBe(`up ${report.operator}`)
    const name = `migration_report_${report.migration_id}`
    expect(filesIn(made.directory, 'reports').toSorted()).toEqual([`${name}.html`, `${name}.json`])
    expect(JSON.parse(readFileSync(join(made.directory, 'reports', `${name}.json`), 'utf8'))).toEqual(report)
    expect(statSync(join(made.directory, 'reports', `${name}.json`)).mode & 0o777).toBe(0o600)
    const page = readFileSync(join(made.directory, 'reports', `${name}.html`), 'utf8')
    expect(page).not.toMatch(/<script|https?:/)
    for (const step of stepNames) expect(page).toContain(step)
    const log = readFileSync(join(made.directory, 'logs', 'migration.log'), 'utf8')
    expect(log).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - migration - INFO - \S+ begins on /)
    expect(log).toContain('step 8 of 11, migrate_inventory: 100 of 100 records in')
    expect(log).toContain('verdict PROVED')
    const lines = readFileSync(join(made.directory, 'logs', 'migration.jsonl'), 'utf8')
      .trim()
      .split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { migration_id: string }).migration_id)).toEqual(
      lines.map(() => report.migration_id),
    )
    expect(`${log}${page}${JSON.stringify(report)}`).not.toMatch(/example\.test|password/)
  })

  test('that was made before finds every record as it is, and changes nothing', { timeout: minutes }, async () => {
    const made = await make()
    const manager = new DataMigrationManager(made)
    const { total_records_migrated: total } = await manager.runMigration()
    const before = await stateOf(made)
    const report = await manager.runMigration()
    expectShape('migration', report)
    expect(report).toMatchObject({ exit_code: 0, already_migrated: true, total_records_migrated: total })
    const written = report.steps.slice(2, 9)
    expect(written.map(({ counts }) => counts.unchanged)).toEqual([3, 3, 5, 10, 2, 20, 20])
    expect(written.every(({ counts }) => counts.inserted + counts.updated === 0)).toBe(true)
    expect(differences(before, await stateOf(made))).toEqual([])
    expect(filesIn(made.directory, 'backups')).toHaveLength(1)
  })

  test('that is only rehearsed does all of it on a copy, and proves that nothing changed', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const before = await stateOf(made)
    const report = await new DataMigrationManager(made).runMigration({ dryRun: true })
    expectShape('migration', report)
    expect(report).toMatchObject({ verdict: 'PROVED', dry_run: true, total_records_migrated: 63, rollback_info: null })
    expect(report.steps[1]?.status).toBe('skipped')
    expect(report.invariants.filter(({ name }) => name.startsWith('untouched('))).toHaveLength(11)
    expect(report.invariants.every(({ equal }) => equal)).toBe(true)
    expect(differences(before, await stateOf(made))).toEqual([])
  })

  test('that fails in a step is taken back, and the first error is the one that is told', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const before = await stateOf(made)
    const report = await failingInOpenings(made)
    expectShape('migration', report)
    expect(report).toMatchObject({ status: 'rolled_back', verdict: 'REVERTED', exit_code: 6 })
    const failed = report.steps.filter(({ status }) => status === 'failed')
    expect(failed).toMatchObject([{ name: 'create_initial_transactions', error_message: 'the disk is full' }])
    expect(JSON.stringify(report)).not.toContain('transaction is aborted')
    expect(report.rollback_info).toMatchObject({ performed: true, equal: true, backup_proved: true })
    expect(differences(before, await stateOf(made))).toEqual([])
    expect(await new DataMigrationManager(made).runMigration({ force: true })).toMatchObject({ verdict: 'PROVED' })
  })
})

/** A migration on a database that fails when the first batch of opening balances is to be kept. */
async function failingInOpenings(made: ManagerOptions): Promise<MigrationReport> {
  let isArmed = false
  const dialect: ManagerOptions['dialect'] = (found) =>
    faultyDialect(found, {
      before: ({ kind }) => {
        if (!isArmed || kind !== 'commit') return
        isArmed = false
        throw new Error('the disk is full')
      },
    })
  return new DataMigrationManager({ ...made, dialect }).runMigration({
    onEvent: (event) => {
      if (event.type === 'step' && event.step.name === 'create_initial_transactions')
        isArmed ||= event.step.status === 'in_progress'
    },
  })
}
