import { expect, test } from 'vitest'
import { up } from '../../src/actions/up.ts'
import { takesRowsFrom } from '../../src/run/takes-rows.ts'
import { projectWith, rowsOf } from './project-with.ts'

test.each([
  ['drop table line', ['line']],
  ['DROP TABLE IF EXISTS "Line Item"', ['line item']],
  ['delete from main . [odd name] where 1', ['odd name']],
  ['insert or replace into `part` values (1)', ['part']],
  ['alter table part rename to old_part', ['part']],
  ['delete from "a""b"', ['a"b']],
  ["insert into note values ('drop table line')", []],
  ['-- drop table line\nselect 1', []],
  ['/* delete from line */ select 1', []],
  ['create table part (line text, online integer)', []],
  ['update line set x = 1', []],
])('%s', (script, tables) => {
  expect([...takesRowsFrom(script)]).toEqual(tables)
})

const before = `-- migrate:up
create table part (sku text primary key);
create table line (id integer primary key, sku text references part (sku) on delete cascade);
insert into part values ('A');
insert into line values (1, 'A');
-- migrate:down
drop table line;
drop table part;
`

/** A rebuild of the parent in which the child's name stands as a column, inside another word, and in a comment. */
const rebuild = `-- migrate:up
-- the line stays
create table part_new (sku text primary key, online integer, line text);
insert into part_new (sku) select sku from part;
drop table part;
alter table part_new rename to part;
-- migrate:down
`

test('a cascade is noticed, wherever else the name of its table stands', async () => {
  const project = await projectWith({ '0001_tables.sql': before, '0002_rebuild.sql': rebuild })
  await up(project, { target: '0001' })
  await expect(up(project, { yes: true })).resolves.toMatchObject({
    verdict: 'FAILED',
    report: { failure: { code: 'RUN114' } },
  })
  expect(rowsOf(project, 'select id, sku from line')).toEqual(['1 A'])
})
