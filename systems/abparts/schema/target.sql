-- The database after the move: typed organisations, three roles, warehouses, decimal stock with units, a ledger of movements.
-- The triggers that keep the stock stand in stock-triggers.sql, because they must not exist while the opening balances are
-- written: they would add every opening to the stock it was taken from.

create type organizationtype as enum ('oraseas_ee', 'bossaqua', 'customer', 'supplier');
create type userrole as enum ('user', 'admin', 'super_admin');
create type userstatus as enum ('active', 'inactive', 'pending_invitation', 'locked');
create type parttype as enum ('consumable', 'bulk_material');
create type transactiontype as enum ('creation', 'transfer', 'consumption', 'adjustment');

create table organizations (
  id uuid primary key default gen_random_uuid(),
  name varchar(255) not null unique,
  organization_type organizationtype not null,
  parent_organization_id uuid references organizations (id),
  address text,
  contact_info text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint supplier_must_have_parent check (organization_type <> 'supplier' or parent_organization_id is not null)
);

create unique index unique_oraseas_ee on organizations (organization_type) where organization_type = 'oraseas_ee';
create unique index unique_bossaqua on organizations (organization_type) where organization_type = 'bossaqua';

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

create table users (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations (id),
  username varchar(255) not null unique,
  password_hash text not null,
  email varchar(255) not null unique,
  name varchar(255),
  role userrole not null,
  user_status userstatus not null default 'active',
  failed_login_attempts integer not null default 0,
  locked_until timestamptz,
  last_login timestamptz,
  invitation_token varchar(255),
  invitation_expires_at timestamptz,
  password_reset_token varchar(255),
  password_reset_expires_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index ix_users_org_role on users (organization_id, role);

create table parts (
  id uuid primary key default gen_random_uuid(),
  part_number varchar(255) not null unique,
  name varchar(255) not null,
  description text,
  part_type parttype not null default 'consumable',
  is_proprietary boolean not null default false,
  unit_of_measure varchar(50) not null default 'pieces',
  manufacturer_part_number varchar(255),
  manufacturer_delivery_time_days integer,
  local_supplier_delivery_time_days integer,
  image_urls text[],
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table machines (
  id uuid primary key default gen_random_uuid(),
  customer_organization_id uuid not null references organizations (id),
  model_type varchar(100) not null,
  name varchar(255) not null,
  serial_number varchar(255) not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint machines_model_type_check check (model_type in ('V3.1B', 'V4.0'))
);

create index ix_machines_customer on machines (customer_organization_id);

create table inventory (
  id uuid primary key default gen_random_uuid(),
  warehouse_id uuid not null references warehouses (id),
  part_id uuid not null references parts (id),
  current_stock numeric(10,3) not null default 0,
  minimum_stock_recommendation numeric(10,3) not null default 0,
  unit_of_measure varchar(50) not null,
  reorder_threshold_set_by varchar(50),
  last_recommendation_update timestamptz,
  last_updated timestamptz not null default now(),
  created_at timestamptz not null default now(),
  constraint _warehouse_part_uc unique (warehouse_id, part_id)
);

create table transactions (
  id uuid primary key default gen_random_uuid(),
  transaction_type transactiontype not null,
  part_id uuid not null references parts (id),
  from_warehouse_id uuid references warehouses (id),
  to_warehouse_id uuid references warehouses (id),
  machine_id uuid references machines (id),
  quantity numeric(10,3) not null,
  unit_of_measure varchar(50) not null,
  performed_by_user_id uuid not null references users (id),
  transaction_date timestamptz not null,
  notes text,
  reference_number varchar(100),
  created_at timestamptz not null default now()
);

create index ix_transactions_date on transactions (transaction_date);
create index ix_transactions_part on transactions (part_id);
create index ix_transactions_warehouses on transactions (from_warehouse_id, to_warehouse_id);

create table supplier_orders (
  id uuid primary key default gen_random_uuid(),
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
  id uuid primary key default gen_random_uuid(),
  supplier_order_id uuid not null references supplier_orders (id),
  part_id uuid not null references parts (id),
  quantity numeric(10,3) not null default 1,
  unit_price numeric(10,2),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table customer_orders (
  id uuid primary key default gen_random_uuid(),
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
  id uuid primary key default gen_random_uuid(),
  customer_order_id uuid not null references customer_orders (id),
  part_id uuid not null references parts (id),
  quantity numeric(10,3) not null default 1,
  unit_price numeric(10,2),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table part_usage (
  id uuid primary key default gen_random_uuid(),
  customer_organization_id uuid not null references organizations (id),
  part_id uuid not null references parts (id),
  usage_date timestamptz not null,
  quantity_used numeric(10,3) not null default 1,
  machine_id uuid references machines (id),
  recorded_by_user_id uuid references users (id),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table stock_adjustments (
  id uuid primary key default gen_random_uuid(),
  inventory_id uuid not null references inventory (id),
  user_id uuid not null references users (id),
  adjustment_date timestamptz not null default now(),
  quantity_adjusted numeric(10,3) not null,
  reason_code varchar(100) not null,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- A check cannot ask another table. Both sides of the rule are watched: the user who rises or moves, and the organisation
-- that changes its type under its administrators. The shared lock keeps two such changes from passing each other unseen.
create function check_super_admin_organization() returns trigger language plpgsql as $$
declare
  kind organizationtype;
begin
  select organization_type into kind from organizations where id = new.organization_id for share;
  if kind is distinct from 'oraseas_ee' then
    raise exception 'a super_admin belongs to Oraseas EE' using errcode = 'check_violation',
      table = 'users', constraint = 'super_admin_only_in_oraseas_ee', detail = format('user %s', new.id);
  end if;
  return null;
end
$$;

create constraint trigger super_admin_only_in_oraseas_ee after insert or update of role, organization_id on users
  deferrable initially immediate for each row when (new.role = 'super_admin')
  execute function check_super_admin_organization();

create function check_organization_keeps_super_admins() returns trigger language plpgsql as $$
begin
  if exists (select from users where organization_id = new.id and role = 'super_admin') then
    raise exception 'an organisation with a super_admin stays Oraseas EE' using errcode = 'check_violation',
      table = 'organizations', constraint = 'super_admin_only_in_oraseas_ee', detail = format('organisation %s', new.id);
  end if;
  return null;
end
$$;

create constraint trigger oraseas_ee_keeps_super_admins after update of organization_type on organizations
  deferrable initially immediate for each row
  when (old.organization_type = 'oraseas_ee' and new.organization_type <> 'oraseas_ee')
  execute function check_organization_keeps_super_admins();
