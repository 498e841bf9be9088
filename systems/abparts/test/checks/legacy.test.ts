import { describe, expect, test } from 'vitest'
import { messageFor } from '../../src/checks/rule.ts'
import { validateDatabase } from '../../src/checks/validate.ts'
import type { Database } from '../../src/database/database.ts'
import { classesOnly, legacyMarks, legacySchema, loosened, scriptOnly } from '../../src/database/schema-files.ts'
import { type DatasetOptions, expectedFindings, legacyDataset, recipeFor } from '../../src/generator/dataset.ts'
import type { Expected } from '../../src/generator/injection.ts'
import { loadTables } from '../../src/generator/load.ts'
import { sampleNames } from '../../src/generator/sizes.ts'
import { describeEachDatabase, describePostgres } from '../support/databases.ts'
import { countsOf, everything, expectedKeys, keysOf } from './support.ts'

async function load(db: Database, options: DatasetOptions): Promise<void> {
  await db.exec(legacySchema())
  if (options.defects !== undefined || options.twists !== undefined) await db.exec(loosened())
  await db.transaction((tx) => loadTables(tx, legacyDataset(options).tables))
}

/** What the rules find on clean rows, one by one. */
function* cleanFindings(options: DatasetOptions): Generator<Expected> {
  const { id, size, shares } = recipeFor(options)
  for (let i = 0; i < size.parts; i += 10) yield { rule: 'LEG-18', key: [id('prt', i)] }
  for (let i = shares.holders; i < size.organizations; i++) yield { rule: 'LEG-28', key: [id('org', i)] }
}

describeEachDatabase('a clean legacy database', ({ db, name }) => {
  test.each(name === 'PGlite' ? (['small_sample'] as const) : sampleNames)('%s', async (sample) => {
    await load(db(), { sample })
    const report = await validateDatabase(db(), { sample: everything })
    expect(countsOf(report)).toEqual(legacyDataset({ sample }).manifest.findings?.legacy)
    expect(keysOf(report.results)).toEqual(expectedKeys(cleanFindings({ sample })))
    expect(report).toMatchObject({ phase: 'legacy', total_checks: 39, is_valid: true, errors: 0, critical_issues: 0 })
    expect(report.passed_checks).toBe(39 - report.results.length)
  })

  test.each([
    ['the script alone made it', scriptOnly],
    ['the classes alone made it', classesOnly],
    ['neither made what only one had', legacyMarks],
  ])('is accepted when %s', async (_, without) => {
    await db().exec(legacySchema(without))
    const report = await validateDatabase(db())
    expect(report.results.map(({ id }) => id)).toEqual(['LEG-04', 'LEG-29'])
  })
})

describeEachDatabase('a legacy database with defects', ({ db, name }) => {
  test.each(name === 'PGlite' ? (['medium_sample'] as const) : sampleNames)('%s', async (sample) => {
    const options = { sample, defects: 0.02 } as const
    await load(db(), options)
    const report = await validateDatabase(db(), { rules: 'rows', sample: everything })
    expect(countsOf(report)).toEqual(legacyDataset(options).manifest.findings?.legacy)
    const all = [...cleanFindings(options), ...expectedFindings(options)]
    expect(keysOf(report.results)).toEqual(expectedKeys(all))
    expect(report.total_checks).toBe(30)
    expect(report.summary).toBe('2/30 passed, 6 warnings, 18 errors, 2 critical')
  })
})

