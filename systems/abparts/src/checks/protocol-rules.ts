import { repeated, repeatedPairs, type Rule, rowsWhere, rule } from './rule.ts'

/** References of the protocols' tables, for a database that lost its foreign keys. */
const references = [
  ['protocol_checklist_items', 'protocol_id', 'maintenance_protocols'],
  ['protocol_checklist_items', 'part_id', 'parts'],
  ['maintenance_executions', 'machine_id', 'machines'],
  ['maintenance_executions', 'protocol_id', 'maintenance_protocols'],
  ['maintenance_executions', 'performed_by_user_id', 'users'],
  ['maintenance_checklist_completions', 'execution_id', 'maintenance_executions'],
  ['maintenance_checklist_completions', 'checklist_item_id', 'protocol_checklist_items'],
  ['maintenance_checklist_completions', 'part_usage_id', 'part_usage'],
  ['maintenance_reminders', 'machine_id', 'machines'],
  ['maintenance_reminders', 'protocol_id', 'maintenance_protocols'],
  ['maintenance_reminders', 'acknowledged_by_user_id', 'users'],
  ['machine_maintenance', 'execution_id', 'maintenance_executions'],
] as const

const missingReferences = references
  .map(
    ([table, column, parent]) =>
      `select array['${table}.${column}', t.id::text] as key, 1 as rows from ${table} as t
        left join ${parent} as p on p.id = t.${column} where t.${column} is not null and p.id is null`,
  )
  .join('\nunion all\n')

const openReminders = `(select id, status, concat_ws(' ', machine_id, protocol_id, reminder_type, due_date, due_hours) as what
  from maintenance_reminders)`

const hoursBefore = `(select id, hours_value, lag(hours_value) over (partition by machine_id order by recorded_date, created_at, id)
  as earlier from machine_hours)`

/** The rules about protocols, executions and reminders, MNT-01 to MNT-15. */
export const protocolRules: readonly Rule[] = [
  rule(
    'MNT-01 protocol_interval_does_not_fit business error',
    '{n} {protocol|protocols} with an interval that does not fit the kind',
    rowsWhere(
      'maintenance_protocols as t',
      `(t.protocol_type = 'scheduled' and coalesce(t.service_interval_hours, 0) <= 0)
        or (t.protocol_type in ('daily', 'weekly') and t.service_interval_hours is not null)`,
    ),
  ),
  rule(
    'MNT-02 duplicate_protocols structure error',
    '{n} protocol {name|names} used more than once for one model',
    repeated('maintenance_protocols', `t.name, coalesce(t.machine_model, '')`, 'true'),
  ),
  rule(
    'MNT-03 item_order_invalid structure error',
    '{n} {place|places} of a checklist taken twice or below 1',
    `${repeated('protocol_checklist_items', 't.protocol_id, t.item_order', 't.item_order >= 1')}
      union all ${rowsWhere('protocol_checklist_items as t', 't.item_order < 1')}`,
  ),
  rule(
    'MNT-04 replacement_without_part business warning',
    '{n} {replacement|replacements} without a part',
    rowsWhere('protocol_checklist_items as t', `t.item_type = 'replacement' and t.part_id is null`),
  ),
  rule(
    'MNT-05 execution_date_does_not_fit business error',
    '{n} {execution|executions} whose date does not fit the status',
    rowsWhere(
      'maintenance_executions as t',
      `(t.status = 'completed' and t.performed_date is null) or (t.status = 'in_progress' and t.performed_date is not null)`,
    ),
  ),
  rule(
    'MNT-06 critical_item_left_open business warning',
    '{n} completed {execution|executions} with a critical item left open',
    rowsWhere(
      'maintenance_executions as t',
      `t.status = 'completed' and exists (select from protocol_checklist_items as i
        where i.protocol_id = t.protocol_id and i.is_critical and not exists (
          select from maintenance_checklist_completions as c
          where c.execution_id = t.id and c.checklist_item_id = i.id and c.is_completed))`,
    ),
  ),
  rule(
    'MNT-07 completion_of_foreign_item referential error',
    '{n} {completion|completions} of an item of another protocol',
    rowsWhere(
      `maintenance_checklist_completions as t join maintenance_executions as e on e.id = t.execution_id
        join protocol_checklist_items as i on i.id = t.checklist_item_id`,
      'i.protocol_id is distinct from e.protocol_id and e.protocol_id is not null',
    ),
  ),
  rule(
    'MNT-08 duplicate_completions structure error',
    '{n} {item|items} completed twice in one execution',
    repeatedPairs('maintenance_checklist_completions', 'execution_id', 'checklist_item_id'),
  ),
  rule(
    'MNT-09 reminder_due_unclear structure error',
    '{n} {reminder|reminders} due neither by date nor by hours, or by both',
    rowsWhere('maintenance_reminders as t', '(t.due_date is null) = (t.due_hours is null)'),
  ),
  rule(
    'MNT-10 duplicate_open_reminders consistency error',
    '{n} open {reminder|reminders} of which there are several',
    `select (array_agg(t.id::text order by t.id::text))[1:5] as key, count(*) as rows from ${openReminders} as t
      where t.status in ('pending', 'acknowledged') group by t.what having count(*) > 1`,
  ),
  rule(
    'MNT-11 next_service_not_later consistency warning',
    '{n} {execution|executions} whose next service is not later',
    rowsWhere('maintenance_executions as t', 't.next_service_due_hours <= t.machine_hours_at_service'),
  ),
  rule(
    'MNT-12 machine_model_differs consistency warning',
    '{n} {machine|machines} of two models at once, or of an unknown one',
    rowsWhere(
      'machines as t',
      `t.machine_model is distinct from t.model_type or t.machine_model not in ('V3.1B', 'V4.0')`,
    ),
  ),
  rule(
    'MNT-13 maintenance_reference_missing referential error',
    '{n} {reference|references} of the protocols to what does not exist',
    missingReferences,
  ),
  rule(
    'MNT-14 machine_hours_fall consistency warning',
    '{n} {record|records} of hours below the one before',
    rowsWhere(`${hoursBefore} as t`, 't.hours_value < t.earlier'),
  ),
  rule(
    'MNT-15 duplicate_executions consistency warning',
    '{n} {machine and protocol|machines and protocols} with executions of one minute in several states',
    `select (array_agg(t.id::text order by t.id::text))[1:5] as key, count(*) as rows from maintenance_executions as t
      group by t.machine_id, t.protocol_id, date_trunc('minute', coalesce(t.performed_date, t.created_at))
      having count(distinct t.status) > 1`,
  ),
]
