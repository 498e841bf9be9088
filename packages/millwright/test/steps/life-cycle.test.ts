import { expect, test } from 'vitest'
import { up } from '../../src/actions/up.ts'
import { lifeCycle } from '../../src/testing/life-cycle.ts'
import { codeOf, moveOf, projectWith, rowsOf, smallBatches, table } from '../run/project-with.ts'

/** What is in place before the migration whose life is walked through. */
const before = {
  '0001_tables.sql': `-- migrate:up
create table part (sku text primary key, name text, qty integer not null default 7);
create table line (id integer primary key, sku text not null references part (sku) on delete cascade);
insert into part values ('A', 'axle', 1), ('B', null, 2), ('C', 'cog', 3), ('D', 'disc', 4);
insert into line values (1, 'A'), (2, 'B'), (3, 'B');
-- migrate:down
drop table line;
drop table part;
`,
}

const walks: Readonly<
  Record<
    string,
    { readonly file: string; readonly text: string; readonly look: string; readonly seen: readonly string[] }
  >
> = {
  SQL: {
    file: '0002_next.sql',
    text: `-- migrate:up
alter table part add column place text;
update part set place = 'hall ' || qty where qty > 2;
-- migrate:down
alter table part drop column place;
`,
    look: 'select place from part where place is not null',
    seen: ['hall 3', 'hall 4'],
  },
  'statements in code': {
    file: '0002_next.ts',
    text: codeOf(
      "up: [sql`create table place (id integer primary key)`, sql`insert into place values (${7})`], down: 'drop table place'",
    ),
    look: 'select id from place',
    seen: ['7'],
  },
  'a function': {
    file: '0002_next.ts',
    text: codeOf(`up: async (db) => {
      const { n } = await db.get(sql\`select count(*) as n from part\`)
      await db.run(sql\`insert into part values ('Z', 'zinc', \${n * 10n})\`)
    }, down: async (db) => void (await db.run(sql\`delete from part where sku = 'Z'\`))`),
    look: "select qty from part where sku = 'Z'",
    seen: ['40'],
  },
  'a rebuild with foreign keys off': {
    file: '0002_next.sql',
    text: `-- foreign-keys: off
-- migrate:up
create table part_new (sku text primary key, name text, qty integer not null default 7 check (qty > 0));
insert into part_new select * from part;
drop table part;
alter table part_new rename to part;
-- migrate:down
create table part_new (sku text primary key, name text, qty integer not null default 7);
insert into part_new select * from part;
drop table part;
alter table part_new rename to part;
`,
    look: 'select count(*) from line',
    seen: ['3'],
  },
  'statements outside of a transaction': {
    file: '0002_next.sql',
    text: `-- migrate:up transaction:off
update part set qty = qty + 1;
vacuum;
create index part_name on part (name);
-- migrate:down transaction:off
drop index part_name;
vacuum;
update part set qty = qty - 1;
`,
    look: 'select qty from part order by 1',
    seen: ['2', '3', '4', '5'],
  },
  'a load into an empty table': {
    file: '0003_next.ts',
    text: moveOf(
      `m.load('load', { from: listOf('places', [1, 2, 3, 4, 5].map((id) => ({ id }))), to: 'place', key: ['id'], map: (r) => r, lineage: true })`,
    ),
    look: 'select count(*), sum(id) from place',
    seen: ['5 15'],
  },
  'a load beside rows that were there, some of them replaced': {
    file: '0002_next.ts',
    text: moveOf(
      `m.load('load', { from: listOf('parts', [...'BCDEFGB'].map((sku, at) => ({ sku, name: 'new ' + sku, qty: 10 + at }))), to: 'part', key: ['sku'], existing: 'replace', twins: 'first', map: (r) => r })`,
    ),
    look: "select sku, name from part where sku in ('A', 'B', 'G')",
    seen: ['A axle', 'B new B', 'G new G'],
  },
  'a load whose twins are merged': {
    file: '0003_next.ts',
    text: moveOf(
      `m.load('load', { from: listOf('places', [1, 2, 1, 3, 4, 1].map((id, at) => ({ id, at }))), to: 'place', key: ['id'], twins: { merge: (kept, twin) => ({ ...kept, note: kept.note + ' ' + twin.note }) }, map: ({ id, at }) => ({ id, note: 'n' + at }) })`,
    ),
    look: 'select note from place where id = 1',
    seen: ['n0 n2 n5'],
  },
  'a build': {
    file: '0003_next.ts',
    text: moveOf(
      "m.build('build', { to: 'place', key: ['id'], select: sql`select qty as id, name as note from part` })",
    ),
    look: 'select count(*) from place',
    seen: ['4'],
  },
  'a fill by an expression': {
    file: '0002_next.ts',
    text: moveOf("m.fill('fill', { table: 'part', where: sql`name is not null`, set: { qty: sql`qty + 1` } })"),
    look: 'select qty from part order by sku',
    seen: ['2', '2', '4', '5'],
  },
  'a fill by a function': {
    file: '0002_next.ts',
    text: moveOf("m.fill('fill', { table: 'part', set: { name: (row) => (row.name ?? 'none').toUpperCase() } })"),
    look: 'select name from part order by sku',
    seen: ['AXLE', 'NONE', 'COG', 'DISC'],
  },
  'a tidy': {
    file: '0002_next.ts',
    text: moveOf(
      "m.tidy('tidy', { run: [sql`create index part_qty on part (qty)`, sql`analyze`], undo: [sql`drop index part_qty`, sql`drop table sqlite_stat1`] })",
    ),
    look: "select name from sqlite_schema where name = 'part_qty'",
    seen: ['part_qty'],
  },
}

const place = { '0002_place.sql': table('place', 'id integer primary key, note text') }

for (const [name, walk] of Object.entries(walks)) {
  test(`${name}: applied, looked at, undone, compared, applied again`, async () => {
    const files = { ...before, ...(walk.file.startsWith('0003') ? place : {}), [walk.file]: walk.text }
    const project = await projectWith(files, smallBatches)
    await up(project, { target: walk.file.startsWith('0003') ? '0002' : '0001' })
    const look = () => expect(rowsOf(project, walk.look)).toEqual(walk.seen)
    await expect(lifeCycle(project, { look })).resolves.toMatchObject({
      verdicts: { up: 'PROVED', down: 'PROVED', again: 'PROVED' },
    })
  })
}

test('the walk notices an undo that leaves something behind', async () => {
  const text =
    "-- migrate:up\ninsert into part values ('X', 'x', 1), ('Y', 'y', 2);\n-- migrate:down\ndelete from part where sku = 'X';\n"
  const project = await projectWith({ ...before, '0002_next.sql': text })
  await up(project, { target: '0001' })
  await expect(lifeCycle(project)).rejects.toThrow('after the undo these differ: part')
})
