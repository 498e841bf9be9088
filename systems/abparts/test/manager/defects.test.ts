/** What the tools of the original did wrong, by the numbers of the list of their defects; each must fail without its mechanism. */
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readBackup } from '../../src/backup/read.ts'
import { projectOf } from '../../src/manager/options.ts'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import type { MigrationReport } from '../../src/reports/migration-report.ts'
import { differences, type State, stateOf } from '../../src/tester/state.ts'
import type { Throwaway } from '../../src/tester/throwaway.ts'
import { MigrationTester } from '../../src/tester/tester.ts'
import { runValidation } from '../../src/validator.ts'
import { ask, change, describeEachTarget, describeServer, value } from '../support/targets.ts'

const minutes = 240_000

const legacyTables = [
  'customer_order_items',
  'customer_orders',
  'inventory',
  'machines',
  'organizations',
  'part_usage',
  'parts',
].concat(['stock_adjustments', 'supplier_order_items', 'supplier_orders', 'users'])

/** Values that the original lost, rounded, cut or set anew. */
const oddities = `
  update supplier_order_items set unit_price = 12.10;
  update inventory set last_recommendation_update = '2025-03-04 05:06:07.123456+02' where current_stock = 10;
  update users set is_active = false where username in ('user_2', 'user_7');
  update parts set image_urls = array(select 'https://images.example.test/' || n from generate_series(1, 25) as n) where part_number = 'PART-00000001';
  update machines set model_type = ' v3_1b ' where serial_number = 'AB-000000000';
  insert into stock_adjustments (id, inventory_id, user_id, quantity_adjusted, reason_code)
    select md5('adjustment')::uuid, min(i.id::text)::uuid, min(u.id::text)::uuid, -2, 'Damaged Goods' from inventory as i, users as u`

describeEachTarget('the defects of the original', ({ make }) => {
  let made: Throwaway
  let before: State
  let report: MigrationReport
  let after: State

  beforeAll(async () => {
    made = await make({ sample: 'small_sample' })
    await change(made.url, oddities)
    before = await stateOf(made)
    report = await new DataMigrationManager(made).runMigration()
    after = await stateOf(made)
  }, minutes)

  test('D-08 the backup has every table, exact decimals and microseconds, and is named by its migration', async () => {
    const path = join(made.directory, 'backups', `migration_backup_${report.migration_id}.json`)
    expect(report.rollback_info).toMatchObject({ backup_file: path, backup_proved: true })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const { tables } = await readBackup(await projectOf(made), path)
    expect(tables.map(({ name }) => name)).toEqual(legacyTables)
    const text = readFileSync(path, 'utf8')
    for (const exact of ['"12.10"', '"2025-03-04 03:06:07.123456+00"']) expect(text).toContain(exact)
    expect(text).not.toMatch(/12\.1[,\]]/)
  })

  test('D-19 the backup comes from the database that is migrated, and says so', () => {
    const { backup_file: path = '' } = report.rollback_info ?? {}
    const head = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    expect(head).toMatchObject({ migration_id: report.migration_id, url: report.target, schema_revisions: [] })
  })

  test('D-09 nobody who was inactive is active afterwards, whatever is run again', { timeout: minutes }, async () => {
    const inactive = `select string_agg(username || ' ' || user_status, ', ' order by username) from users where not is_active`
    const wanted = 'user_19 inactive, user_2 inactive, user_7 inactive'
    expect(await value(made.url, inactive)).toBe(wanted)
    await change(made.url, `update organizations set is_active = false where name = 'Customer Organization 3'`)
    await new DataMigrationManager(made).runMigration()
    expect(await value(made.url, 'select string_agg(name, $$, $$) from organizations where not is_active')).toBe(
      'Customer Organization 3',
    )
    expect(await value(made.url, inactive)).toBe(wanted)
    await change(made.url, 'update organizations set is_active = true')
  })

  test('D-11 opening balances are made once, and the trigger that would double them comes after', {
    timeout: minutes,
  }, async () => {
    const sums =
      'select (select sum(current_stock) from inventory) || $$ $$ || (select sum(quantity) from transactions)'
    expect(await value(made.url, sums)).toBe('5950.000 5950.000')
    await new DataMigrationManager(made).runMigration({ force: true })
    expect(await value(made.url, sums)).toBe('5950.000 5950.000')
    expect(
      await value(made.url, `select count(*) from pg_trigger where tgname = 'trigger_update_inventory_on_transaction'`),
    ).toBe('1')
  })

  test('D-15 no row and no value is invented, and none is cut', async () => {
    const images = `select cardinality(image_urls) from parts where part_number = 'PART-00000001'`
    expect(await value(made.url, images)).toBe('25')
    expect(report).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit_code: 3, status: 'completed' })
    expect(report.validation_errors).toMatchObject([{ id: 'PRT-07', details: { preexisting: true } }])
    expect(await value(made.url, 'select count(*) from stock_adjustments where quantity_adjusted = -2')).toBe('1')
    const kept = report.invariants.filter(({ name }) => /^(count|content)\(/.test(name))
    expect(kept).toHaveLength(21)
    expect(kept.every(({ equal }) => equal)).toBe(true)
  })

  test('D-17 nobody is promoted: whoever was no distributor administrator is no super administrator', async () => {
    const roles = `select string_agg(distinct legacy_role || ' ' || role, ', ' order by legacy_role || ' ' || role) from users`
    expect(await value(made.url, roles)).toBe(
      'Customer Admin admin, Customer User user, Oraseas Admin super_admin, Supplier User user',
    )
  })

  test('D-13 rules that passed are counted as passed', async () => {
    const { total_checks: total, passed_checks: passed, results } = await runValidation(made)
    expect([total, passed]).toEqual([55, 55 - results.length])
  })

  test('D-05 the way back gives back every table and the schema', { timeout: minutes }, async () => {
    expect(differences(before, after).toSorted()).toEqual(
      [
        'customer_order_items',
        'inventory',
        'legacy_shape',
        'machines',
        'organizations',
        'part_usage',
        'parts',
        'schema',
      ]
        .concat(['stock_adjustments', 'supplier_order_items', 'transactions', 'users', 'warehouses'])
        .toSorted(),
    )
    const back = await new DataMigrationManager(made).rollback()
    expect(back).toMatchObject({ verdict: 'REVERTED', equal: true, exit_code: 0 })
    expect(differences(before, await stateOf(made))).toEqual([])
  })
})

