-- The database before the move. Where it stands already it is adopted as it is; where there is nothing it is made, as
-- schema/legacy.sql has it. What lies in between is for a person to decide. A legacy database came from two sources that
-- disagreed, so the schema that the later migrations leave depends in its details on what is found here.
-- schema: as found
-- migrate:up
do $legacy$
declare
  wanted constant text[] := array[
    'organizations', 'users', 'machines', 'parts', 'inventory', 'supplier_orders', 'supplier_order_items', 'customer_orders',
    'customer_order_items', 'part_usage'
  ];
  there integer;
begin
  select count(*) into there from unnest(wanted) as name where to_regclass(quote_ident(name)) is not null;
  if there > 0 and there < cardinality(wanted) then
    raise exception '% of the % tables of the old model are missing', cardinality(wanted) - there, cardinality(wanted)
      using errcode = 'undefined_table';
  end if;
  if there = 0 then
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
      is_active boolean not null default true,
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

    create table stock_adjustments (
      id uuid primary key,
      inventory_id uuid not null references inventory (id),
      user_id uuid not null references users (id),
      adjustment_date timestamptz not null default now(),
      quantity_adjusted integer not null,
      reason_code varchar(100) not null,
      notes text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create index ix_inventory_location on inventory (location);
    create index ix_organizations_name on organizations (name);

    alter table machines add unique (organization_id, serial_number);
    alter table machines add unique (serial_number);

    alter table organizations alter column id set default uuid_generate_v4();
    alter table users alter column id set default uuid_generate_v4();
    alter table machines alter column id set default uuid_generate_v4();
    alter table parts alter column id set default uuid_generate_v4();
    alter table inventory alter column id set default uuid_generate_v4();
    alter table supplier_orders alter column id set default uuid_generate_v4();
    alter table supplier_order_items alter column id set default uuid_generate_v4();
    alter table customer_orders alter column id set default uuid_generate_v4();
    alter table customer_order_items alter column id set default uuid_generate_v4();
    alter table part_usage alter column id set default uuid_generate_v4();

    -- So that the way back knows that these tables were made here, and nowhere else.
    comment on table organizations is 'made by the history';
  end if;
end
$legacy$;

-- migrate:down
do $legacy$
declare
  n bigint;
begin
  if obj_description('organizations'::regclass) is distinct from 'made by the history' then
    return;
  end if;
  select (select count(*) from organizations) + (select count(*) from parts) into n;
  if n > 0 then
    raise exception '% organisations and parts would be lost', n using errcode = 'data_exception';
  end if;
  drop table stock_adjustments, part_usage, customer_order_items, customer_orders, supplier_order_items, supplier_orders,
    inventory, parts, machines, users, organizations;
  drop extension "uuid-ossp";
end
$legacy$;
