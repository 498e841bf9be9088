-- The database before the move, as it stood on 2025-07-15.
--
-- Two sources made it, and they disagreed: the script of the database container, and the application's classes, which made
-- whatever was missing when they started. This file is the union of both. A line that only one of them had ends with a mark
-- (@id_default, @serial_per_organization: the script; @is_active, @serial_everywhere, @adjustments, @name_index: the
-- application); a reader that leaves out the lines of a mark gets the database that never saw that source.
--
-- There is no ON DELETE rule and no enum type.

create extension if not exists "uuid-ossp";

create table organizations (
  id uuid primary key,
  name varchar(255) not null unique,
  type varchar(50) not null,
  address text,
  contact_info text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table users (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  username varchar(255) not null unique,
  password_hash text not null,
  email varchar(255) not null unique,
  name varchar(255),
  role varchar(50) not null,
  is_active boolean not null default true, -- @is_active
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table machines (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  model_type varchar(100) not null,
  name varchar(255) not null,
  serial_number varchar(255) not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table parts (
  id uuid primary key,
  part_number varchar(255) not null unique,
  name varchar(255) not null,
  description text,
  is_proprietary boolean not null default false,
  is_consumable boolean not null default false,
  manufacturer_delivery_time_days integer,
  local_supplier_delivery_time_days integer,
  image_urls text[],
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table inventory (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  part_id uuid not null references parts (id),
  location varchar(255),
  current_stock integer not null default 0,
  minimum_stock_recommendation integer not null default 0,
  reorder_threshold_set_by varchar(50),
  last_recommendation_update timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, part_id)
);

create table supplier_orders (
  id uuid primary key,
  ordering_organization_id uuid not null references organizations (id),
  supplier_name varchar(255) not null,
  order_date timestamptz not null,
  expected_delivery_date timestamptz,
  actual_delivery_date timestamptz,
  status varchar(50) not null,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table supplier_order_items (
  id uuid primary key,
  supplier_order_id uuid not null references supplier_orders (id),
  part_id uuid not null references parts (id),
  quantity integer not null default 1,
  unit_price numeric(10,2),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table customer_orders (
  id uuid primary key,
  customer_organization_id uuid not null references organizations (id),
  oraseas_organization_id uuid not null references organizations (id),
  order_date timestamptz not null,
  expected_delivery_date timestamptz,
  actual_delivery_date timestamptz,
  status varchar(50) not null,
  ordered_by_user_id uuid references users (id),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table customer_order_items (
  id uuid primary key,
  customer_order_id uuid not null references customer_orders (id),
  part_id uuid not null references parts (id),
  quantity integer not null default 1,
  unit_price numeric(10,2),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table part_usage (
  id uuid primary key,
  customer_organization_id uuid not null references organizations (id),
  part_id uuid not null references parts (id),
  usage_date timestamptz not null,
  quantity_used integer not null default 1,
  machine_id uuid references machines (id),
  recorded_by_user_id uuid references users (id),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table stock_adjustments ( -- @adjustments
  id uuid primary key, -- @adjustments
  inventory_id uuid not null references inventory (id), -- @adjustments
  user_id uuid not null references users (id), -- @adjustments
  adjustment_date timestamptz not null default now(), -- @adjustments
  quantity_adjusted integer not null, -- @adjustments
  reason_code varchar(100) not null, -- @adjustments
  notes text, -- @adjustments
  created_at timestamptz not null default now(), -- @adjustments
  updated_at timestamptz not null default now() -- @adjustments
); -- @adjustments

create index ix_inventory_location on inventory (location);
create index ix_organizations_name on organizations (name); -- @name_index

alter table machines add unique (organization_id, serial_number); -- @serial_per_organization
alter table machines add unique (serial_number); -- @serial_everywhere

alter table organizations alter column id set default uuid_generate_v4(); -- @id_default
alter table users alter column id set default uuid_generate_v4(); -- @id_default
alter table machines alter column id set default uuid_generate_v4(); -- @id_default
alter table parts alter column id set default uuid_generate_v4(); -- @id_default
alter table inventory alter column id set default uuid_generate_v4(); -- @id_default
alter table supplier_orders alter column id set default uuid_generate_v4(); -- @id_default
alter table supplier_order_items alter column id set default uuid_generate_v4(); -- @id_default
alter table customer_orders alter column id set default uuid_generate_v4(); -- @id_default
alter table customer_order_items alter column id set default uuid_generate_v4(); -- @id_default
alter table part_usage alter column id set default uuid_generate_v4(); -- @id_default
