import { expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import {
  classesOnly,
  legacyMarks,
  legacySchema,
  loosened,
  scriptOnly,
  targetSchema,
} from '../../src/database/schema-files.ts'
import { describeEachDatabase } from '../support/databases.ts'

const shape = async (db: Database): Promise<Record<string, bigint>> => {
  const [row] = await db.query(`select
    (select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r') as tables,
    (select count(*) from information_schema.columns where table_schema = 'public') as columns,
    (select count(*) from pg_constraint where connamespace = 'public'::regnamespace and contype in ('f','p','u','c')) as keys,
    (select count(*) from pg_constraint where connamespace = 'public'::regnamespace and contype = 'f') as links,
    (select count(*) from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace) as indexes,
    (select count(*) from information_schema.columns where table_schema = 'public' and column_default like 'uuid%') as made_ids,
    (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace
      and c.relkind = 'r' and a.attnum > 0 and a.attnotnull) as not_null,
    (select count(*) from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e') as enums,
    (select count(*) from pg_trigger where not tgisinternal) as triggers`)
  return row as Record<string, bigint>
}

describeEachDatabase('the schema files', ({ db }) => {
  test('the legacy schema is the union of its two sources, and each can be had alone', async () => {
    await db().exec(legacySchema())
    const union = await shape(db())
    expect(union).toMatchObject({ tables: 11n, enums: 0n, triggers: 0n, made_ids: 10n })
    await again(legacySchema(scriptOnly))
    expect(await shape(db())).toMatchObject({ tables: 10n, made_ids: 10n, columns: (union['columns'] as bigint) - 10n })
    await again(legacySchema(classesOnly))
    expect(await shape(db())).toMatchObject({ tables: 11n, made_ids: 0n, columns: union['columns'] })
    await again(legacySchema(legacyMarks))
    expect(await shape(db())).toMatchObject({ tables: 10n, made_ids: 0n })
  })

  test('the target schema has its tables, types and triggers', async () => {
    await db().exec(targetSchema())
    expect(await shape(db())).toMatchObject({ tables: 13n, enums: 5n, triggers: 4n, made_ids: 0n })
  })

  test.each([
    ['legacy', legacySchema],
    ['target', targetSchema],
  ])('the %s schema can lose every rule and keeps its columns', async (_, schema) => {
    await db().exec(schema())
    const before = await shape(db())
    await db().exec(loosened())
    expect(await shape(db())).toMatchObject({
      tables: before['tables'],
      columns: before['columns'],
      enums: before['enums'],
      keys: 0n,
      links: 0n,
      not_null: 0n,
      triggers: 0n,
    })
  })

  test('one Oraseas EE, one BossAqua, suppliers with a parent, known models', async () => {
    await db().exec(targetSchema())
    await organization('1', 'oraseas_ee')
    await expect(organization('2', 'oraseas_ee')).rejects.toThrow('unique_oraseas_ee')
    await organization('3', 'bossaqua')
    await expect(organization('4', 'bossaqua')).rejects.toThrow('unique_bossaqua')
    await expect(organization('5', 'supplier')).rejects.toThrow('supplier_must_have_parent')
    await organization('6', 'customer')
    const machine = `insert into machines (customer_organization_id, model_type, name, serial_number) values ('${id('6')}', 'V9', 'x', 'y')`
    await expect(db().exec(machine)).rejects.toThrow('machines_model_type_check')
  })

  test('a super_admin stays inside of Oraseas EE, whichever side changes', async () => {
    await db().exec(targetSchema())
    await organization('1', 'oraseas_ee')
    await organization('2', 'customer')
    await expect(user('1', '2', 'super_admin')).rejects.toThrow('a super_admin belongs to Oraseas EE')
    await user('2', '2', 'admin')
    await expect(db().exec(`update users set role = 'super_admin'`)).rejects.toThrow(
      'a super_admin belongs to Oraseas EE',
    )
    await user('3', '1', 'super_admin')
    const move = `update users set organization_id = '${id('2')}' where role = 'super_admin'`
    await expect(db().exec(move)).rejects.toThrow('a super_admin belongs to Oraseas EE')
    const retype = `update organizations set organization_type = 'customer' where id = '${id('1')}'`
    await expect(db().exec(retype)).rejects.toThrow('an organisation with a super_admin stays Oraseas EE')
  })

  test('every kind of movement changes the stock, and no stock falls below zero', async () => {
    await db().exec(targetSchema())
    await db().exec(`
      insert into organizations (id, name, organization_type) values ('${id('1')}', 'A', 'customer');
      insert into users (id, organization_id, username, password_hash, email, role) values ('${id('1')}', '${id('1')}', 'u', 'x', 'u@example.test', 'user');
      insert into parts (id, part_number, name) values ('${id('1')}', 'P', 'P');
      insert into warehouses (id, organization_id, name) values ('${id('1')}', '${id('1')}', 'Main'), ('${id('2')}', '${id('1')}', 'Second')`)
    await movement('creation', null, '1', '10.5')
    await movement('transfer', '1', '2', '4')
    await movement('consumption', '2', null, '1.25')
    await movement('adjustment', null, '1', '-0.5')
    const stock = await db().query(
      `select w.name, i.current_stock from inventory i join warehouses w on w.id = i.warehouse_id order by 1`,
    )
    expect(stock).toEqual([
      { name: 'Main', current_stock: '6.000' },
      { name: 'Second', current_stock: '2.750' },
    ])
    await expect(movement('consumption', '2', null, '2.751')).rejects.toThrow('stock must not fall below zero')
    await db().exec('delete from inventory')
    await expect(movement('consumption', '2', null, '1')).rejects.toThrow('there is no stock to take from')
    await db().exec(`alter table inventory disable trigger user; insert into inventory (warehouse_id, part_id, current_stock, unit_of_measure)
      values ('${id('1')}', '${id('1')}', -5, 'pieces'); alter table inventory enable trigger user`)
    await db().exec(`update inventory set unit_of_measure = 'kg', current_stock = -4`)
    await expect(db().exec('update inventory set current_stock = -4.001')).rejects.toThrow(
      'stock must not fall below zero',
    )
  })

  const again = async (schema: string): Promise<void> => {
    await db().exec('drop schema public cascade; create schema public')
    await db().exec(schema)
  }
  const organization = (n: string, type: string): Promise<void> =>
    db().exec(
      `insert into organizations (id, name, organization_type) values ('${id(n)}', 'Organisation ${n}', '${type}')`,
    )
  const user = (n: string, organizationOf: string, role: string): Promise<void> =>
    db().exec(`insert into users (organization_id, username, password_hash, email, role)
      values ('${id(organizationOf)}', 'u${n}', 'x', 'u${n}@example.test', '${role}')`)
  const movement = (type: string, from: string | null, ...[to, quantity]: [string | null, string]): Promise<void> =>
    db().exec(`insert into transactions (transaction_type, part_id, from_warehouse_id, to_warehouse_id, quantity, unit_of_measure, performed_by_user_id, transaction_date)
      values ('${type}', '${id('1')}', ${quoted(from)}, ${quoted(to)}, ${quantity}, 'pieces', '${id('1')}', now())`)
})

const id = (n: string): string => `00000000-0000-4000-8000-00000000000${n}`
const quoted = (n: string | null): string => (n === null ? 'null' : `'${id(n)}'`)
