-- migrate:up
create table counter (id integer primary key, x integer not null, note text);
create table part (sku text primary key, name text not null, qty integer not null);
create table device (serial text primary key, no integer not null);

-- migrate:down
drop table device;
drop table part;
drop table counter;
