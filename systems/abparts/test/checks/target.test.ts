import { expect, test } from 'vitest'
import { targetRules } from '../../src/checks/target-rules.ts'
import { validateDatabase } from '../../src/checks/validate.ts'
import type { Database } from '../../src/database/database.ts'
import { loosened } from '../../src/database/schema-files.ts'
import {
  type DatasetOptions,
  expectedTargetFindings,
  legacyDataset,
  recipeFor,
  targetDefectRows,
} from '../../src/generator/dataset.ts'
import type { Expected } from '../../src/generator/injection.ts'
import { loadTables } from '../../src/generator/load.ts'
import { type SampleName, sampleNames } from '../../src/generator/sizes.ts'
import { runMove } from '../../src/move/run-steps.ts'
import { loadLegacy, options } from '../move/support.ts'
import { describeEachDatabase, describePostgres } from '../support/databases.ts'
import { countsOf, everything, expectedKeys, keysOf } from './support.ts'

/** The clean sample is moved; then every rule is off, and the defects are appended. */
async function moveWithDefects(db: Database, dataset: DatasetOptions): Promise<void> {
  await loadLegacy(db, { ...dataset, defects: 0 })
  await runMove(db, options)
  await db.exec(loosened())
  await db.transaction((tx) => loadTables(tx, targetDefectRows(dataset)))
}

function* cleanFindings(dataset: DatasetOptions): Generator<Expected> {
  const { id, size, shares } = recipeFor(dataset)
  for (let i = shares.holders; i < size.organizations; i++) yield { rule: 'USR-07', key: [id('org', i)] }
}

test('there are 46 rules: 3 critical, 34 errors, 9 warnings, each with its own id and name', () => {
  const of = (severity: string): number => targetRules.filter((rule) => rule.severity === severity).length
  expect([targetRules.length, of('critical'), of('error'), of('warning')]).toEqual([46, 3, 34, 9])
  expect(new Set(targetRules.map(({ id }) => id)).size).toBe(46)
  expect(new Set(targetRules.map(({ checkName }) => checkName)).size).toBe(46)
})

describeEachDatabase('a moved database with defects', ({ db, name }) => {
  test.each(name === 'PGlite' ? (['medium_sample'] as const) : sampleNames)('%s', async (sample: SampleName) => {
    const dataset = { sample, defects: 0.02 } as const
    await moveWithDefects(db(), dataset)
    const report = await validateDatabase(db(), { rules: 'rows', sample: everything })
    expect(countsOf(report)).toEqual(legacyDataset(dataset).manifest.findings?.target)
    expect(keysOf(report.results)).toEqual(
      expectedKeys([...cleanFindings(dataset), ...expectedTargetFindings(dataset)]),
    )
    expect(report.summary).toBe('1/46 passed, 9 warnings, 34 errors, 2 critical')
    expect(report.is_valid).toBe(false)
  })
})

describePostgres('the rest of the target rules', ({ db }) => {
  test('with many more defects, and every rule still finds its own and nothing else', async () => {
    const dataset = { sample: 'medium_sample', defects: 0.3 } as const
    await moveWithDefects(db(), dataset)
    const report = await validateDatabase(db(), { rules: 'rows', sample: everything })
    expect(keysOf(report.results)).toEqual(
      expectedKeys([...cleanFindings(dataset), ...expectedTargetFindings(dataset)]),
    )
  })

  test('there is no Oraseas EE', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), options)
    await db().exec(loosened())
    await db().exec(`update organizations set organization_type = 'customer' where organization_type = 'oraseas_ee'`)
    const report = await validateDatabase(db(), { rules: 'rows' })
    expect(countsOf(report)).toEqual({ 'ORG-04': 1, 'USR-06': 1, 'USR-07': 1 })
    expect(report.results[0]?.message).toBe('there is no Oraseas EE')
  })

  test.each([
    ['USR-06', `update organizations set organization_type = null where organization_type = 'oraseas_ee'`],
    [
      'WHS-03',
      `update organizations set organization_type = null where name = 'Customer Organization 2'; delete from warehouses where organization_id = (select id from organizations where name = 'Customer Organization 2')`,
    ],
    ['MCH-02', `update organizations set organization_type = null where name = 'Customer Organization 2'`],
    ['ORG-08', `update organizations set organization_type = null where organization_type = 'oraseas_ee'`],
    ['INV-05', `update inventory set unit_of_measure = null where current_stock = 10`],
    ['TRX-05', `update transactions set transaction_type = null where quantity = 10`],
  ])('NULL does not hide from %s', async (rule, change) => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), options)
    await db().exec(loosened())
    await db().exec(change)
    expect(countsOf(await validateDatabase(db(), { rules: 'rows' }))[rule]).toBeGreaterThan(0)
  })

  test('an example, whole', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), options)
    await db().exec(`alter table inventory disable trigger user; update inventory set current_stock = current_stock + 1
      where id in (select id from inventory order by id limit 2)`)
    const rows = await db().query('select warehouse_id, part_id from inventory order by id limit 2')
    const pairs = rows.map(({ warehouse_id, part_id }) => [String(warehouse_id), String(part_id)])
    const { results } = await validateDatabase(db(), { rules: 'rows' })
    expect(results.find(({ id }) => id === 'INV-06')).toEqual({
      id: 'INV-06',
      check_name: 'inventory_ledger_mismatch',
      group: 'consistency',
      severity: 'error',
      message: '2 warehouse and part pairs whose stock is not the sum of its movements',
      affected_records: 2,
      details: { sample: pairs.toSorted((a, b) => (a.join() < b.join() ? -1 : 1)), truncated: false },
    })
  })
})
