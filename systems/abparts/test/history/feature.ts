/** The history of the maintenance protocols: the tables that they need, the feature itself, and what came after it. */

const base = `-- parent: none
-- migrate:up
create table machines (id integer primary key, name text not null);
create table parts (id integer primary key, name text not null);
create table users (id integer primary key, name text not null);
-- migrate:down
drop table users;
drop table parts;
drop table machines;
`

export const protocols = `create table maintenance_protocols (
  id integer primary key,
  name text not null,
  protocol_type text not null check (protocol_type in ('daily', 'weekly', 'scheduled', 'custom')),
  service_interval_hours numeric(10,2),
  is_active integer not null default 1
)`

export const items = `create table protocol_checklist_items (
  id integer primary key,
  protocol_id integer not null references maintenance_protocols (id) on delete cascade,
  item_order integer not null check (item_order >= 1),
  part_id integer references parts (id) on delete set null
)`

const executions = `create table maintenance_executions (
  id integer primary key,
  machine_id integer not null references machines (id) on delete cascade,
  protocol_id integer references maintenance_protocols (id) on delete set null,
  performed_by_user_id integer not null references users (id) on delete restrict,
  status text not null default 'in_progress'
)`

const completions = `create table maintenance_checklist_completions (
  id integer primary key,
  execution_id integer not null references maintenance_executions (id) on delete cascade,
  checklist_item_id integer not null references protocol_checklist_items (id) on delete restrict,
  is_completed integer not null default 0
)`

const reminders = `create table maintenance_reminders (
  id integer primary key,
  machine_id integer not null references machines (id) on delete cascade,
  protocol_id integer not null references maintenance_protocols (id) on delete cascade,
  due_hours numeric(10,2)
)`

const index = 'create index idx_execution_machine on maintenance_executions (machine_id, status)'

/** Everything that the feature makes, in its order. */
export const feature: readonly string[] = [protocols, items, executions, completions, reminders, index]

const featureFile = `-- parent: 01
-- migrate:up
${feature.join(';\n')};
-- migrate:down
drop table maintenance_reminders;
drop table maintenance_checklist_completions;
drop table maintenance_executions;
drop table protocol_checklist_items;
drop table maintenance_protocols;
`

const languages = 'alter table maintenance_protocols add column base_language text'

const later = `-- parent: 03
-- migrate:up
${languages};
-- migrate:down
alter table maintenance_protocols drop column base_language;
`

export const history: Readonly<Record<string, string>> = {
  '01_add_updated_at.sql': base,
  '03_add_maintenance_protocols.sql': featureFile,
}

export const longerHistory: Readonly<Record<string, string>> = { ...history, '06_add_protocol_translations.sql': later }

/** The statements that make the tables before the feature, with a row in each. */
export const before: readonly string[] = [
  'create table machines (id integer primary key, name text not null)',
  'create table parts (id integer primary key, name text not null)',
  'create table users (id integer primary key, name text not null)',
  "insert into machines values (1, 'one')",
  "insert into parts values (1, 'brush')",
  "insert into users values (1, 'ann')",
]

/** The feature with the columns of a later edition. */
export const laterEdition: readonly string[] = [...feature, languages]
