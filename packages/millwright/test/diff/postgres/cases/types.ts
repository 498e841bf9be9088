import type { Case } from '../walk.ts'

const mood = `create type mood as enum ('sad', 'ok', 'happy');`
const person = `create table person (id integer primary key, now mood not null default 'ok', before mood[]);`
const people = `insert into person values (1, 'sad', '{ok,sad}'), (2, 'happy', null), (3, default, '{}');`

export const types: readonly Case[] = [
  {
    name: 'labels are added at the end, at the beginning and between',
    from: mood + person,
    to: `create type mood as enum ('awful', 'sad', 'so so', 'ok', 'happy', 'it''s "great"');${person}`,
    rows: people,
  },
  {
    name: 'a new label is the default at once',
    from: mood + person,
    to: `create type mood as enum ('sad', 'ok', 'happy', 'new');${person.replace(`'ok'`, `'new'`)}`,
    rows: people,
  },
  {
    name: 'a label goes away and rows get another one, in arrays too',
    from: `${mood}${person} create index person_now on person (now) where now <> 'ok'; create view v as select id, now from person where now = 'happy';`,
    to: `create type mood as enum ('ok', 'happy');${person} create index person_now on person (now) where now <> 'ok'; create view v as select id, now from person where now = 'happy';`,
    rows: people,
    answers: { values: [{ type: 'mood', from: 'sad', to: 'ok' }] },
    look: ['select now, before from person order by id', 'ok {ok,ok}', 'happy null', 'ok {}'],
    reversible: false,
  },
  {
    name: 'a label that goes away asks what rows get',
    from: mood + person,
    to: `create type mood as enum ('ok', 'happy');${person}`,
    rows: people,
    asks: ['DIFF104'],
  },
  {
    name: 'a label is renamed and the default with it',
    from: mood + person,
    to: `create type mood as enum ('sad', 'fine', 'happy');${person.replace(`'ok'`, `'fine'`)}`,
    rows: people,
    answers: { renames: [{ what: 'type-value', of: 'mood', from: 'ok', to: 'fine' }] },
    look: ['select now from person where id = 3', 'fine'],
  },
  {
    name: 'labels change their order',
    from: mood + person,
    to: `create type mood as enum ('happy', 'ok', 'sad');${person}`,
    rows: people,
    look: ['select now from person order by now', 'happy', 'ok', 'sad'],
  },
  {
    name: 'text becomes an enum with a default',
    from: `create table t (id integer primary key, state text not null default 'new', constraint known check (state in ('new', 'done')));`,
    to: `create type state as enum ('new', 'done'); create table t (id integer primary key, state state not null default 'new');`,
    rows: `insert into t values (1, 'done'), (2, default)`,
    look: ['select state from t order by id', 'done', 'new'],
  },
  {
    name: 'an enum becomes text with a check',
    from: `create type state as enum ('new', 'done'); create table t (id integer primary key, state state not null default 'new');`,
    to: `create table t (id integer primary key, state text not null default 'new', constraint known check (state in ('new', 'done')));`,
    rows: `insert into t values (1, 'done'), (2, default)`,
  },
  {
    name: 'a type is renamed and its function with it',
    from: `${mood}${person} create function is_bad(m mood) returns boolean language sql immutable return m = 'sad';`,
    to: `create type feeling as enum ('sad', 'ok', 'happy'); create table person (id integer primary key, now feeling not null default 'ok', before feeling[]);
      create function is_bad(m feeling) returns boolean language sql immutable return m = 'sad';`,
    rows: people,
    answers: { renames: [{ what: 'type', from: 'mood', to: 'feeling' }] },
  },
  {
    name: 'an enum below a domain and in a function loses a label',
    from: `${mood} create domain good as mood check (value <> 'sad'); create table t (id integer primary key, g good, m mood);
      create function first() returns mood language sql as $$ select 'ok'::mood $$;`,
    to: `create type mood as enum ('ok', 'happy'); create domain good as mood; create table t (id integer primary key, g good, m mood);
      create function first() returns mood language sql as $$ select 'ok'::mood $$;`,
    rows: `insert into t values (1, 'ok', 'sad')`,
    answers: { values: [{ type: 'mood', from: 'sad', to: 'happy' }] },
    look: ['select g, m from t', 'ok happy'],
    reversible: false,
  },
  {
    name: 'a domain gets a default, a check and must not be null',
    from: `create domain email as text; create table t (id integer primary key, e email);`,
    to: `create domain email as text default 'a@b' not null constraint has_at check (value like '%@%'); create table t (id integer primary key, e email);`,
    rows: `insert into t values (1, 'x@y')`,
  },
  {
    name: 'a domain loses them again',
    from: `create domain email as text default 'a@b' not null constraint has_at check (value like '%@%'); create table t (id integer primary key, e email);`,
    to: `create domain email as text; create table t (id integer primary key, e email);`,
    rows: `insert into t values (1, 'x@y')`,
  },
  {
    name: 'a domain stands for another type',
    from: `create domain code as integer; create table t (id integer primary key, c code default 5); create view v as select c from t;`,
    to: `create domain code as bigint; create table t (id integer primary key, c code default 5); create view v as select c from t;`,
    rows: `insert into t values (1, 7)`,
    look: ['select c from v', '7'],
  },
  {
    name: 'a column gets a domain for its type',
    from: `create table t (id integer primary key, n integer);`,
    to: `create domain positive as integer check (value > 0); create table t (id integer primary key, n positive);`,
    rows: `insert into t values (1, 7)`,
  },
  {
    name: 'a composite type gets and loses attributes',
    from: `create type place as (x integer, y integer); create table t (id integer primary key, p place);`,
    to: `create type place as (x integer, z text); create table t (id integer primary key, p place);`,
    rows: `insert into t values (1, '(1,2)')`,
    look: ['select (p).x as x from t', '1'],
    reversible: false,
  },
  {
    name: 'an attribute of a composite type gets another type',
    from: `create type place as (x integer, y integer); create table t (id integer primary key, p place, many place[]);`,
    to: `create type place as (x bigint, y integer); create table t (id integer primary key, p place, many place[]);`,
    rows: `insert into t values (1, '(1,2)', '{"(3,4)"}'), (2, null, null)`,
    look: ['select (p).x as x, (many[1]).x as y from t where id = 1', '1 3'],
  },
  {
    name: 'types come and go',
    from: `create type gone as enum ('a'); create type pair_gone as (a integer); create domain d_gone as text;`,
    to: `create type made as enum ('a', 'b'); create type pair as (a made, b made[]); create domain d as text check (value <> ''); create type span as range (subtype = float8, subtype_diff = float8mi); create table t (id integer primary key, p pair, s span, e d);`,
    answers: {
      drops: [
        { what: 'type', from: 'gone' },
        { what: 'type', from: 'pair_gone' },
        { what: 'type', from: 'd_gone' },
      ],
    },
  },
]
