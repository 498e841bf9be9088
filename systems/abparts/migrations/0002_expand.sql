-- Makes room for the new model beside the old one: nothing is dropped, and every old column is still there under its old name
-- or as legacy_…. What this migration finds and changes is remembered in legacy_shape, so that the way back undoes that and
-- nothing else.
-- migrate:up
do $$
declare
  n bigint;
begin
  select (select count(*) from inventory where greatest(abs(current_stock::bigint), abs(minimum_stock_recommendation::bigint)) >= 10000000)
    + (select count(*) from supplier_order_items where abs(quantity::bigint) >= 10000000)
    + (select count(*) from customer_order_items where abs(quantity::bigint) >= 10000000)
    + (select count(*) from part_usage where abs(quantity_used::bigint) >= 10000000) into n;
  if n > 0 then
    raise exception '% rows have a quantity of 10,000,000 or more, which the new tables cannot hold', n using errcode = 'data_exception';
  end if;
end
$$;

create table legacy_shape (
  position integer primary key generated always as identity,
  step text not null,
  restore text not null
);

-- Only the application's classes made these two; a database that never saw them gets them now.
do $$
begin
  if not exists (
    select from pg_attribute where attrelid = 'users'::regclass and attname = 'is_active' and not attisdropped
  ) then
    alter table users add column is_active boolean not null default true;
    insert into legacy_shape (step, restore) values ('expand', 'alter table users drop column is_active');
  end if;
  if to_regclass('stock_adjustments') is null then
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
    insert into legacy_shape (step, restore) values ('expand', 'drop table stock_adjustments');
  end if;
end
$$;

-- Stock will be unique by warehouse and part. Its references go too, until every row has its place: rows that were rewritten in
-- this transaction would be looked up one by one when they are changed again.
do $$
declare
  found record;
begin
  for found in
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'inventory'::regclass and contype in ('u', 'f')
  loop
    insert into legacy_shape (step, restore)
      values ('expand', format('alter table inventory add constraint %I %s', found.name, found.definition));
    execute format('alter table inventory drop constraint %I', found.name);
  end loop;
end
$$;

create type organizationtype as enum ('oraseas_ee', 'bossaqua', 'customer', 'supplier');
create type userrole as enum ('user', 'admin', 'super_admin');
create type userstatus as enum ('active', 'inactive', 'pending_invitation', 'locked');
create type parttype as enum ('consumable', 'bulk_material');
create type transactiontype as enum ('creation', 'transfer', 'consumption', 'adjustment');

create table warehouses (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations (id),
  name varchar(255) not null,
  location varchar(500),
  description text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint _org_warehouse_name_uc unique (organization_id, name)
);

-- Stock finds its warehouse by the location's words, in whatever letters they were typed.
create index warehouses_by_words on warehouses
  (organization_id, (lower(btrim(regexp_replace(name, '\s+', ' ', 'g')))));

create table transactions (
  id uuid primary key default gen_random_uuid(),
  transaction_type transactiontype not null,
  part_id uuid not null,
  from_warehouse_id uuid,
  to_warehouse_id uuid,
  machine_id uuid,
  quantity numeric(10,3) not null,
  unit_of_measure varchar(50) not null,
  performed_by_user_id uuid not null,
  transaction_date timestamptz not null,
  notes text,
  reference_number varchar(100),
  created_at timestamptz not null default now()
);

alter table organizations rename column type to legacy_type;
alter table organizations
  alter column legacy_type drop not null,
  add column organization_type organizationtype,
  add column parent_organization_id uuid,
  add column is_active boolean not null default true;

alter table users rename column role to legacy_role;
alter table users
  alter column legacy_role drop not null,
  add column role userrole,
  add column user_status userstatus,
  add column failed_login_attempts integer not null default 0,
  add column locked_until timestamptz,
  add column last_login timestamptz,
  add column invitation_token varchar(255),
  add column invitation_expires_at timestamptz,
  add column password_reset_token varchar(255),
  add column password_reset_expires_at timestamptz;

alter table parts rename column is_consumable to legacy_is_consumable;
alter table parts
  alter column legacy_is_consumable drop not null,
  add column part_type parttype,
  add column unit_of_measure varchar(50),
  add column manufacturer_part_number varchar(255);

