import { expect, test } from 'vitest'
import { expectedSchema } from '../../src/checks/schema/expected.ts'
import { madeCatalogues } from '../../src/checks/schema/make.ts'
import { validateDatabase } from '../../src/checks/validate.ts'
import { legacySchema, targetBeforeContract, targetSchema } from '../../src/database/schema-files.ts'
import { describeEachDatabase, describePostgres } from '../support/databases.ts'

describeEachDatabase('the schemas that the validator expects', ({ db }) => {
  test('are those of the files', async () => {
    const made = await madeCatalogues(db())
    expect(made).toEqual({
      legacy: expectedSchema('legacy'),
      target: expectedSchema('target'),
      protocols: expectedSchema('protocols'),
    })
  })
})

describePostgres('the rules about the schema', ({ db }) => {
  const found = async (script: string): Promise<Record<string, unknown>> => {
    await db().exec(script)
    const { results } = await validateDatabase(db())
    const schema = results.filter(({ id }) => id.startsWith('SCH'))
    return Object.fromEntries(schema.map(({ id, severity, details }) => [id, [severity, ...details.sample]]))
  }

  test('accept a target database, also before it is contracted', async () => {
    expect(await found(targetSchema())).toEqual({})
    expect(await found(targetBeforeContract())).toEqual({})
  })

  test.each([
    ['drop table part_usage', 'SCH-01', ['critical', 'part_usage']],
    ['alter table parts drop column description', 'SCH-02', ['critical', 'parts.description']],
    ['alter table parts add colour text; create table notes (id uuid)', 'SCH-03', ['info', 'notes', 'parts.colour']],
    ['create table parts_backup (id uuid)', 'SCH-03', ['warning', 'parts_backup']],
    [
      'alter table parts alter name type varchar(100)',
      'SCH-04',
      ['error', 'parts.name: character varying(100) not null, not character varying(255) not null'],
    ],
    [
      'alter table parts alter name drop not null',
      'SCH-04',
      ['error', 'parts.name: character varying(255), not character varying(255) not null'],
    ],
    [
      'alter table inventory alter current_stock drop default',
      'SCH-04',
      ['error', 'inventory.current_stock: numeric(10,3) not null, not numeric(10,3) not null default 0'],
    ],
    [
      `alter table machines drop constraint machines_customer_organization_id_fkey;
       alter table machines add foreign key (customer_organization_id) references organizations (id) on delete cascade`,
      'SCH-05',
      ['error', 'machines: FOREIGN KEY (customer_organization_id) REFERENCES organizations(id)'],
    ],
    ['alter table parts drop constraint parts_part_number_key', 'SCH-05', ['error', 'parts: UNIQUE (part_number)']],
    [
      'alter table organizations drop constraint supplier_must_have_parent',
      'SCH-05',
      [
        'error',
        `organizations: CHECK (((organization_type <> 'supplier'::organizationtype) OR (parent_organization_id IS NOT NULL)))`,
      ],
    ],
    [
      `drop index unique_oraseas_ee; create index twice on parts (part_number)`,
      'SCH-06',
      [
        'warning',
        `organizations: missing unique btree (organization_type) WHERE (organization_type = 'oraseas_ee'::organizationtype)`,
        'parts: several btree (part_number)',
      ],
    ],
    [`alter type userrole add value 'guest'`, 'SCH-07', ['error', 'userrole']],
    [
      `drop trigger trigger_check_inventory_balance on inventory;
       create function odd() returns trigger language plpgsql as $$ begin return null; end $$;
       create trigger odd after insert on parts for each row execute function odd();
       create or replace function update_inventory_on_transaction() returns trigger language plpgsql as $$ begin return null; end $$`,
      'SCH-08',
      [
        'error',
        'missing inventory.trigger_check_inventory_balance',
        'extra parts.odd',
        'extra odd',
        'different update_inventory_on_transaction',
      ],
    ],
    ['alter table parts add counted_at timestamp', 'SCH-09', ['warning', 'parts.counted_at']],
  ])('%s', async (script, rule, wanted) => {
    await db().exec(targetSchema())
    const results = await found(script)
    expect(results[rule]).toEqual(wanted)
    const others = Object.keys(results).filter((id) => id !== rule)
    expect(others).toEqual(rule === 'SCH-09' ? ['SCH-03'] : [])
  })

  test('the legacy schema with two indexes on the same columns, beyond those that it always had', async () => {
    await db().exec(legacySchema())
    expect(await found('create index again on inventory (location)')).toEqual({
      'SCH-06': ['warning', 'inventory: several btree (location)'],
    })
  })

  test('a mixture is a mixture, and is judged by what it is closest to', async () => {
    await db().exec(targetSchema())
    await db().exec('alter table organizations add column type text')
    expect(await validateDatabase(db())).toMatchObject({ phase: 'mixture', total_checks: 55 })
    await db().exec('drop schema public cascade; create schema public')
    await db().exec(legacySchema())
    await db().exec('alter table parts add column part_type text')
    expect(await validateDatabase(db())).toMatchObject({ phase: 'mixture', total_checks: 39 })
  })

  test('an empty database is neither', async () => {
    const report = await validateDatabase(db())
    expect(report).toMatchObject({ phase: 'mixture', is_valid: false, passed_checks: 8, critical_issues: 31 })
    expect(report.summary).toBe('8/39 passed, 0 warnings, 0 errors, 31 critical')
  })
})
