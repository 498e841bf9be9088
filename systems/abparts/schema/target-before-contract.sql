-- What a moved database still has until it is contracted: its legacy columns, and the table that remembers how it was.
-- Run after target.sql, this gives all that may stand there besides the target schema.

alter table organizations add column legacy_type varchar(50);
alter table users add column legacy_role varchar(50);
alter table parts add column legacy_is_consumable boolean default false;
alter table inventory add column legacy_organization_id uuid, add column legacy_location varchar(255);
create table legacy_shape (
  position integer primary key generated always as identity,
  step text not null,
  restore text not null
);