describeServer('the defects of the original', ({ make }) => {
  test('D-17 it does not depend on the order in which the rows stand', { timeout: minutes }, async () => {
    const [one, other] = [await make(), await make()]
    await change(
      other.url,
      'update users set updated_at = updated_at where username > $$user_1$$; update inventory set location = location',
    )
    for (const { url, directory } of [one, other])
      await new DataMigrationManager({ url, directory }).runMigration({ force: true })
    const shown = `select md5(string_agg(t::text, ',' order by t::text)) from (
      select id, organization_id, name from warehouses union all select id, part_id, quantity::text from transactions
      union all select id, organization_id, role::text from users) as t`
    expect(await value(one.url, shown)).toBe(await value(other.url, shown))
  })

  test('D-07 a test never touches the database that was named', { timeout: minutes }, async () => {
    const made = await make()
    const before = await stateOf(made)
    const tester = new MigrationTester(made)
    expect(await tester.testMigrationWithSample({ name: 'minimal_sample' })).toMatchObject({
      success: true,
      mismatches: [],
    })
    expect(differences(before, await stateOf(made))).toEqual([])
    expect(await value(made.url, `select count(*) from pg_database where datname = current_database()`)).toBe('1')
    await expect(tester.testMigrationWithSample({ name: 'tiny' })).rejects.toThrow('There is no sample tiny')
  })

  test('D-18 a database of neither model gives findings, not a crash', async () => {
    const made = await make()
    await change(made.url, 'drop table inventory cascade; alter table users drop column role')
    const report = await runValidation(made)
    expect(report).toMatchObject({ is_valid: false, phase: 'legacy' })
    const critical = report.results.filter(({ severity }) => severity === 'critical')
    expect(critical.map(({ id }) => id)).toEqual(expect.arrayContaining(['SCH-01', 'SCH-02', 'LEG-25']))
    expect(critical.find(({ id }) => id === 'LEG-25')?.details.reason).toContain('inventory')
  })

  describe('D-08 a backup that is', () => {
    test.each([
      ['empty', (path: string) => truncateSync(path, 0), 'it has no end'],
      ['cut off', (path: string) => truncateSync(path, statSync(path).size - 40), 'it has no end'],
      [
        'changed',
        (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('Oraseas EE', 'Oraseas XX')),
        'it is not what was sealed',
      ],
    ])('%s is none', { timeout: minutes }, async (_, spoil, why) => {
      const made = await make()
      const manager = new DataMigrationManager(made)
      await manager.runMigration({ force: true })
      const path = join(made.directory, 'backups', readdirSync(join(made.directory, 'backups'))[0] ?? '')
      spoil(path)
      await expect(manager.rollback({ backup: path })).rejects.toMatchObject({
        code: 'ABP213',
        message: `${path} is no backup: ${why}.`,
      })
      expect(await ask(made.url, `select to_regclass('transactions') is not null as is_moved`)).toEqual([
        { is_moved: true },
      ])
    })
  })
})
