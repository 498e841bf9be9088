-- foreign-keys: off
-- migrate:up
create table part_new (sku text primary key, name text not null, qty integer not null check (qty >= 0), shelf text);
insert into part_new (sku, name, qty) select sku, name, qty from part;
drop view scarce;
drop table part;
alter table part_new rename to part;
alter table part rename constraint part_new_pkey to part_pkey;
create view scarce as select sku from part where qty < 5;

-- migrate:down
create table part_new (sku text primary key, name text not null, qty integer not null);
insert into part_new (sku, name, qty) select sku, name, qty from part;
drop view scarce;
drop table part;
alter table part_new rename to part;
alter table part rename constraint part_new_pkey to part_pkey;
create view scarce as select sku from part where qty < 5;
