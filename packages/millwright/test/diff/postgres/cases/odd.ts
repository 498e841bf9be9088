import type { Case } from '../walk.ts'

/** What single steps get right and their meeting gets wrong. */
export const odd: readonly Case[] = [
  {
    name: 'everything at once: a rename, a type, a label, a fill and a view above them',
    from: `create type s as enum ('a', 'b'); create table t (id serial primary key, state s default 'a', n integer, gone text); create view v as select id, state, n from t where state = 'a'; create index t_n on t (n);`,
    to: `create type s as enum ('a', 'b', 'c'); create table t (id serial primary key, state s not null default 'c', amount bigint not null, extra s default 'c'); create view v as select id, state, amount as n, extra from t where state in ('a', 'c'); create unique index t_n on t (amount, id);`,
    rows: `insert into t (state, n, gone) values ('a', 1, 'x'), (null, null, 'y')`,
    answers: {
      renames: [{ what: 'column', of: 't', from: 'n', to: 'amount' }],
      drops: [{ what: 'column', of: 't', from: 'gone' }],
      fills: [
        { table: 't', column: 'state', sql: `'b'` },
        { table: 't', column: 'amount', sql: '-1' },
      ],
      keepDropped: true,
    },
    look: ['select id, n from v order by id', '1 1'],
    reversible: false,
  },
  {
    name: 'the value of a new column comes from one that goes',
    from: `create table p (id integer primary key, first text not null, last text not null);`,
    to: `create table p (id integer primary key, "full" text not null);`,
    rows: `insert into p values (1, 'Ada', 'L'), (2, 'Bo', 'M')`,
    answers: {
      fills: [{ table: 'p', column: 'full', sql: `first || ' ' || last` }],
      drops: [
        { what: 'column', of: 'p', from: 'first' },
        { what: 'column', of: 'p', from: 'last' },
      ],
      keepDropped: true,
    },
    look: ['select "full" from p order by id', 'Ada L', 'Bo M'],
    reversible: true,
  },
  {
    name: 'two tables change their names with each other',
    from: `create table a (id integer primary key, x text); create table b (id integer primary key, y text, a integer references a);`,
    to: `create table b (id integer constraint a_pkey primary key, x text); create table a (id integer constraint b_pkey primary key, y text, a integer constraint b_a_fkey references b);`,
    rows: `insert into a values (1, 'was a'); insert into b values (1, 'was b', 1)`,
    answers: {
      renames: [
        { what: 'table', from: 'a', to: 'b' },
        { what: 'table', from: 'b', to: 'a' },
      ],
    },
    look: ['select b.x, a.y from a join b on b.id = a.a', 'was a was b'],
  },
  {
    name: 'an index takes the name of a constraint that goes, a table that of a sequence',
    from: `create table t (id integer primary key, a integer constraint name unique); create sequence thing;`,
    to: `create table t (id integer primary key, a integer); create index name on t (a); create table thing (id integer);`,
    rows: `insert into t values (1, 2)`,
  },
  {
    name: 'names with everything in them',
    from: `create schema "a.b"; create table "a.b"."t""1 %" ("c d" integer primary key, "E'" text, "sel ect" text);
      create view "a.b"."v w" as select "c d" as "x.y" from "a.b"."t""1 %"; create type "a.b"."Ty pe" as enum ('it''s', 'b\\c', '');`,
    to: `create schema "a.b"; create table "a.b"."t""1 %" ("c d" bigint primary key, "E'" "a.b"."Ty pe" default 'b\\c', "sel ect" text not null);
      create view "a.b"."v w" as select "c d" as "x.y" from "a.b"."t""1 %"; create type "a.b"."Ty pe" as enum ('it''s', 'b\\c', '', '%s'); create index "i %" on "a.b"."t""1 %" ("E'");`.replace(
      /^(.*?;)(.*?;)(.*)(create type .*?;)/s,
      '$1$4$2$3',
    ),
    rows: `insert into "a.b"."t""1 %" values (1, 'it''s', 'x'), (2, null, 'y')`,
  },
  {
    name: 'a long name and its kept values',
    from: `create table a_table_with_a_name_that_is_quite_as_long_as_it_can_be_in_pg (id integer primary key, a_column_with_a_name_that_is_quite_as_long_as_it_can_be_in_p text);`,
    to: `create table a_table_with_a_name_that_is_quite_as_long_as_it_can_be_in_pg (id integer primary key);`,
    rows: `insert into a_table_with_a_name_that_is_quite_as_long_as_it_can_be_in_pg values (1, 'x')`,
    answers: { keepDropped: true },
    reversible: true,
  },
  {
    name: 'a view that is grouped by a key stands and falls with it',
    from: `create table t (id integer primary key, a text); create view v as select id, a, count(*) as n from t group by id;`,
    to: `create table t (id integer, a text, constraint other_name primary key (id, a)); create view v as select id, a, count(*) as n from t group by id, a;`,
    rows: `insert into t values (1, 'x')`,
  },
  {
    name: 'a column, its index, its constraint and its view go together',
    from: `create table t (id integer primary key, a integer unique check (a > 0), b integer generated always as (a * 2) stored); create index t_ab on t (a, b); create view v as select a, b from t; create view w as select * from v;`,
    to: `create table t (id integer primary key);`,
    rows: `insert into t values (1, 2)`,
    answers: { keepDropped: true },
    reversible: true,
  },
  {
    name: 'a table with rows refers to itself and gets a wider key',
    from: `create table n (id integer primary key, up integer references n on delete cascade);`,
    to: `create table n (id bigint primary key, up bigint references n on delete cascade);`,
    rows: `insert into n values (1, null), (2, 1), (3, 2)`,
  },
  {
    name: 'a function that a trigger calls is made anew',
    from: `create table t (id integer primary key, a integer); create function f() returns trigger language plpgsql as $$ begin new.a := 1; return new; end $$; create trigger x before insert on t for each row execute function f();`,
    to: `create table t (id integer primary key, a integer); create function f() returns trigger language plpgsql as $$ begin new.a := 2; return new; end $$; create trigger x before insert on t for each row execute function f();`,
    rows: `insert into t values (1, 7)`,
    look: ['insert into t values (2, 9) returning a', '2'],
  },
  {
    name: 'a table with policies and a forced owner gets values for its rows',
    from: `create table t (id integer primary key, a integer); alter table t enable row level security; alter table t force row level security; create policy p on t using (id = 1);`,
    to: `create table t (id integer primary key, a integer not null default 0); alter table t enable row level security; alter table t force row level security; create policy p on t using (id = 1);`,
    rows: `insert into t values (1, null), (2, null)`,
    answers: { fills: [{ table: 't', column: 'a', sql: '5' }] },
    look: ['select a from t order by id', '5', '5'],
    reversible: false,
  },
  {
    name: 'rows of an inheriting table are filled too',
    from: `create table base (id integer, a integer); create table one (b integer) inherits (base);`,
    to: `create table base (id integer, a integer not null); create table one (b integer) inherits (base);`,
    rows: `insert into base values (1, null); insert into one values (2, null, 3)`,
    answers: { fills: [{ table: 'base', column: 'a', sql: 'id' }] },
    look: ['select a from base order by id', '1', '2'],
    reversible: false,
  },
  {
    name: 'parts of parts, and a key of the whole',
    from: `create table e (a integer not null, b integer not null) partition by list (a); create table e1 partition of e for values in (1) partition by list (b); create table e11 partition of e1 for values in (1);`,
    to: `create table e (a integer not null, b integer, c text, primary key (a)) partition by list (a); create table e1 partition of e for values in (1) partition by hash (a); create table e11 partition of e1 for values with (modulus 1, remainder 0);`,
    rows: `insert into e values (1, 1)`,
    look: ['select b from e', '1'],
  },
  {
    name: 'text of a check that PostgreSQL prints in two ways',
    from: `create table t (s varchar(9), n integer, check (s in ('a', 'b')), check (n between 1 and 9 and s like 'a%')); create view v as select * from t where s in ('a', 'b');`,
    to: `create table t (s varchar(9), n integer, check (s in ('a', 'b')), check (n between 1 and 9 and s like 'a%')); create view v as select * from t where s in ('a', 'b'); comment on view v is 'x';`,
    rows: `insert into t values ('a', 1)`,
  },
  {
    name: 'a kept view over a kept view over a column that changes',
    from: `create table t (id integer primary key, a integer); create materialized view m as select id, a from t; create materialized view n as select sum(a) as s from m with no data; create index m_a on m (a); grant select on m to pg_monitor;`,
    to: `create table t (id integer primary key, a bigint); create materialized view m as select id, a from t; create materialized view n as select sum(a) as s from m with no data; create index m_a on m (a); grant select on m to pg_monitor;`,
    rows: `insert into t values (1, 2); refresh materialized view m`,
    look: ['select a from m', '2'],
  },
  {
    name: 'a default with the value of a label that goes',
    from: `create type s as enum ('a', 'b', 'c'); create domain ds as s default 'c'; create table t (id integer primary key, x s default 'c', y s[] default '{c}', z ds, check (x <> 'b'));`,
    to: `create type s as enum ('a', 'b'); create domain ds as s default 'a'; create table t (id integer primary key, x s default 'a', y s[] default '{a}', z ds, check (x <> 'b'));`,
    rows: `insert into t values (1); insert into t values (2, 'a', '{a,c,c}', 'c')`,
    answers: { values: [{ type: 's', from: 'c', to: 'a' }] },
    look: ['select x, y, z from t order by id', 'a {a} a', 'a {a,a,a} a'],
    reversible: false,
  },
  {
    name: 'a label takes part in a key that others refer to',
    from: `create type s as enum ('a', 'b'); create table p (k s primary key); create table c (id integer primary key, k s references p);`,
    to: `create type s as enum ('b', 'a'); create table p (k s primary key); create table c (id integer primary key, k s references p);`,
    rows: `insert into p values ('a'), ('b'); insert into c values (1, 'a'), (2, null)`,
  },
]
