import { expect, test } from 'vitest'
import { readCatalogue } from '../../src/checks/schema/catalogue.ts'
import { expectedSchema } from '../../src/checks/schema/expected.ts'
import { validateDatabase } from '../../src/checks/validate.ts'
import type { Database } from '../../src/database/database.ts'
import { classesOnly, legacyMarks, legacySchema, scriptOnly } from '../../src/database/schema-files.ts'
import { legacyDataset, recipeFor } from '../../src/generator/dataset.ts'
import { sampleNames } from '../../src/generator/sizes.ts'
import type { Fill } from '../../src/move/declared.ts'
import { runMove, runSteps } from '../../src/move/run-steps.ts'
import { migrationScript } from '../../src/move/scripts.ts'
import { worksOf } from '../../src/move/steps.ts'
import { idOf, mainWarehouse, warehousesSql } from '../../src/move/warehouses.ts'
import { countsOf } from '../checks/support.ts'
import { describeEachDatabase, describePostgres } from '../support/databases.ts'
import { specified } from '../support/specified.ts'
import { loadLegacy, options } from './support.ts'

const one = async (db: Database, query: string): Promise<unknown> => Object.values((await db.query(query))[0] ?? {})[0]

const stock = (db: Database): Promise<unknown> => one(db, 'select sum(current_stock)::float8 from inventory')

/** All rows of all tables but the ledger, column by column in the order of their names. */
async function content(db: Database): Promise<Record<string, unknown>> {
  const { tables } = await readCatalogue(db)
  const found: Record<string, unknown> = {}
  for (const [table, { columns }] of Object.entries(tables)) {
    const list = Object.keys(columns).toSorted().join(', ')
    found[table] = await one(
      db,
      `select md5(string_agg(t::text, ';' order by t::text)) from (select ${list} from ${table}) as t`,
    )
  }
  return found
}

describeEachDatabase('the opening balances', ({ db }) => {
  test('never double the stock: a trigger that would do that makes the step refuse', async () => {
    await loadLegacy(db(), { sample: 'minimal_sample' })
    await db().exec(migrationScript('0002_expand', 'up'))
    await db().exec(`alter table inventory add constraint pair unique (warehouse_id, part_id)`)
    await db().exec(migrationScript('0005_stock_triggers', 'up'))
    await expect(db().transaction((tx) => runSteps(tx, options))).rejects.toMatchObject({
      code: 'ABP201',
      message:
        'The step create_initial_transactions cannot begin: 1 trigger answers every movement that is inserted; the opening balances would change the stock they describe.',
    })
    expect(await stock(db())).toBe(390)
    expect(await one(db(), 'select count(*) from transactions')).toBe(0n)
  })

  test('the trap is real: the same movements against the trigger double every stock', async () => {
    await loadLegacy(db(), { sample: 'minimal_sample' })
    await runMove(db(), options)
    await db().exec(`create table again as select * from transactions; update again set id = gen_random_uuid();
      insert into transactions select * from again`)
    expect(await stock(db())).toBe(2 * 390)
  })
})

describeEachDatabase('the warehouses', ({ db }) => {
  test('are the same in whatever blocks they are built: those of a block before do not unhouse an organisation', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await db().exec(`update inventory set location = 'Shelf ' || left(id::text, 1)`)
    await db().exec(migrationScript('0002_expand', 'up'))
    const wanted = warehousesSql('split')
    const ids = () => one(db(), `select string_agg(id::text, ' ' order by id) from (${wanted}) as w`)
    const all = String(await ids())
    const shelves = `select count(*) from (${wanted}) as w where name <> '${mainWarehouse}'`
    expect(await one(db(), shelves)).toBeGreaterThan(3n)
    for (const block of ["name like 'Shelf %' and name < 'Shelf 8'", "name <> 'Shelf'"]) {
      await db().exec(`insert into warehouses (id, organization_id, name, location)
        select id, organization_id, name, location from (${wanted}) as w where ${block} on conflict do nothing`)
      expect(await ids()).toBe(all)
    }
  })

  test('of others are kept to, also when the step is done again', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await db().exec(`update inventory set location = 'Shelf'`)
    await db().exec(migrationScript('0002_expand', 'up'))
    await db().exec(`insert into warehouses (organization_id, name) select id, 'Their own' from organizations`)
    const mains = () =>
      one(db(), `select count(*) from (${warehousesSql('split')}) as w where name = '${mainWarehouse}'`)
    expect(await mains()).toBe(0n)
    await db().exec(`insert into warehouses (id, organization_id, name, location) ${warehousesSql('split')}`)
    expect(await mains()).toBe(0n)
  })
})

