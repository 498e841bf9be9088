import type { Case } from '../walk.ts'

const two = `create table a (id integer primary key, code text not null); create table b (id integer primary key, a integer);`
const rows = `insert into a values (1, 'x'), (2, 'y'); insert into b values (1, 1), (2, 2), (3, null);`

export const constraints: readonly Case[] = [
  {
    name: 'a reference is added',
    from: two,
    to: two.replace('a integer)', 'a integer references a on delete cascade)'),
    rows,
  },
  {
    name: 'a reference has other actions and can be deferred',
    from: two.replace('a integer)', 'a integer references a)'),
    to: two.replace(
      'a integer)',
      'a integer references a on delete set null on update cascade deferrable initially deferred)',
    ),
    rows,
  },
  {
    name: 'a reference can be deferred, and nothing else is new',
    from: two.replace('a integer)', 'a integer references a)'),
    to: two.replace('a integer)', 'a integer references a deferrable)'),
    rows,
  },
  {
    name: 'a reference goes away',
    from: two.replace('a integer)', 'a integer references a)'),
    to: two,
    rows,
  },
  {
    name: 'unique, unique with nulls alike, and unique for some',
    from: two,
    to: `create table a (id integer primary key, code text not null unique); create table b (id integer primary key, a integer, unique nulls not distinct (a)); create unique index b_some on b (a) where a > 1;`,
    rows,
  },
  {
    name: 'a check comes, one changes, one goes',
    from: `create table t (id integer primary key, n integer, constraint low check (n > 0), constraint high check (n < 100));`,
    to: `create table t (id integer primary key, n integer, constraint low check (n > -1), constraint odd check (n % 2 = 1 or n is null));`,
    rows: `insert into t values (1, 7), (2, null)`,
  },
  {
    name: 'a check in the words of a list',
    from: `create table t (id integer primary key, s varchar(10));`,
    to: `create table t (id integer primary key, s varchar(10), check (s in ('a', 'b') and s between 'a' and 'c'));`,
    rows: `insert into t values (1, 'a')`,
  },
  {
    name: 'what was not proven is proven',
    from: `create table t (id integer primary key, n integer); alter table t add constraint low check (n > 0) not valid;`,
    to: `create table t (id integer primary key, n integer); alter table t add constraint low check (n > 0);`,
    rows: `insert into t values (1, 1)`,
  },
  {
    name: 'another primary key, and references to the old one go to the new one',
    from: `create table a (id integer primary key, code text not null); create table b (id integer primary key, a integer references a);`,
    to: `create table a (id integer not null unique, code text primary key); create table b (id integer primary key, a integer references a (id));`,
    rows,
  },
  {
    name: 'a primary key of two columns',
    from: `create table t (a integer not null, b integer, c text);`,
    to: `create table t (a integer, b integer, c text, primary key (a, b) include (c));`,
    rows: `insert into t values (1, 1, 'x'), (1, 2, 'y')`,
  },
  {
    name: 'an exclusion',
    from: `create table t (id integer primary key, during tsrange);`,
    to: `create table t (id integer primary key, during tsrange, constraint apart exclude using gist (during with &&) where (id > 0));`,
    rows: `insert into t values (1, '[2026-01-01,2026-01-02)'), (2, '[2026-01-02,2026-01-03)')`,
  },
  {
    name: 'names of constraints and indexes change, and nothing else',
    from: `create table t (id integer, n integer, constraint old_key primary key (id), constraint old_check check (n > 0)); create index old_index on t (n);`,
    to: `create table t (id integer, n integer, constraint new_key primary key (id), constraint new_check check (n > 0)); create index new_index on t (n);`,
    rows: `insert into t values (1, 1)`,
  },
  {
    name: 'a column is unique by another name for the same thing',
    from: `create table t (id integer primary key, "from" text); create unique index t_from on t ("from");`,
    to: `create table t (id integer primary key, "from" text, constraint t_from unique ("from"));`,
    rows: `insert into t values (1, 'x')`,
  },
  {
    name: 'two tables that refer to each other come',
    from: `create table before (id integer primary key);`,
    to: `create table before (id integer primary key); create table a (id integer primary key, b integer); create table b (id integer primary key, a integer references a);
      alter table a add foreign key (b) references b deferrable initially deferred;`,
  },
  {
    name: 'two tables that refer to each other go',
    from: `create table stay (id integer primary key); create table a (id integer primary key, b integer); create table b (id integer primary key, a integer references a, me integer references b);
      alter table a add constraint a_b foreign key (b) references b deferrable initially deferred;`,
    to: `create table stay (id integer primary key);`,
    rows: `begin; insert into a values (1, 1); insert into b values (1, 1, 1); commit`,
    answers: { keepDropped: true },
    reversible: true,
    destructive: true,
  },
  {
    name: 'rows are filled while a reference is deferred and a trigger listens',
    from: `create table log (what text); create table a (id integer primary key); create table b (id integer primary key, a integer references a deferrable initially deferred);
      create function note() returns trigger language plpgsql as $$ begin insert into log values (tg_op); return new; end $$;
      create trigger listens after insert or update on b for each row execute function note();`,
    to: `create table log (what text); create table a (id integer primary key); create table b (id integer primary key, a integer not null references a deferrable initially deferred);
      create function note() returns trigger language plpgsql as $$ begin insert into log values (tg_op); return new; end $$;
      create trigger listens after insert or update on b for each row execute function note();`,
    rows: `insert into a values (1); insert into b values (1, null)`,
    answers: { fills: [{ table: 'b', column: 'a', sql: '1' }] },
    look: ['select count(*) as n from log', '1'],
    reversible: false,
  },
  {
    name: 'both ends of a reference change from number to text',
    from: `create table a (id integer primary key); create table b (id integer primary key, a integer references a);`,
    to: `create table a (id text primary key); create table b (id integer primary key, a text references a);`,
    rows: `insert into a values (1); insert into b values (1, 1)`,
  },
]

