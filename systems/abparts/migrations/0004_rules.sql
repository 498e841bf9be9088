-- The rules of the new model, once every row keeps them.
-- migrate:up
drop index warehouses_by_words;

alter table organizations
  alter column organization_type set not null,
  add constraint supplier_must_have_parent check (organization_type <> 'supplier' or parent_organization_id is not null),
  add constraint organizations_parent_organization_id_fkey foreign key (parent_organization_id) references organizations (id) not valid;
alter table organizations validate constraint organizations_parent_organization_id_fkey;
create unique index unique_oraseas_ee on organizations (organization_type) where organization_type = 'oraseas_ee';
create unique index unique_bossaqua on organizations (organization_type) where organization_type = 'bossaqua';

alter table users
  alter column role set not null,
  alter column user_status set default 'active',
  alter column user_status set not null;
create index ix_users_org_role on users (organization_id, role);

alter table parts
  alter column part_type set default 'consumable',
  alter column part_type set not null,
  alter column unit_of_measure set default 'pieces',
  alter column unit_of_measure set not null;

alter table machines add constraint machines_model_type_check check (model_type in ('V3.1B', 'V4.0'));
create index ix_machines_customer on machines (customer_organization_id);

alter table inventory
  alter column warehouse_id set not null,
  alter column unit_of_measure set not null,
  add constraint _warehouse_part_uc unique (warehouse_id, part_id),
  add constraint inventory_warehouse_id_fkey foreign key (warehouse_id) references warehouses (id) not valid,
  add constraint inventory_part_id_fkey foreign key (part_id) references parts (id) not valid;
alter table inventory validate constraint inventory_warehouse_id_fkey;
alter table inventory validate constraint inventory_part_id_fkey;

alter table transactions
  add constraint transactions_part_id_fkey foreign key (part_id) references parts (id) not valid,
  add constraint transactions_from_warehouse_id_fkey foreign key (from_warehouse_id) references warehouses (id) not valid,
  add constraint transactions_to_warehouse_id_fkey foreign key (to_warehouse_id) references warehouses (id) not valid,
  add constraint transactions_machine_id_fkey foreign key (machine_id) references machines (id) not valid,
  add constraint transactions_performed_by_user_id_fkey foreign key (performed_by_user_id) references users (id) not valid;
alter table transactions validate constraint transactions_part_id_fkey;
alter table transactions validate constraint transactions_from_warehouse_id_fkey;
alter table transactions validate constraint transactions_to_warehouse_id_fkey;
alter table transactions validate constraint transactions_machine_id_fkey;
alter table transactions validate constraint transactions_performed_by_user_id_fkey;
create index ix_transactions_date on transactions (transaction_date);
create index ix_transactions_part on transactions (part_id);
create index ix_transactions_warehouses on transactions (from_warehouse_id, to_warehouse_id);

-- Where the two sources of the legacy database disagreed, the new model has one answer; what stood there is remembered.
do $$
declare
  found record;
begin
  for found in
    select c.oid::regclass as relation, pg_get_expr(d.adbin, d.adrelid) as was
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attname = 'id'
      left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.oid in ('organizations'::regclass, 'users'::regclass, 'machines'::regclass, 'parts'::regclass,
        'inventory'::regclass, 'supplier_orders'::regclass, 'supplier_order_items'::regclass,
        'customer_orders'::regclass, 'customer_order_items'::regclass, 'part_usage'::regclass,
        'stock_adjustments'::regclass)
      and pg_get_expr(d.adbin, d.adrelid) is distinct from 'gen_random_uuid()'
    order by c.relname
  loop
    insert into legacy_shape (step, restore) values ('rules', format('alter table %s alter column id %s', found.relation,
      coalesce('set default ' || found.was, 'drop default')));
    execute format('alter table %s alter column id set default gen_random_uuid()', found.relation);
  end loop;
  for found in
    select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'organizations'::regclass and not indisunique and pg_get_indexdef(indexrelid) like '% USING btree (name)'
  loop
    insert into legacy_shape (step, restore) values ('rules', found.definition);
    execute format('drop index %s', found.name);
  end loop;
  if not exists (
    select from pg_constraint where conrelid = 'machines'::regclass and pg_get_constraintdef(oid) = 'UNIQUE (serial_number)'
  ) then
    alter table machines add constraint machines_serial_number_key unique (serial_number);
    insert into legacy_shape (step, restore)
      values ('rules', 'alter table machines drop constraint machines_serial_number_key');
  end if;
  for found in
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'machines'::regclass
      and pg_get_constraintdef(oid) = 'UNIQUE (customer_organization_id, serial_number)'
  loop
    insert into legacy_shape (step, restore)
      values ('rules', format('alter table machines add constraint %I %s', found.name, found.definition));
    execute format('alter table machines drop constraint %I', found.name);
  end loop;
end
$$;

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

-- migrate:down
drop trigger oraseas_ee_keeps_super_admins on organizations;
drop trigger super_admin_only_in_oraseas_ee on users;
drop function check_organization_keeps_super_admins();
drop function check_super_admin_organization();

do $$
declare
  remembered record;
begin
  for remembered in select restore from legacy_shape where step = 'rules' order by position desc loop
    execute remembered.restore;
  end loop;
end
$$;
delete from legacy_shape where step = 'rules';

drop index ix_transactions_warehouses;
drop index ix_transactions_part;
drop index ix_transactions_date;
alter table transactions
  drop constraint transactions_performed_by_user_id_fkey,
  drop constraint transactions_machine_id_fkey,
  drop constraint transactions_to_warehouse_id_fkey,
  drop constraint transactions_from_warehouse_id_fkey,
  drop constraint transactions_part_id_fkey;

alter table inventory
  drop constraint inventory_part_id_fkey,
  drop constraint inventory_warehouse_id_fkey,
  drop constraint _warehouse_part_uc,
  alter column unit_of_measure drop not null,
  alter column warehouse_id drop not null;

drop index ix_machines_customer;
alter table machines drop constraint machines_model_type_check;

alter table parts
  alter column unit_of_measure drop not null,
  alter column unit_of_measure drop default,
  alter column part_type drop not null,
  alter column part_type drop default;

drop index ix_users_org_role;
alter table users
  alter column user_status drop not null,
  alter column user_status drop default,
  alter column role drop not null;

drop index unique_bossaqua;
drop index unique_oraseas_ee;
alter table organizations
  drop constraint organizations_parent_organization_id_fkey,
  drop constraint supplier_must_have_parent,
  alter column organization_type drop not null;

create index warehouses_by_words on warehouses
  (organization_id, (lower(btrim(regexp_replace(name, '\s+', ' ', 'g')))));