alter table machines rename column organization_id to customer_organization_id;

alter table inventory rename column organization_id to legacy_organization_id;
alter table inventory rename column location to legacy_location;
alter table inventory rename column updated_at to last_updated;
alter table inventory
  alter column legacy_organization_id drop not null,
  alter column current_stock type numeric(10,3),
  alter column minimum_stock_recommendation type numeric(10,3),
  add column warehouse_id uuid,
  add column unit_of_measure varchar(50);

alter table supplier_order_items alter column quantity type numeric(10,3);
alter table customer_order_items alter column quantity type numeric(10,3);
alter table part_usage alter column quantity_used type numeric(10,3);
alter table stock_adjustments alter column quantity_adjusted type numeric(10,3);

-- migrate:down
-- What cannot be said in the old model is not rounded and not dropped: it is a reason to stop.
do $$
declare
  n bigint;
begin
  select (select count(*) from inventory where current_stock <> trunc(current_stock)
      or minimum_stock_recommendation <> trunc(minimum_stock_recommendation))
    + (select count(*) from supplier_order_items where quantity <> trunc(quantity))
    + (select count(*) from customer_order_items where quantity <> trunc(quantity))
    + (select count(*) from part_usage where quantity_used <> trunc(quantity_used))
    + (select count(*) from stock_adjustments where quantity_adjusted <> trunc(quantity_adjusted)) into n;
  if n > 0 then
    raise exception '% rows have a quantity with a fraction, which the old tables cannot hold', n using errcode = 'data_exception';
  end if;
  select count(*) into n from transactions;
  if n > 0 then
    raise exception '% movements would be lost', n using errcode = 'data_exception';
  end if;
end
$$;

-- Rows that came after the move get the nearest old words.
update organizations set legacy_type = case organization_type
    when 'oraseas_ee' then 'Warehouse' when 'customer' then 'Customer' else 'Supplier' end
  where legacy_type is null;
update users set legacy_role = case role
    when 'super_admin' then 'Oraseas Admin' when 'admin' then 'Customer Admin' else 'Customer User' end
  where legacy_role is null;
update parts set legacy_is_consumable = part_type = 'consumable' where legacy_is_consumable is null;
update inventory as t set legacy_organization_id = w.organization_id, legacy_location = w.name
  from warehouses as w where w.id = t.warehouse_id and t.legacy_organization_id is null;

alter table stock_adjustments alter column quantity_adjusted type integer;
alter table part_usage alter column quantity_used type integer;
alter table customer_order_items alter column quantity type integer;
alter table supplier_order_items alter column quantity type integer;

alter table inventory
  drop column unit_of_measure,
  drop column warehouse_id,
  alter column minimum_stock_recommendation type integer,
  alter column current_stock type integer,
  alter column legacy_organization_id set not null;
alter table inventory rename column last_updated to updated_at;
alter table inventory rename column legacy_location to location;
alter table inventory rename column legacy_organization_id to organization_id;

alter table machines rename column customer_organization_id to organization_id;

alter table parts
  drop column manufacturer_part_number,
  drop column unit_of_measure,
  drop column part_type,
  alter column legacy_is_consumable set not null;
alter table parts rename column legacy_is_consumable to is_consumable;

alter table users
  drop column password_reset_expires_at,
  drop column password_reset_token,
  drop column invitation_expires_at,
  drop column invitation_token,
  drop column last_login,
  drop column locked_until,
  drop column failed_login_attempts,
  drop column user_status,
  drop column role,
  alter column legacy_role set not null;
alter table users rename column legacy_role to role;

alter table organizations
  drop column is_active,
  drop column parent_organization_id,
  drop column organization_type,
  alter column legacy_type set not null;
alter table organizations rename column legacy_type to type;

drop table transactions;
drop table warehouses;
drop type transactiontype;
drop type parttype;
drop type userstatus;
drop type userrole;
drop type organizationtype;

do $$
declare
  remembered record;
begin
  for remembered in select restore from legacy_shape where step = 'expand' order by position desc loop
    execute remembered.restore;
  end loop;
end
$$;
drop table legacy_shape;