describePostgres('the rest of the legacy rules', ({ db }) => {
  test('nobody can become Oraseas EE', async () => {
    await load(db(), { sample: 'small_sample', twists: ['without-oraseas'] })
    const report = await validateDatabase(db(), { rules: 'rows' })
    expect(countsOf(report)).toEqual({ 'LEG-04': 1, 'LEG-13': 1, 'LEG-18': 5, 'LEG-28': 1 })
    expect(report.results[0]).toEqual({
      id: 'LEG-04',
      check_name: 'missing_oraseas_ee',
      group: 'business',
      severity: 'critical',
      message: 'no organisation can become Oraseas EE',
      affected_records: 1,
      details: { sample: [], truncated: false },
    })
    expect(report.is_valid).toBe(false)
  })

  test('nobody can sign', async () => {
    await load(db(), { sample: 'small_sample', twists: ['without-admin'] })
    expect(countsOf(await validateDatabase(db(), { rules: 'rows' }))).toEqual({
      'LEG-18': 5,
      'LEG-28': 10,
      'LEG-29': 1,
    })
  })

  test('the policy answers what the rules ask', async () => {
    const options = { sample: 'small_sample', defects: 0.02 } as const
    await load(db(), options)
    const policy = {
      organizations: {
        'ORASEAS EE (copy)': 'customer',
        'Boss Aqua (copy)': 'customer',
        'Appended org type 0': 'customer',
      },
      roleMap: { Wizard: 'admin' },
      models: { V9: 'V4.0' },
      parts: { 'PART-00000000': { type: 'consumable' } },
    } as const
    const report = await validateDatabase(db(), { rules: 'rows', policy })
    const { 'LEG-18': unclear, ...counts } = countsOf(report)
    expect(unclear).toBe(4)
    for (const rule of ['LEG-02', 'LEG-05', 'LEG-06', 'LEG-10', 'LEG-22']) expect(counts).not.toHaveProperty(rule)
  })

  test('broken references are counted by table, and a table that is not there is not asked', async () => {
    await db().exec(legacySchema(scriptOnly))
    await db().exec(loosened())
    const unknown = `'00000000-0000-4000-8000-000000000000'`
    await db().exec(`insert into part_usage (id, machine_id, part_id) values (gen_random_uuid(), ${unknown}, ${unknown}), (gen_random_uuid(), null, ${unknown});
      insert into customer_orders (id, ordered_by_user_id) values (gen_random_uuid(), ${unknown});
      insert into supplier_order_items (id, supplier_order_id) values (gen_random_uuid(), ${unknown})`)
    const found = (await validateDatabase(db(), { rules: 'rows' })).results.find(({ id }) => id === 'LEG-30')
    expect(found?.affected_records).toBe(5)
    expect(found?.message).toBe('5 rows with references that do not exist, by table')
    expect(found?.details.tables).toEqual({
      'part_usage.machine_id': 1,
      'part_usage.part_id': 2,
      'customer_orders.ordered_by_user_id': 1,
      'supplier_order_items.supplier_order_id': 1,
    })
  })

  test('a rule that cannot be evaluated is critical and says why, and the others go on', async () => {
    await load(db(), { sample: 'small_sample' })
    await db().exec('alter table inventory drop column current_stock')
    const report = await validateDatabase(db())
    expect(report.results.find(({ id }) => id === 'LEG-25')).toEqual({
      id: 'LEG-25',
      check_name: 'negative_inventory',
      group: 'consistency',
      severity: 'critical',
      message: 'could not be evaluated: column t.current_stock does not exist',
      affected_records: 0,
      details: { sample: [], truncated: false, reason: 'column t.current_stock does not exist' },
    })
    expect(countsOf(report)).toEqual({ 'LEG-18': 5, 'LEG-25': 0, 'LEG-28': 1, 'SCH-02': 1 })
    expect(report.phase).toBe('legacy')
  })

  test('a sample has at most twenty keys, and repeated values say how many rows they are', async () => {
    await load(db(), { sample: 'medium_sample', defects: 0.5 })
    const report = await validateDatabase(db(), { rules: 'rows' })
    const twins = report.results.find(({ id }) => id === 'LEG-12')
    expect(twins).toMatchObject({ affected_records: 37, details: { truncated: true, rows: 74 } })
    expect(twins?.details.sample).toHaveLength(20)
    expect(report.results.find(({ id }) => id === 'LEG-06')?.details).toMatchObject({ truncated: false })
    expect(JSON.stringify(report)).not.toMatch(/@|user_\d|Wizard|Customer Organization/)
  })

  test('a lone warehouse becomes Oraseas EE, and a second one is not guessed at', async () => {
    await db().exec(legacySchema())
    await db().exec(loosened())
    await db().exec(`insert into organizations (id, name, type) values (gen_random_uuid(), 'Harbour', 'Warehouse')`)
    expect(countsOf(await validateDatabase(db(), { rules: 'rows' }))).toEqual({ 'LEG-28': 1, 'LEG-29': 1 })
    await db().exec(`insert into organizations (id, name, type) values (gen_random_uuid(), 'Quay', 'Warehouse')`)
    expect(countsOf(await validateDatabase(db(), { rules: 'rows' }))).toEqual({
      'LEG-02': 2,
      'LEG-04': 1,
      'LEG-28': 2,
      'LEG-29': 1,
    })
  })
})

describe('a message', () => {
  test.each([
    [1, '1 user with an unknown role; it becomes `user`'],
    [2, '2 users with an unknown role; they become `user`'],
    [0, '0 users with an unknown role; they become `user`'],
  ])('about %i', (n, words) => {
    expect(messageFor('{n} {user|users} with an unknown role; {it becomes|they become} `user`', n)).toBe(words)
  })
})
