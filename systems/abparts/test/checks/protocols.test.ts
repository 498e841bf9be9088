import { expect, test } from 'vitest'
import { protocolRules } from '../../src/checks/protocol-rules.ts'
import { validateDatabase } from '../../src/checks/validate.ts'
import { loosened, targetSchema } from '../../src/database/schema-files.ts'
import { migrationScript, protocolMigrations } from '../../src/move/scripts.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { countsOf } from './support.ts'

const script = [targetSchema(), ...protocolMigrations.map((name) => migrationScript(name, 'up'))].join('\n')

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** One of everything, as it should be. */
const clean = `
  insert into organizations (id, name, organization_type) values ('${id(1)}', 'Oraseas EE', 'oraseas_ee');
  insert into warehouses (organization_id, name) values ('${id(1)}', 'Main Warehouse');
  insert into users (id, organization_id, username, password_hash, email, role)
    values ('${id(2)}', '${id(1)}', 'ann', 'x', 'ann@example.test', 'super_admin');
  insert into machines (id, customer_organization_id, model_type, name, serial_number, machine_model)
    select '${id(3)}', '${id(1)}', 'V4.0', 'One', 'S1', 'V4.0';
  insert into parts (id, part_number, name) values ('${id(4)}', 'P-1', 'Filter');
  insert into maintenance_protocols (id, name, protocol_type, service_interval_hours)
    values ('${id(5)}', 'Start', 'daily', null), ('${id(6)}', 'Every 250', 'scheduled', 250);
  insert into protocol_checklist_items (id, protocol_id, item_order, item_description, item_type, is_critical)
    values ('${id(7)}', '${id(5)}', 1, 'Look', 'check', true), ('${id(8)}', '${id(6)}', 1, 'Look', 'check', false);
  insert into maintenance_executions (id, machine_id, protocol_id, performed_by_user_id, status, performed_date, created_at)
    values ('${id(9)}', '${id(3)}', '${id(5)}', '${id(2)}', 'completed', '2025-05-01', '2025-05-01');
  insert into maintenance_checklist_completions (execution_id, checklist_item_id, is_completed)
    values ('${id(9)}', '${id(7)}', true);
  insert into machine_hours (machine_id, recorded_by_user_id, hours_value, recorded_date)
    values ('${id(3)}', '${id(2)}', 10, '2025-05-01'), ('${id(3)}', '${id(2)}', 20, '2025-05-02');`

const execution = (values: string): string =>
  `insert into maintenance_executions (machine_id, protocol_id, performed_by_user_id, created_at, status, performed_date, next_service_due_hours, machine_hours_at_service) values ('${id(3)}', '${id(5)}', '${id(2)}', ${values})`

const reminder = (values: string): string =>
  `insert into maintenance_reminders (machine_id, protocol_id, reminder_type, due_date, due_hours) values ('${id(3)}', '${id(5)}', 'daily', ${values})`

const defects: readonly (readonly [string, number, string])[] = [
  [
    'MNT-01',
    2,
    `insert into maintenance_protocols (name, protocol_type, service_interval_hours) values ('No interval', 'scheduled', null), ('Interval', 'weekly', 5)`,
  ],
  [
    'MNT-02',
    1,
    `insert into maintenance_protocols (name, protocol_type, machine_model) values ('Start', 'daily', null), ('Start', 'daily', 'V4.0')`,
  ],
  [
    'MNT-03',
    2,
    `insert into protocol_checklist_items (protocol_id, item_order, item_description, item_type) values ('${id(6)}', 1, 'Twice', 'check'), ('${id(6)}', 0, 'Below', 'check')`,
  ],
  [
    'MNT-04',
    1,
    `insert into protocol_checklist_items (protocol_id, item_order, item_description, item_type) values ('${id(6)}', 9, 'Which?', 'replacement')`,
  ],
  [
    'MNT-05',
    2,
    `update maintenance_executions set protocol_id = '${id(6)}'; delete from maintenance_checklist_completions;
     ${execution(`'2025-06-01', 'in_progress', '2025-06-01', null, null`)};
     update maintenance_executions set performed_date = null where status = 'completed'`,
  ],
  ['MNT-06', 1, `update maintenance_checklist_completions set is_completed = false`],
  [
    'MNT-07',
    1,
    `insert into maintenance_checklist_completions (execution_id, checklist_item_id) values ('${id(9)}', '${id(8)}')`,
  ],
  [
    'MNT-08',
    1,
    `insert into maintenance_checklist_completions (execution_id, checklist_item_id) values ('${id(9)}', '${id(7)}')`,
  ],
  ['MNT-09', 2, `${reminder('null, null')}; ${reminder(`'2025-05-01', 5`)}`],
  ['MNT-10', 1, `${reminder(`'2025-05-01', null`)}; ${reminder(`'2025-05-01', null`)}`],
  ['MNT-11', 1, execution(`'2025-06-02', 'skipped', '2025-06-02', 100, 100`)],
  ['MNT-12', 1, `update machines set machine_model = 'V3.1B'`],
  [
    'MNT-13',
    1,
    `update machine_maintenance set execution_id = null; ${reminder(`'2025-07-01', null`)};
     update maintenance_reminders set acknowledged_by_user_id = '${id(99)}'`,
  ],
  ['MNT-14', 1, `update machine_hours set hours_value = 5 where hours_value = 20`],
  ['MNT-15', 1, execution(`'2025-05-01', 'in_progress', null, null, null`)],
]

test('there are 15 rules: 9 errors and 6 warnings', () => {
  const of = (severity: string): number => protocolRules.filter((rule) => rule.severity === severity).length
  expect([protocolRules.length, of('error'), of('warning')]).toEqual([15, 9, 6])
  expect(defects.map(([rule]) => rule)).toEqual(protocolRules.map(({ id: known }) => known))
})

describeEachDatabase('a database with protocols', ({ db }) => {
  test('that is as it should be has no finding, of its schema neither', async () => {
    await db().exec(script)
    await db().exec(clean)
    const { results, total_checks } = await validateDatabase(db())
    expect(results).toMatchObject([{ id: 'MCH-02' }]) // the machine stands at Oraseas EE
    expect(total_checks).toBe(46 + 15 + 9)
  })

  test.each(defects)('%s finds %i', async (rule, count, defect) => {
    await db().exec(script)
    await db().exec(loosened())
    await db().exec(`${clean} ${defect}`)
    const { 'MCH-02': _, ...counts } = countsOf(await validateDatabase(db(), { rules: 'rows' }))
    expect(counts).toEqual({ [rule]: count })
  })

  test('that lost one of the five tables says so', async () => {
    await db().exec(script)
    await db().exec('drop table maintenance_reminders')
    const { results } = await validateDatabase(db())
    expect(results.find(({ id: rule }) => rule === 'SCH-01')?.details.sample).toEqual(['maintenance_reminders'])
  })
})
