/** A schema with one of everything that a copy must hold, and rows in it. */
export const richSchema = `
create schema app;
create extension if not exists plpgsql;
create type mood as enum ('sad', 'it''s "ok"');
create type app.pair as (a integer, b text collate "C");
create domain small as integer default 1 not null check (value between 0 and 9);
create type span as range (subtype = float8, subtype_diff = float8mi);
create sequence counter as integer start 5 increment 3 maxvalue 100 cycle;
create function doubled(n integer) returns integer language sql immutable as 'select n * 2';
create table "Odd ""name" (
  id bigint generated always as identity (start with 100 increment by 10) primary key,
  "select" text collate "C" not null default 'x;y',
  feeling mood not null default 'sad',
  little small,
  two app.pair,
  during span,
  tags text[] not null default '{}',
  number integer default nextval('counter'),
  twice integer generated always as (doubled(number)) stored,
  made timestamptz default now(),
  constraint "odd;check" check (number > 0),
  unique ("select", feeling)
);
comment on table "Odd ""name" is 'a comment; with ''quotes''';
comment on column "Odd ""name".twice is E'back\\\\slash';
create table app.child (
  parent bigint not null references "Odd ""name" (id) on delete cascade deferrable initially deferred,
  at date not null,
  note varchar(20) check (note in ('a', 'b;c', 'it''s', E'back\\\\slash')),
  primary key (parent, at)
);
create table app.event (at date not null, what text) partition by range (at);
create table app.event_2025 partition of app.event for values from ('2025-01-01') to ('2026-01-01');
create table app.event_rest partition of app.event default;
create index event_what on app.event (what);
create unlogged table scratchpad (a integer) with (fillfactor = 70);
create table base (a integer not null);
create table derived (b integer) inherits (base);
create unique index odd_lower on "Odd ""name" (lower("select") desc) where number > 1;
create index odd_tags on "Odd ""name" using gin (tags);
alter table "Odd ""name" alter column "select" set statistics 200;
alter table "Odd ""name" add constraint no_overlap exclude using gist (during with &&);
create view sums as select feeling, count(*) as n from "Odd ""name" group by feeling;
create view by_key as select o.id, o."select", count(c.at) as n from "Odd ""name" o left join app.child c on c.parent = o.id group by o.id;
create materialized view app.sums_kept as select * from sums;
create unique index sums_kept_feeling on app.sums_kept (feeling);
create function app.stamp() returns trigger language plpgsql as $body$ begin new.made := coalesce(new.made, now()); return new; end; $body$;
create trigger stamped before insert on "Odd ""name" for each row when (new.number > 0) execute function app.stamp();
alter table "Odd ""name" disable trigger stamped;
create constraint trigger judged after insert on base deferrable initially deferred
  for each row when (new.a > 9) execute function app.stamp();
create function rows_of() returns setof app.child language sql begin atomic select * from app.child; end;
create procedure clean(n integer default 3) language sql begin atomic delete from scratchpad where a < n; end;
create rule no_delete as on delete to base do instead nothing;
alter table app.child enable row level security;
create policy own on app.child for select to public using (parent > 0);
create statistics odd_stats (dependencies) on feeling, number from "Odd ""name";
grant select on "Odd ""name" to public;
grant update (note) on app.child to public;
insert into "Odd ""name" ("select", feeling, little, two, during, tags, number, made)
  values ('a\\b', 'sad', 3, '(1,"x,y")', '[0,1)', '{"a,b",NULL}', 7, '2026-01-02 03:04:05.123456+00'),
    (E'tab\\tline\\nend', 'it''s "ok"', 9, null, '[5,6)', '{}', 8, 'infinity');
insert into app.child values (100, '2026-01-01', 'it''s'), (110, '0044-03-15 BC', null);
insert into app.event values ('2025-05-05', 'old'), ('2026-05-05', 'new');
insert into base values (1);
insert into derived values (2, 3);
refresh materialized view app.sums_kept;
`