describeEachDatabase('the move', ({ db, name }) => {
  test.each(name === 'PGlite' ? (['small_sample'] as const) : sampleNames)(
    '%s gives the promised numbers',
    async (sample) => {
      await loadLegacy(db(), { sample })
      const { moved } = specified[sample]
      const { steps, invariants } = await runMove(db(), options)
      expect(steps.map(({ read, inserted, updated, unchanged }) => [read, inserted, updated, unchanged])).toEqual([
        [
          specified[sample].legacyRows - moved.inventory - moved.machines - partsOf(moved) - usersOf(moved),
          0,
          organizationsOf(moved),
          0,
        ],
        [moved.warehouses, moved.warehouses, 0, 0],
        [usersOf(moved), 0, usersOf(moved), 0],
        [partsOf(moved), 0, partsOf(moved), 0],
        [moved.machines, 0, 0, moved.machines],
        [moved.inventory, 0, moved.inventory, 0],
        [moved.transactions, moved.transactions, 0, 0],
      ])
      expect(steps.reduce((sum, { read }) => sum + read, 0)).toBe(moved.totalRecordsMigrated)
      expect(invariants.every(({ equal }) => equal)).toBe(true)
      expect(await counted('organizations', 'organization_type')).toEqual(nonZero(moved.organizations))
      const { inactive, ...roles } = moved.users
      expect(await counted('users', 'role')).toEqual(roles)
      expect(await one(db(), `select count(*) from users where user_status = 'inactive'`)).toBe(BigInt(inactive))
      expect(await counted('parts', 'part_type')).toEqual(moved.parts)
      expect(await stock(db())).toBe(moved.stock)
      expect(await one(db(), 'select sum(quantity)::float8 from transactions')).toBe(moved.stock)
      const report = await validateDatabase(db())
      expect(countsOf(report)).toEqual(specified[sample].findings)
      expect(report).toMatchObject({ phase: 'target', total_checks: 55 })
    },
  )

  test('a second run finds nothing to do, also after movements, new stock and edits', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), options)
    await db().exec(`
      insert into transactions (transaction_type, part_id, to_warehouse_id, quantity, unit_of_measure, performed_by_user_id, transaction_date)
        select 'creation', p.id, w.id, 2.5, p.unit_of_measure, u.id, now() from parts as p, warehouses as w, users as u
        where u.username = 'user_0' and p.part_number < 'PART-00000020';
      insert into transactions (transaction_type, part_id, from_warehouse_id, quantity, unit_of_measure, performed_by_user_id, transaction_date)
        select 'consumption', part_id, warehouse_id, current_stock, unit_of_measure, (select id from users where username = 'user_0'), now()
        from inventory where current_stock < 20;
      update users set role = 'user' where username = 'user_2';
      update organizations set organization_type = 'customer', parent_organization_id = null where organization_type = 'supplier';
      insert into organizations (name, organization_type) values ('Oraseas Friends', 'customer');
      insert into users (organization_id, username, password_hash, email, role)
        select id, 'later', 'x', 'later@example.test', 'user' from organizations where name = 'Oraseas Friends'`)
    const before = await content(db())
    const steps = await db().transaction((tx) => runSteps(tx, options))
    const written = steps.filter(({ step }) => step !== 'create_default_warehouses')
    expect(written.map(({ inserted, updated }) => inserted + updated)).toEqual([0, 0, 0, 0, 0, 0])
    expect(await one(db(), 'select count(*) from transactions where reference_number is not null')).toBe(100n)
    const { warehouses, ...others } = await content(db())
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== 'warehouses')))
    expect(countsOf(await validateDatabase(db(), { rules: 'rows' }))).not.toHaveProperty('INV-06')
    const again = await db().transaction((tx) => runSteps(tx, options))
    expect(again.map(({ inserted, updated }) => inserted + updated)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect((await content(db()))['warehouses']).toBe(warehouses)
  })

  test.each([
    ['both sources', []],
    ['the script', scriptOnly],
    ['the classes', classesOnly],
    ['neither', legacyMarks],
  ])('there and back, and the legacy database of %s is as it was', async (_, without) => {
    await db().exec(legacySchema(without))
    const dataset = legacyDataset({ sample: 'small_sample' })
    await loadWithout(dataset, without)
    const before = { schema: await readCatalogue(db()), rows: await content(db()) }
    await runMove(db(), options)
    expect((await validateDatabase(db())).results.map(({ id }) => id)).toEqual(['USR-07'])
    await db().exec(migrationScript('0005_stock_triggers', 'down'))
    await db().exec(migrationScript('0004_rules', 'down'))
    await db().exec('delete from transactions; update inventory set warehouse_id = null; delete from warehouses')
    await db().exec(migrationScript('0002_expand', 'down'))
    expect(await readCatalogue(db())).toEqual(before.schema)
    expect(await content(db())).toEqual(before.rows)
  })

  test('contracted, it is the target schema and nothing else', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), options)
    await db().exec(migrationScript('0099_contract', 'up'))
    expect(await readCatalogue(db())).toEqual(expectedSchema('target').required)
    expect(countsOf(await validateDatabase(db()))).toEqual({ 'USR-07': 1 })
  })

  const counted = async (table: string, column: string): Promise<Record<string, number>> => {
    const rows = await db().query(`select ${column}::text as word, count(*)::integer as n from ${table} group by 1`)
    return Object.fromEntries(rows.map(({ word, n }) => [String(word), n as number]))
  }

  const loadWithout = async (dataset: ReturnType<typeof legacyDataset>, without: readonly string[]): Promise<void> => {
    const { loadTables } = await import('../../src/generator/load.ts')
    const isThere = (column: string): boolean => column !== 'is_active' || !without.includes('is_active')
    const tables = dataset.tables.map((table) => {
      const at = [...table.columns.keys()].filter((n) => isThere(table.columns[n] as string))
      const pick = <T>(list: readonly T[]): readonly T[] => at.map((n) => list[n] as T)
      const rows = function* () {
        for (const row of table.rows()) yield pick(row)
      }
      return { ...table, columns: pick(table.columns), types: pick(table.types), rows }
    })
    await db().transaction((tx) => loadTables(tx, tables))
  }
})

