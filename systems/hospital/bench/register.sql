create table ocm_equipment (
  id integer primary key autoincrement,
  no integer not null unique check (no > 0),
  department text not null check (length(department) <= 100),
  name text not null check (length(name) <= 200),
  model text not null check (length(model) <= 100),
  serial text not null check (length(serial) <= 100),
  manufacturer text not null check (length(manufacturer) <= 100),
  log_number text not null check (length(log_number) <= 50),
  installation_date text check (installation_date is null or installation_date = '' or installation_date glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  warranty_end text check (warranty_end is null or warranty_end = '' or warranty_end glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  service_date text check (service_date is null or service_date = '' or service_date glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  engineer text check (length(engineer) <= 100),
  next_maintenance text check (next_maintenance is null or next_maintenance = '' or next_maintenance glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  status text not null check (status in ('Upcoming', 'Overdue', 'Maintained')),
  created_at text not null,
  updated_at text not null
);
create unique index uq_ocm_equipment_serial on ocm_equipment (serial);
create index ix_ocm_equipment_department on ocm_equipment (department);
create index ix_ocm_equipment_log_number on ocm_equipment (log_number);
create index ix_ocm_equipment_next_maintenance on ocm_equipment (next_maintenance);
create index ix_ocm_equipment_status on ocm_equipment (status);
