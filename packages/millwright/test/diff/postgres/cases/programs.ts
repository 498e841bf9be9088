import type { Case } from '../walk.ts'

const t = `create table t (id integer primary key, a integer, b text);`
const rows = `insert into t values (1, 10, 'x'), (2, 20, 'y')`

export const programs: readonly Case[] = [
  {
    name: 'a view gets a column at its end',
    from: `${t} create view v as select id from t;`,
    to: `${t} create view v as select id, a from t;`,
    rows,
  },
  {
    name: 'a view loses a column, with a view above it',
    from: `${t} create view v as select id, a, b from t; create view w as select id, b from v; comment on view w is 'kept'; grant select on w to pg_monitor;`,
    to: `${t} create view v as select id, b from t; create view w as select id, b from v; comment on view w is 'kept'; grant select on w to pg_monitor;`,
    rows,
    look: ['select b from w order by id', 'x', 'y'],
  },
  {
    name: 'options of a view',
    from: `${t} create view v as select id from t where a > 1; create view s as select id from t;`,
    to: `${t} create view v as select id from t where a > 1 with local check option; create view s with (security_barrier, security_invoker) as select id from t;`,
    rows,
  },
  {
    name: 'a kept view with an index changes what it keeps',
    from: `${t} create materialized view m as select id, a from t; create unique index m_id on m (id); comment on materialized view m is 'm';`,
    to: `${t} create materialized view m as select id, a * 2 as a from t; create unique index m_id on m (id); comment on materialized view m is 'm';`,
    rows: `${rows}; refresh materialized view m`,
    look: ['select a from m order by id', '20', '40'],
  },
  {
    name: 'a view above a column that goes away',
    from: `${t} create view v as select id, a, b from t; create materialized view m as select * from v;`,
    to: `create table t (id integer primary key, b text); create view v as select id, b from t; create materialized view m as select * from v;`,
    rows,
    answers: { keepDropped: true },
    reversible: true,
  },
  {
    name: 'views come in the order in which they need each other',
    from: t,
    to: `${t} create view z as select id from t; create view m as select id from z; create view a as select id from m;`,
    rows,
  },
  {
    name: 'a table becomes a view of the same name',
    from: `${t} create table low as select id from t where a < 15;`,
    to: `${t} create view low as select id from t where a < 15;`,
    rows,
    destructive: true,
  },
  {
    name: 'a function has a new body',
    from: `create function f(n integer) returns integer language sql as $$ select n $$;`,
    to: `create function f(n integer) returns integer language sql immutable as $$ select n + 1 $$;`,
  },
  {
    name: 'a function gives something else, below a view, an index, a default and a computed column',
    from: `create function f(n integer) returns integer language sql immutable as $$ select n $$; create table t (id integer primary key, a integer default f(1), g integer generated always as (f(id)) stored); create index t_f on t (f(a)); create view v as select f(a) as x from t; alter table t add constraint c check (f(a) > 0);`,
    to: `create function f(n integer) returns bigint language sql immutable as $$ select n::bigint $$; create table t (id integer primary key, a integer default f(1), g integer generated always as (f(id)) stored); create index t_f on t (f(a)); create view v as select f(a) as x from t; alter table t add constraint c check (f(a) > 0);`,
    rows: `insert into t (id) values (1), (2)`,
    look: ['select x from v', '1', '1'],
  },
  {
    name: 'functions with one name and other arguments, a procedure and one that gives rows',
    from: `create function f(n integer) returns integer language sql as $$ select n $$; create procedure p() language sql as $$ select 1 $$;`,
    to: `create function f(n integer, m integer) returns integer language sql as $$ select n + m $$; create function f(n text) returns text language sql as $$ select n $$;
      create procedure p(n integer) language plpgsql as $$ begin null; end $$; create function rows_of(out a integer, out b text) returns setof record language sql as $$ select 1, 'x' $$;`,
  },
  {
    name: 'a function written in SQL reads a table whose column changes',
    from: `${t} create function total() returns bigint language sql begin atomic select sum(a) from t; end;`,
    to: `create table t (id integer primary key, a bigint, b text); create function total() returns bigint language sql begin atomic select sum(a)::bigint from t; end;`,
    rows,
    look: ['select total() as n', '30'],
  },
  {
    name: 'a trigger comes, one changes, one is switched off',
    from: `${t} create function f() returns trigger language plpgsql as $$ begin return new; end $$; create trigger one before insert on t for each row execute function f(); create trigger two before update on t for each row execute function f();`,
    to: `${t} create function f() returns trigger language plpgsql as $$ begin return new; end $$; create trigger one before insert or delete on t for each row when (pg_trigger_depth() = 0) execute function f(); create trigger two before update on t for each row execute function f(); alter table t disable trigger two;
      create constraint trigger three after update of a on t deferrable initially deferred for each row execute function f(); alter table t enable always trigger three;`,
    rows,
  },
  {
    name: 'the type of a column changes below a trigger and a policy',
    from: `${t} create function f() returns trigger language plpgsql as $$ begin return new; end $$; create trigger one before update of a on t for each row when (new.a > 0) execute function f(); alter table t enable row level security; create policy p on t for select using (a > 5);`,
    to: `create table t (id integer primary key, a bigint, b text); create function f() returns trigger language plpgsql as $$ begin return new; end $$; create trigger one before update of a on t for each row when (new.a > 0) execute function f(); alter table t enable row level security; create policy p on t for select using (a > 5);`,
    rows,
  },
  {
    name: 'a rule',
    from: `${t} create rule kept as on delete to t do instead nothing;`,
    to: `${t} create rule kept as on delete to t where old.a > 5 do instead nothing; create view v as select id from t; create rule ins as on insert to v do instead insert into t (id) values (new.id);`,
    rows,
  },
  {
    name: 'policies and who is bound by them',
    from: `${t} alter table t enable row level security; create policy one on t for select to public using (a > 1); create policy two on t for insert with check (a > 1);`,
    to: `${t} alter table t enable row level security; alter table t force row level security; create policy one on t for select to pg_monitor using (a > 2); create policy three on t as restrictive for all using (a > 0) with check (a < 100);`,
    rows,
  },
  {
    name: 'comments on everything',
    from: `${t} comment on table t is 'old'; comment on column t.a is 'goes'; create view v as select id from t; create index i on t (a);`,
    to: `${t} comment on table t is E'new ''line''\\nand \\\\'; comment on column t.b is 'comes'; create view v as select id from t; create index i on t (a); comment on view v is 'v'; comment on index i is 'i'; comment on constraint t_pkey on t is 'k'; comment on schema public is 'p';
      create function f(a integer) returns integer language sql as $$ select 1 $$; comment on function f(integer) is 'f'; create type e as enum ('a'); comment on type e is 'e'; create sequence s; comment on sequence s is 's'; comment on column v.id is 'vid'; create domain d as text constraint dc check (value <> ''); comment on domain d is 'd'; comment on constraint dc on domain d is 'dc';`,
  },
  {
    name: 'rights are given and taken',
    from: `${t} grant select, insert on t to pg_monitor; grant update (a) on t to pg_monitor; create function f() returns integer language sql as $$ select 1 $$;`,
    to: `${t} grant select on t to pg_monitor with grant option; grant delete on t to public; grant update (a, b), select (a) on t to pg_monitor; create function f() returns integer language sql as $$ select 1 $$; revoke execute on function f() from public; create sequence s; grant usage on sequence s to pg_monitor; create type e as enum ('a'); revoke usage on type e from public;`,
    rows,
  },
  {
    name: 'a view made anew has its rights and comments back',
    from: `${t} create view v as select a from t; grant select on v to pg_monitor; comment on view v is 'v'; comment on column v.a is 'a';`,
    to: `create table t (id integer primary key, a bigint, b text); create view v as select a from t; grant select on v to pg_monitor; comment on view v is 'v'; comment on column v.a is 'a';`,
    rows,
  },
]