type MovedNumbers = (typeof specified)['small_sample']['moved']

const nonZero = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)
const organizationsOf = ({ organizations }: MovedNumbers): number => total(organizations)
const partsOf = ({ parts }: MovedNumbers): number => total(parts)
const usersOf = ({ users }: MovedNumbers): number => users.super_admin + users.admin + users.user

describePostgres('the steps of the move', ({ db }) => {
  const refusal = async (change: string, more: object = {}): Promise<unknown> => {
    await loadLegacy(db(), { sample: 'small_sample' }, ['serial_per_organization', 'serial_everywhere'])
    await db().exec(change)
    const before = await content(db())
    const outcome = await runMove(db(), { ...options, ...more }).then(
      () => 'moved',
      (error: unknown) => (error as Error).message,
    )
    if (outcome !== 'moved') expect(await content(db())).toEqual(before)
    return outcome
  }

  test.each([
    [
      `update organizations set name = 'X', type = 'Customer' where name = 'Oraseas EE'`,
      'migrate_organizations',
      'no organisation can become Oraseas EE',
    ],
    [
      `update organizations set name = 'oraseas 2' where name = 'Customer Organization 2'`,
      'migrate_organizations',
      '2 organisations would become Oraseas EE',
    ],
    [
      `update organizations set name = 'boss aqua' where name = 'Customer Organization 2'`,
      'migrate_organizations',
      '2 organisations would become BossAqua',
    ],
    [
      `update organizations set address = repeat('x', 501) where name = 'Oraseas EE'`,
      'create_default_warehouses',
      '1 organisation has an address of more than 500 characters',
    ],
    [`update users set role = ' ' where username in ('user_3', 'user_4')`, 'migrate_users', '2 users have no role'],
    [
      `update machines set model_type = 'V5' where serial_number = 'AB-000000003'`,
      'migrate_machines',
      '1 machine has an unknown model',
    ],
    [
      `update machines set serial_number = 'same' where serial_number in ('AB-000000001', 'AB-000000002')`,
      'migrate_machines',
      '1 serial number is used more than once',
    ],
    [
      `update users set role = 'Supplier User'`,
      'create_initial_transactions',
      'there is nobody to sign the opening balances',
    ],
    [
      `alter table users drop constraint users_organization_id_fkey; update users set organization_id = gen_random_uuid() where username = 'user_3'`,
      'migrate_users',
      '1 user belongs to an organisation that does not exist',
    ],
    [
      `alter table machines drop constraint machines_organization_id_fkey; update machines set organization_id = gen_random_uuid() where serial_number = 'AB-000000003'`,
      'migrate_machines',
      '1 machine belongs to an organisation that does not exist',
    ],
    [
      `alter table inventory drop constraint inventory_organization_id_fkey; update inventory set organization_id = gen_random_uuid() where current_stock = 10`,
      'migrate_inventory',
      '1 stock row belongs to an organisation that does not exist',
    ],
    [
      `alter table inventory drop constraint inventory_part_id_fkey; update inventory set part_id = gen_random_uuid() where current_stock = 10`,
      'migrate_inventory',
      '1 stock row is of a part that does not exist',
    ],
    [
      `alter table parts drop constraint parts_part_number_key; update parts set part_number = 'same' where part_number < 'PART-00000002'`,
      'migrate_parts',
      '1 part number is used more than once',
    ],
    [
      `alter table organizations drop constraint organizations_name_key; update organizations set name = 'same' where name like 'Customer%'`,
      'migrate_organizations',
      '1 organisation name is used more than once',
    ],
    [
      `alter table inventory drop constraint inventory_organization_id_part_id_key; insert into inventory (organization_id, part_id, location) select organization_id, part_id, ' MAIN  warehouse' from inventory where current_stock = 10`,
      'migrate_inventory',
      '1 warehouse and part pair would have several stock rows',
    ],
  ])('%s', async (change, step, why) => {
    expect(await refusal(change)).toBe(`The step ${step} cannot begin: ${why}.`)
  })

  test.each([
    [
      `update organizations set name = 'oraseas 2' where name = 'Customer Organization 2'`,
      { policy: { organizations: { 'oraseas 2': 'customer' } } },
    ],
    [
      `update users set role = null where false; update users set role = '' where username = 'user_3'`,
      { policy: { emptyRole: 'user' } },
    ],
    [
      `update machines set model_type = 'V5' where serial_number = 'AB-000000003'`,
      { policy: { models: { V5: 'V4.0' } } },
    ],
    [
      `update machines set serial_number = 'same' where serial_number in ('AB-000000001', 'AB-000000002')`,
      { duplicateSerials: 'suffix' },
    ],
  ])('an answer lets it go on: %s', async (change, more) => {
    expect(await refusal(change, more)).toBe('moved')
    expect((await validateDatabase(db())).is_valid).toBe(true)
  })

  test('the second machine of a serial gets a suffix', async () => {
    await refusal(
      `update machines set serial_number = 'same' where serial_number in ('AB-000000001', 'AB-000000002', 'AB-000000005')`,
      { duplicateSerials: 'suffix' },
    )
    const rows = await db().query(
      `select serial_number, name from machines where serial_number like 'same%' order by 1`,
    )
    expect(rows.map(({ serial_number, name }) => `${String(name)}: ${String(serial_number)}`)).toEqual([
      'AutoBoss 1: same',
      'AutoBoss 2: same-2',
      'AutoBoss 5: same-3',
    ])
  })

  test('a quantity that the new tables cannot hold stops the first migration, in words', async () => {
    expect(await refusal('update inventory set current_stock = 10000000 where current_stock = 10')).toBe(
      '1 rows have a quantity of 10,000,000 or more, which the new tables cannot hold',
    )
    expect(await stock(db())).toBeGreaterThan(10_000_000)
  })

  test('a foreign trigger that changes stock breaks the invariant, and nothing remains', async () => {
    const outcome = await refusal(`create function foreign_trigger() returns trigger language plpgsql as
      $$ begin new.current_stock := new.current_stock + 1; return new; end $$;
      create trigger foreign_trigger before update on inventory for each row execute function foreign_trigger()`)
    expect(outcome).toBe(
      'The move changed what it must keep: sum(inventory.current_stock) was 5950.000 and would be 6050.000.',
    )
  })

  test('locations that differ in letters and spaces are one warehouse, and Main Warehouse is the main one', async () => {
    await loadLegacy(db(), { sample: 'small_sample', twists: ['main-location'] })
    await runMove(db(), options)
    expect(await one(db(), 'select count(*) from warehouses')).toBe(9n)
    await db().exec('drop schema public cascade; create schema public')
    await loadLegacy(db(), { sample: 'small_sample' })
    await db().exec(
      `update inventory set location = (array['Shelf  B', 'shelf b ', ' SHELF B'])[1 + current_stock % 3] where location is not null`,
    )
    await runMove(db(), options)
    expect(await one(db(), 'select count(*) from warehouses')).toBe(12n)
    const misplaced = `select count(*) from inventory as i join warehouses as w on w.id = i.warehouse_id
      where (i.legacy_location is null) <> (w.name = 'Main Warehouse')`
    expect(await one(db(), misplaced)).toBe(0n)
    const { id } = recipeFor({ sample: 'small_sample' })
    const main = await one(
      db(),
      `select id from warehouses where organization_id = '${id('org', 0)}' and name = '${mainWarehouse}'`,
    )
    expect(main).toBe(idOf('warehouse', id('org', 0), mainWarehouse))
  })

  test.each([
    ['split', 'main-location'],
    ['split', 'skewed'],
    ['default', 'skewed'],
  ] as const)('%s, %s: row by row and all at once, stock finds the same place', async (warehouses, twist) => {
    await loadLegacy(db(), { sample: 'medium_sample', twists: [twist] })
    await runMove(db(), { ...options, warehouses })
    const work = worksOf({ ...options, warehouses }).find(({ step }) => step === 'migrate_inventory') as Fill
    await db().exec(
      `alter table inventory alter column warehouse_id drop not null, alter column unit_of_measure drop not null`,
    )
    await db().exec(`create table found as select id, warehouse_id, unit_of_measure from inventory;
      update inventory set warehouse_id = null, unit_of_measure = null`)
    const both = Object.entries(work.set).map(([column, expression]) => `${expression} as ${column}`)
    const differing = `select count(*) from (select t.id, ${both.join(', ')} from inventory as t) as a
      full join found using (id) where (a.warehouse_id, a.unit_of_measure) is distinct from (found.warehouse_id, found.unit_of_measure)`
    expect(await one(db(), differing)).toBe(0n)
    expect(await one(db(), 'select count(*) from found where warehouse_id is not null')).toBe(500n)
  })

  test('with one warehouse each, all stock of an organisation is in its main one', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), { ...options, warehouses: 'default' })
    expect(await one(db(), 'select count(*) from warehouses')).toBe(9n)
    expect(countsOf(await validateDatabase(db()))).toEqual({ 'USR-07': 1 })
  })

  test('stock below zero becomes an adjustment, empty stock none, and a supplier with stock a warehouse', async () => {
    const { id } = recipeFor({ sample: 'small_sample' })
    await loadLegacy(db(), { sample: 'small_sample' })
    await db().exec(`update inventory set current_stock = -3 where current_stock = 10; update inventory set current_stock = 0 where current_stock = 11;
      insert into inventory (organization_id, part_id, current_stock) values ('${id('org', 9)}', '${id('prt', 0)}', 7)`)
    await runMove(db(), options)
    const kinds = await db().query(
      'select transaction_type::text as kind, count(*) as n, min(quantity) as least from transactions group by 1 order by 1',
    )
    expect(kinds).toEqual([
      { kind: 'adjustment', n: 1n, least: '-3.000' },
      { kind: 'creation', n: 99n, least: '7.000' },
    ])
    expect(await one(db(), `select count(*) from warehouses where organization_id = '${id('org', 9)}'`)).toBe(1n)
    expect(countsOf(await validateDatabase(db()))).toEqual({ 'INV-03': 1, 'USR-07': 1 })
  })

  test('the way back refuses to round and to lose movements', async () => {
    await loadLegacy(db(), { sample: 'small_sample' })
    await runMove(db(), options)
    await expect(db().exec(migrationScript('0002_expand', 'down'))).rejects.toThrow('100 movements would be lost')
    await db().exec('update part_usage set quantity_used = 0.5 where quantity_used = 1; delete from transactions')
    await expect(db().exec(migrationScript('0002_expand', 'down'))).rejects.toThrow(
      '50 rows have a quantity with a fraction, which the old tables cannot hold',
    )
  })
})
