-- What the application had grown before the protocols came: where an organisation is, how long its machines ran, and a book of
-- earlier maintenance. Reminders need the first two; the third gets a reference to the executions.
-- migrate:up
alter table organizations
  add column country varchar(2),
  add column time_zone varchar(64) not null default 'UTC',
  add column weekly_maintenance_day smallint not null default 5,
  add constraint organizations_country_check check (country ~ '^[A-Z]{2}$'),
  add constraint organizations_weekly_maintenance_day_check check (weekly_maintenance_day between 1 and 7);

alter table machines
  add column status varchar(20) not null default 'active',
  add column current_hours numeric(10,2),
  add constraint machines_status_check check (status in ('active', 'inactive', 'decommissioned')),
  add constraint machines_current_hours_check check (current_hours >= 0);

create table machine_hours (
  id uuid primary key default gen_random_uuid(),
  machine_id uuid not null references machines (id) on delete cascade,
  recorded_by_user_id uuid not null references users (id),
  hours_value numeric(10,2) not null check (hours_value >= 0),
  recorded_date timestamptz not null,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index ix_machine_hours_latest on machine_hours (machine_id, recorded_date desc, created_at desc, id desc);

create table machine_maintenance (
  id uuid primary key default gen_random_uuid(),
  machine_id uuid not null references machines (id) on delete cascade,
  performed_by_user_id uuid references users (id),
  maintenance_type varchar(50) not null,
  maintenance_date timestamptz not null,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index ix_machine_maintenance_machine on machine_maintenance (machine_id, maintenance_date);

-- migrate:down
drop table machine_maintenance;
drop table machine_hours;
alter table machines
  drop constraint machines_current_hours_check,
  drop constraint machines_status_check,
  drop column current_hours,
  drop column status;
alter table organizations
  drop constraint organizations_weekly_maintenance_day_check,
  drop constraint organizations_country_check,
  drop column weekly_maintenance_day,
  drop column time_zone,
  drop column country;