export const tables: readonly Case[] = [
  {
    name: 'a table comes',
    from: t,
    to: `${t} create table "Odd ""name; --" ("select" text primary key, "a.b" integer references t, "ä" text default E'it''s \\\\');`,
    rows,
  },
  {
    name: 'a table goes with its rows',
    from: `${t} create table u (id integer primary key, t integer references t); create view v as select u.id from u;`,
    to: t,
    rows: `${rows}; insert into u values (1, 1)`,
    destructive: true,
    reversible: false,
  },
  {
    name: 'rows of a dropped table are kept, and its counter',
    from: `${t} create table u (id integer generated always as identity primary key, t integer references t, d integer generated always as (id * 2) stored); create index u_t on u (t);`,
    to: t,
    rows: `${rows}; insert into u (t) values (1), (2); delete from u where id = 2`,
    answers: { keepDropped: true },
    reversible: true,
  },
  {
    name: 'a table is renamed with what refers to it, and a column in it',
    from: `${t} create table u (id integer primary key, t integer references t (id)); create view v as select t.a from t join u on u.t = t.id;`,
    to: `create table thing (id integer primary key, amount integer, b text); create table u (id integer primary key, t integer references thing (id)); create view v as select thing.amount as a from thing join u on u.t = thing.id;`,
    rows: `${rows}; insert into u values (1, 2)`,
    answers: {
      renames: [
        { what: 'table', from: 't', to: 'thing' },
        { what: 'column', of: 'thing', from: 'a', to: 'amount' },
      ],
    },
    look: ['select a from v', '20'],
  },
  {
    name: 'a table moves to another schema',
    from: `${t} create view v as select a from t;`,
    to: `create schema app; create table app.t (id integer primary key, a integer, b text); create view v as select a from app.t;`,
    rows,
    answers: { renames: [{ what: 'table', from: 't', to: 'app.t' }] },
    look: ['select a from app.t order by id', '10', '20'],
  },
  {
    name: 'a schema comes and another one goes',
    from: `create schema old; create table old.t (id integer primary key); create schema empty;`,
    to: `create schema "New one"; create table "New one".t2 (key integer primary key, label text not null);`,
    rows: `insert into old.t values (1)`,
    answers: { keepDropped: false, drops: [{ what: 'table', from: 'old.t' }] },
    destructive: true,
    reversible: false,
  },
  {
    name: 'storage parameters, logging, and what a copy knows rows by',
    from: `create table t (id integer primary key) with (fillfactor = 70); create unlogged table u (id integer primary key);`,
    to: `create unlogged table t (id integer primary key) with (autovacuum_enabled = false); create table u (id integer primary key) with (fillfactor = 80); alter table u replica identity full;`,
    rows: `insert into t values (1); insert into u values (1)`,
  },
  {
    name: 'a table inherits, and does not any more',
    from: `create table base (a integer); create table one (b integer) inherits (base); create table two (a integer, c integer);`,
    to: `create table base (a integer); create table one (a integer, b integer); create table two (a integer, c integer) inherits (base);`,
    rows: `insert into one values (1, 2); insert into two values (3, 4)`,
  },
  {
    name: 'a part comes, and indexes of the whole',
    from: `create table e (at date not null, n integer) partition by range (at); create table e1 partition of e for values from ('2025-01-01') to ('2026-01-01');`,
    to: `create table e (at date not null, n integer) partition by range (at); create table e1 partition of e for values from ('2025-01-01') to ('2026-01-01'); create table e2 partition of e for values from ('2026-01-01') to ('2027-01-01'); create table rest partition of e default; create index e_n on e (n); alter table e add primary key (at);`,
    rows: `insert into e values ('2025-05-05', 1)`,
  },
  {
    name: 'a part is taken out and another table put in',
    from: `create table e (at date not null, n integer, primary key (at)) partition by range (at); create table e1 partition of e for values from ('2025-01-01') to ('2026-01-01'); create table e2 (at date not null, n integer, primary key (at));`,
    to: `create table e (at date not null, n integer, primary key (at)) partition by range (at); create table e1 (at date not null, n integer, primary key (at)); create table e2 partition of e for values from ('2026-01-01') to ('2027-01-01');`,
    rows: `insert into e values ('2025-05-05', 1); insert into e2 values ('2026-05-05', 2)`,
    look: ['select n from e', '2'],
  },
  {
    name: 'a column of a parted table changes its type and another one comes',
    from: `create table e (k integer, n integer) partition by list (k); create table e1 partition of e for values in (1); create table e2 partition of e for values in (2) ; create index e_n on e (n);`,
    to: `create table e (k integer, n bigint, x text default 'd') partition by list (k); create table e1 partition of e for values in (1); create table e2 partition of e for values in (2, 3); create index e_n on e (n);`,
    rows: `insert into e values (1, 1), (2, 2)`,
  },
  {
    name: 'the key by which a table is cut into parts changes its type',
    from: `create table e (k integer not null, n integer, primary key (k)) partition by range (k); create table e1 partition of e for values from (0) to (100); create table rest partition of e default; create index e_n on e (n); create table line (e integer references e); create view v as select k from e where n > 0;`,
    to: `create table e (k bigint not null, n integer, primary key (k)) partition by range (k); create table e1 partition of e for values from (0) to (100); create table rest partition of e default; create index e_n on e (n); create table line (e integer references e); create view v as select k from e where n > 0;`,
    rows: `insert into e values (1, 1), (500, 2); insert into line values (500)`,
    look: ['insert into e values (5000000000, 3) returning k', '5000000000'],
  },
  {
    name: 'the key of a part that is cut once more changes its type',
    from: `create table e (a integer, b integer) partition by list (a); create table e1 partition of e for values in (1) partition by range (b); create table e11 partition of e1 for values from (0) to (10);`,
    to: `create table e (a integer, b bigint) partition by list (a); create table e1 partition of e for values in (1) partition by range (b); create table e11 partition of e1 for values from (0) to (10);`,
    rows: `insert into e values (1, 1), (1, 9)`,
  },
  {
    name: 'an ordinary table is cut into parts, with its rows and its counter',
    from: `create table e (id integer generated always as identity, at date not null, n integer, primary key (id, at)); create index e_n on e (n); create view v as select n from e;`,
    to: `create table e (id integer generated always as identity, at date not null, n integer, primary key (id, at)) partition by range (at); create table e_old partition of e for values from (minvalue) to ('2026-01-01'); create table e_rest partition of e default; create index e_n on e (n); create view v as select n from e;`,
    rows: `insert into e (at, n) values ('2025-01-01', 1), ('2026-01-01', 2)`,
    look: [`insert into e (at) values ('2027-01-01') returning id`, '3'],
  },
  {
    name: 'a parted table goes with all its parts and comes back',
    from: `create table e (k integer primary key, n integer) partition by hash (k); create table e0 partition of e for values with (modulus 2, remainder 0); create table e1 partition of e for values with (modulus 2, remainder 1); create table other (id integer);`,
    to: `create table other (id integer);`,
    rows: `insert into e select n, n from generate_series(1, 10) n`,
    answers: { keepDropped: true },
    reversible: true,
  },
  {
    name: 'an extension comes and its type is used',
    from: `create table t (id integer primary key, a text);`,
    to: `create extension if not exists citext; create table t (id integer primary key, a citext);`,
    rows: `insert into t values (1, 'X')`,
    look: [`select id from t where a = 'x'`, '1'],
  },
]
