import type { Case } from '../case.ts'

const family = (type: string): string => `
  create table p (id integer primary key, n ${type});
  create table c1 (id integer primary key, p integer references p (id) on delete cascade);
  create table c2 (id integer primary key, p integer references p (id) on delete set null);
  create table c3 (id integer primary key, p integer not null default 1 references p on delete set default on update cascade);`

/** What other tools lose. */
export const traps: readonly Case[] = [
  {
    name: 'children of a table made anew stay',
    from: family('text'),
    to: family('integer'),
    rows: "insert into p values (1, '1'), (2, '2'); insert into c1 values (1, 1), (2, 2); insert into c2 values (1, 2); insert into c3 values (1, 2)",
    gives: {
      'select * from c1': [
        [1, 1],
        [2, 2],
      ],
      'select * from c2': [[1, 2]],
      'select * from c3': [[1, 2]],
      'delete from p where id = 2 returning id': [[2]],
      'select count(*) from c1': [[1]],
    },
  },
  {
    name: 'a table that points at itself',
    from: 'create table t (id integer primary key, boss integer references t (id) on delete cascade, n text)',
    to: 'create table t (id integer primary key, boss integer references t (id) on delete cascade, n integer)',
    rows: "insert into t values (1, null, '1'), (2, 1, '2'), (3, 2, '3')",
    gives: {
      'select id, boss from t': [
        [1, null],
        [2, 1],
        [3, 2],
      ],
    },
  },
  {
    name: 'two tables that point at each other are both made anew',
    from: 'create table x (id integer primary key, y integer references y (id) on delete cascade, n text); create table y (id integer primary key, x integer references x (id) on delete cascade, n text)',
    to: 'create table x (id integer primary key, y integer references y (id) on delete cascade, n integer); create table y (id integer primary key, x integer references x (id) on delete cascade, n integer)',
    rows: "insert into x values (1, null, '1'); insert into y values (1, 1, '1'); update x set y = 1",
    gives: { 'select id, y from x': [[1, 1]], 'select id, x from y': [[1, 1]] },
  },
  {
    name: 'triggers are not fired and are there afterwards',
    from: "create table log (what text); create table t (a integer primary key, b text); create trigger i after insert on t begin insert into log values ('i'); end; create trigger d after delete on t begin insert into log values ('d'); end; create trigger u before update on t begin select raise(abort, 'never'); end",
    to: "create table log (what text); create table t (a integer primary key, b integer not null); create trigger i after insert on t begin insert into log values ('i'); end; create trigger d after delete on t begin insert into log values ('d'); end; create trigger u before update on t begin select raise(abort, 'never'); end",
    rows: "insert into t values (1, '1'), (2, '2'); delete from log",
    gives: { 'select * from log': [], "select count(*) from sqlite_schema where type = 'trigger'": [[3]] },
  },
  {
    name: 'a trigger of another table that writes into this one stays',
    from: 'create table t (a integer primary key, b text); create table s (x integer); create trigger r after insert on s begin insert into t values (new.x, new.x); end',
    to: 'create table t (a integer primary key, b integer); create table s (x integer); create trigger r after insert on s begin insert into t values (new.x, new.x); end',
    rows: 'insert into s values (1)',
    gives: { "select sql like '%into t values%' from sqlite_schema where name = 'r'": [[1]] },
  },
  {
    name: 'views on views on a table made anew',
    from: 'create table t (a integer primary key, b text); create view v as select a, b from t; create view w as select a from v; create trigger r instead of delete on w begin delete from t where a = old.a; end',
    to: 'create table t (a integer primary key, b integer); create view v as select a, b from t; create view w as select a from v; create trigger r instead of delete on w begin delete from t where a = old.a; end',
    rows: "insert into t values (1, '1')",
    gives: { 'select * from w': [[1]] },
  },
  {
    name: 'indexes of a table made anew keep their form',
    from: "create table t (a integer primary key, b text, c text); create index i1 on t (b desc) where c > 'a'; create unique index i2 on t (lower(c) collate nocase)",
    to: "create table t (a integer primary key, b integer, c text); create index i1 on t (b desc) where c > 'a'; create unique index i2 on t (lower(c) collate nocase)",
    rows: "insert into t values (1, '1', 'x')",
  },
  {
    name: 'names with quotes, spaces, dots and keywords',
    from: 'create table "select" ("a""b" integer primary key, "order by" text, [group] text, `x.y` text, "ключ" text); create index "in dex" on "select" ("order by")',
    to: 'create table "select" ("a""b" integer primary key, "order by" integer, [group] text not null, `x.y` text, "ключ" text, "new col" text default \'"\'); create index "in dex" on "select" ("order by")',
    rows: "insert into \"select\" values (1, '5', 'g', 'd', 'k')",
    gives: { 'select "order by", "new col" from "select"': [[5, '"']] },
  },
  {
    name: 'a table whose name holds a quote',
    from: `create table "it's" (a integer primary key autoincrement, b text)`,
    to: `create table "it's" (a integer primary key autoincrement, b integer)`,
    rows: `insert into "it's" (b) values ('1'), ('2'); delete from "it's" where a = 2`,
    gives: { 'select seq from sqlite_sequence': [[2]] },
  },
  {
    name: 'a column called rowid',
    from: 'create table t (rowid text, b text)',
    to: 'create table t (rowid text, b integer)',
    rows: "insert into t (_rowid_, rowid, b) values (5, 'x', '1'), (9, 'y', '2')",
    gives: {
      'select _rowid_ as n, rowid from t': [
        [5, 'x'],
        [9, 'y'],
      ],
    },
  },
  {
    name: 'hidden numbers of rows stay',
    from: 'create table t (b text)',
    to: 'create table t (b integer)',
    rows: "insert into t (rowid, b) values (5, '1'), (9, '2')",
    gives: { 'select rowid from t': [[5], [9]] },
  },
  {
    name: 'a virtual table and its shadows are left alone',
    from: 'create table t (a integer primary key, b text); create virtual table f using fts5 (b, content=t, content_rowid=a); create trigger r after insert on t begin insert into f (rowid, b) values (new.a, new.b); end',
    to: 'create table t (a integer primary key, b text not null, c integer default 1); create virtual table f using fts5 (b, content=t, content_rowid=a); create trigger r after insert on t begin insert into f (rowid, b) values (new.a, new.b); end',
    rows: "insert into t values (1, 'some words')",
    gives: { "select rowid from f where f match 'words'": [[1]] },
    lacks: /fts5|"f/,
  },
  {
    name: 'values of every kind survive',
    from: 'create table t (a integer primary key, b, c text, d blob, e real)',
    to: 'create table t (a integer primary key, b, c text, d blob, e real, f text unique)',
    rows: "insert into t values (1, 9223372036854775807, 'é\u00df', x'00ff', 0.1), (2, -9223372036854775808, '', x'', 1e308), (3, 1.0, '1', null, -0.0)",
  },
  {
    name: 'comments and spelling make no difference',
    from: "create table t (a integer primary key, b text default 'x' check (b <> 'y'), c integer references t (a)); create index i on t (b asc, a)",
    to: 'CREATE TABLE "T" (\n  "A" INTEGER PRIMARY KEY, -- the key\n  [b] TEXT CHECK("b" != \'y\') DEFAULT (\'x\'), c INTEGER,\n FOREIGN KEY (c) REFERENCES t ); CREATE INDEX IF NOT EXISTS i ON t ( b, a ASC )'
      .replace('"T"', 't')
      .replace('"A"', 'a'),
    equal: true,
  },
  {
    name: 'the order of columns makes no difference',
    from: 'create table t (a integer primary key, b text, c text)',
    to: 'create table t (c text, a integer primary key, b text)',
    equal: true,
  },
  {
    name: 'a table is made anew without rows',
    from: 'create table t (a text)',
    to: 'create table t (a integer primary key, b text not null unique)',
    answers: ["fill t.b=''"],
  },
  {
    name: 'a new column takes the key of the rows',
    from: 'create table t (b text)',
    to: 'create table t (a integer primary key, b text)',
    rows: "insert into t values ('x'), ('y')",
    gives: {
      'select a, b from t': [
        [1, 'x'],
        [2, 'y'],
      ],
    },
  },
  {
    name: 'a check in a new column',
    from: 'create table t (a integer primary key)',
    to: 'create table t (a integer primary key, b integer not null default 1 constraint k check (b > 0))',
    rows: 'insert into t values (1)',
    has: /add column/,
  },
  {
    name: 'a virtual table comes with what writes into it',
    from: 'create table t (a integer primary key, b text)',
    to: 'create table t (a integer primary key, b text); create virtual table f using fts5 (b, content=t, content_rowid=a); create trigger r after insert on t begin insert into f (rowid, b) values (new.a, new.b); end',
    rows: "insert into t values (1, 'some words')",
    gives: {
      "insert into t values (2, 'other words') returning a": [[2]],
      "select rowid from f where f match 'other'": [[2]],
    },
  },
  {
    name: 'a view becomes a table, a table becomes a view',
    from: 'create table t (a integer primary key); create view v as select a from t; create table u (a integer primary key)',
    to: 'create table t (a integer primary key); create table v (a integer primary key, x text, y text); create view u as select a from t',
    rows: 'insert into t values (1); insert into u values (2)',
    answers: ['keep', 'drop table:u'],
    gives: { 'select * from u': [[1]], 'select count(*) from v': [[0]] },
    destructive: true,
  },
  {
    name: 'an index and a trigger move to another table',
    from: 'create table t (a text); create table u (a text); create index i on t (a); create trigger r after insert on t begin select 1; end',
    to: 'create table t (a text); create table u (a text); create index i on u (a); create trigger r after insert on u begin select 1; end',
    rows: "insert into t values ('x')",
  },
  {
    name: 'a key of numbers becomes one of texts',
    from: 'create table p (id integer primary key, b text); create table c (p integer references p (id) on delete cascade)',
    to: 'create table p (id text primary key, b text); create table c (p text references p (id) on delete cascade)',
    rows: "insert into p values (1, 'x'), (22, 'y'); insert into c values (22)",
    gives: {
      'select typeof(id), id from p order by id': [
        ['text', '1'],
        ['text', '22'],
      ],
      'select p from c': [['22']],
    },
  },
  {
    name: 'a unique index on which references stand becomes a constraint',
    from: 'create table p (id integer primary key, code text); create unique index pc on p (code); create table c (code text references p (code))',
    to: 'create table p (id integer primary key, code text unique); create table c (code text references p (code))',
    rows: "insert into p values (1, 'x'); insert into c values ('x'), (null)",
  },
  {
    name: 'rows that had no parent before stay as they are',
    from: 'create table p (id integer primary key, b text); create table c (id integer primary key, p integer references p (id))',
    to: 'create table p (id integer primary key, b integer); create table c (id integer primary key, p integer references p (id), x text unique)',
    rows: "pragma foreign_keys = off; insert into p values (1, '1'); insert into c values (1, 1), (2, 99); pragma foreign_keys = on",
    gives: {
      'select id, p from c': [
        [1, 1],
        [2, 99],
      ],
    },
  },
  {
    name: 'a reference that points at nothing unique is put right',
    from: 'create table p (id integer primary key, code text); create table c (code text references p (code))',
    to: 'create table p (id integer primary key, code text unique); create table c (code text references p (code))',
    rows: "insert into p values (1, 'x')",
  },
  {
    name: 'a named NOT NULL, a named default and a conflict clause',
    from: 'create table t (a integer primary key, b text constraint nn not null constraint dd default 5)',
    to: 'create table t (a integer primary key, b text constraint nn2 not null on conflict replace default 5)',
    rows: "insert into t values (1, 'x')",
  },
  {
    name: 'many names in one list of constraints without commas',
    from: 'create table t (a integer, b integer, constraint c1 check (a > 0) constraint c2 check (b > 0), unique (a, b))',
    to: 'create table t (a integer, b integer, constraint c1 check (a > 0), constraint c3 check (b > 0), unique (b, a))',
    rows: 'insert into t values (1, 2)',
  },
]