export const indexes: readonly Case[] = [
  {
    name: 'indexes of every kind come',
    from: `create table t (id integer primary key, a text, b integer, tags text[], during tsrange);`,
    to: `create table t (id integer primary key, a text, b integer, tags text[], during tsrange);
      create index i1 on t (a desc nulls last, b); create index i2 on t (lower(a)) where b > 1; create index i3 on t using gin (tags);
      create index i4 on t using gist (during); create index i5 on t using hash (a); create index i6 on t using brin (b) with (pages_per_range = 16);
      create index i7 on t (a text_pattern_ops) include (b); create unique index i8 on t (a, b) nulls not distinct; create index i9 on t (a collate "C");`,
    rows: `insert into t values (1, 'x', 2, '{a}', 'empty')`,
  },
  {
    name: 'indexes change and go',
    from: `create table t (id integer primary key, a text, b integer); create index i1 on t (a); create index i2 on t (b); create unique index i3 on t (a, b);`,
    to: `create table t (id integer primary key, a text, b integer); create index i1 on t (a desc); create index i3 on t (a, b);`,
    rows: `insert into t values (1, 'x', 2)`,
  },
  {
    name: 'the order of rows and what a copy knows them by',
    from: `create table t (id integer primary key, a integer not null); create unique index t_a on t (a);`,
    to: `create table t (id integer primary key, a integer not null); create unique index t_a on t (a); alter table t cluster on t_a; alter table t replica identity using index t_a;`,
    rows: `insert into t values (1, 2)`,
  },
  {
    name: 'statistics over several columns',
    from: `create table t (id integer primary key, a integer, b integer); create statistics gone (ndistinct) on a, b from t;`,
    to: `create table t (id integer primary key, a integer, b integer); create statistics made (dependencies, mcv) on a, b from t; alter statistics made set statistics 300;`,
  },
]
