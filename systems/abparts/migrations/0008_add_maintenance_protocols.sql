-- The maintenance protocols: five tables, and two columns of older ones. The original's history knew this revision as
-- add_maintenance_protocols and as 03_add_maintenance_protocols. Where machines.machine_model was there before, it stays when
-- this is taken back: the comment on the column says who made it.
-- alias: 03_add_maintenance_protocols
-- schema: as found
-- migrate:up
create type protocoltype as enum ('daily', 'weekly', 'scheduled', 'custom');
create type checklistitemtype as enum ('check', 'service', 'replacement');
create type executionstatus as enum ('scheduled', 'in_progress', 'completed', 'partial', 'skipped');
create type remindertype as enum ('daily', 'weekly', 'hours_based', 'overdue');
create type reminderstatus as enum ('pending', 'acknowledged', 'completed', 'dismissed');

create table maintenance_protocols (
  id uuid primary key default gen_random_uuid(),
  name varchar(255) not null,
  protocol_type protocoltype not null,
  service_interval_hours numeric(10,2),
  is_recurring boolean not null default false,
  machine_model varchar(50),
  description text,
  is_active boolean not null default true,
  display_order integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint protocol_interval_fits_type check (case protocol_type
    when 'scheduled' then coalesce(service_interval_hours > 0, false)
    when 'custom' then coalesce(service_interval_hours > 0, true)
    else service_interval_hours is null end)
);
create unique index unique_protocol_name_model on maintenance_protocols (name, coalesce(machine_model, ''));
create index idx_protocol_type_model on maintenance_protocols (protocol_type, machine_model);

create table protocol_checklist_items (
  id uuid primary key default gen_random_uuid(),
  protocol_id uuid not null references maintenance_protocols (id) on delete cascade,
  item_order integer not null check (item_order >= 1),
  item_description text not null,
  item_type checklistitemtype not null,
  item_category varchar(100),
  part_id uuid references parts (id) on delete set null,
  estimated_quantity numeric(10,3) check (estimated_quantity >= 0),
  is_critical boolean not null default false,
  estimated_duration_minutes integer check (estimated_duration_minutes >= 0),
  notes text,
  created_at timestamptz not null default now(),
  constraint unique_item_order unique (protocol_id, item_order) deferrable
);
create index idx_checklist_protocol on protocol_checklist_items (protocol_id, item_order);
create index idx_checklist_part on protocol_checklist_items (part_id);

create table maintenance_executions (
  id uuid primary key default gen_random_uuid(),
  machine_id uuid not null references machines (id) on delete cascade,
  protocol_id uuid references maintenance_protocols (id) on delete set null,
  performed_by_user_id uuid not null references users (id) on delete restrict,
  performed_date timestamptz,
  machine_hours_at_service numeric(10,2) check (machine_hours_at_service >= 0),
  next_service_due_hours numeric(10,2),
  status executionstatus not null default 'in_progress',
  notes text,
  client_key text unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index idx_execution_machine on maintenance_executions (machine_id, performed_date);
create index idx_execution_newest on maintenance_executions (created_at desc, id desc);
create index idx_execution_open on maintenance_executions (created_at desc, id desc)
  where status in ('scheduled', 'in_progress');
create index idx_execution_protocol on maintenance_executions (protocol_id);

create table maintenance_checklist_completions (
  id uuid primary key default gen_random_uuid(),
  execution_id uuid not null references maintenance_executions (id) on delete cascade,
  checklist_item_id uuid not null references protocol_checklist_items (id) on delete restrict,
  is_completed boolean not null default false,
  completed_at timestamptz,
  part_usage_id uuid references part_usage (id) on delete set null,
  notes text,
  created_at timestamptz not null default now(),
  constraint unique_completion unique (execution_id, checklist_item_id)
);
create index idx_completion_item on maintenance_checklist_completions (checklist_item_id);

create table maintenance_reminders (
  id uuid primary key default gen_random_uuid(),
  machine_id uuid not null references machines (id) on delete cascade,
  protocol_id uuid not null references maintenance_protocols (id) on delete cascade,
  reminder_type remindertype not null,
  due_date date,
  due_hours numeric(10,2),
  status reminderstatus not null default 'pending',
  acknowledged_by_user_id uuid references users (id) on delete set null,
  acknowledged_at timestamptz,
  created_at timestamptz not null default now(),
  constraint reminder_has_one_due check ((due_date is null) <> (due_hours is null))
);
create unique index unique_open_reminder on maintenance_reminders
  (machine_id, protocol_id, reminder_type, coalesce(due_date, '-infinity'::date), coalesce(due_hours, -1))
  where status in ('pending', 'acknowledged');
create index idx_reminder_machine_status on maintenance_reminders (machine_id, status);
create index idx_reminder_due_hours on maintenance_reminders (due_hours, status);
create index idx_reminder_protocol on maintenance_reminders (protocol_id);

alter table machine_maintenance
  add column execution_id uuid,
  add constraint fk_machine_maintenance_execution foreign key (execution_id)
    references maintenance_executions (id) on delete set null;
create index idx_machine_maintenance_execution on machine_maintenance (execution_id);

do $$
begin
  if not exists (
    select from pg_attribute where attrelid = 'machines'::regclass and attname = 'machine_model' and not attisdropped
  ) then
    alter table machines add column machine_model varchar(50);
    comment on column machines.machine_model is 'added with the maintenance protocols';
  end if;
end
$$;
update machines set machine_model = model_type where machine_model is null;

-- migrate:down
do $$
begin
  if exists (
    select from pg_attribute where attrelid = 'machines'::regclass and attname = 'machine_model' and not attisdropped
      and col_description(attrelid, attnum) = 'added with the maintenance protocols'
  ) then
    alter table machines drop column machine_model;
  end if;
end
$$;

alter table machine_maintenance
  drop constraint fk_machine_maintenance_execution,
  drop column execution_id;
drop table maintenance_reminders;
drop table maintenance_checklist_completions;
drop table maintenance_executions;
drop table protocol_checklist_items;
drop table maintenance_protocols;
drop type reminderstatus;
drop type remindertype;
drop type executionstatus;
drop type checklistitemtype;
drop type protocoltype;
