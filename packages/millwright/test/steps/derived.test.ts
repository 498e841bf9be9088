import { expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { up } from '../../src/actions/up.ts'
import { notDerived, notEmpty } from '../../src/steps/problems.ts'
import { lifeCycle } from '../../src/testing/life-cycle.ts'
import { exec, moveOf, projectWith, rowsOf, smallBatches } from '../run/project-with.ts'

/** Two halves of a wide row become two rows; the halves then leave the wide row, and come back by the down. */
const files = {
  '0001_tables.sql': `-- migrate:up
create table pair (id integer primary key, a text, b text);
create table half (pair_id integer not null, side text not null, word text, primary key (pair_id, side));
-- migrate:down
drop table half;
drop table pair;
`,
  '0002_halves.ts': moveOf(
    "m.build('halves', { to: 'half', key: ['pair_id', 'side'], undo: 'derived', select: sql`select id as pair_id, 'a' as side, a as word from pair union all select id, 'b', b from pair -- both` })",
  ),
  '0003_tall.sql': `-- migrate:up
alter table pair drop column b;
alter table pair drop column a;
-- migrate:down
alter table pair add column a text;
alter table pair add column b text;
update pair set a = (select word from half where pair_id = id and side = 'a'),
  b = (select word from half where pair_id = id and side = 'b');
`,
}

const pairs = "insert into pair values (1, 'x', null), (2, 'y', 'z'), (3, null, null), (4, 'v', 'w')"

async function filled() {
  const project = await projectWith(files, smallBatches)
  await up(project, { target: '0001' })
  exec(project, pairs)
  return project
}

test('a derived table: applied, looked at, undone, compared, applied again, without a journal', async () => {
  const project = await filled()
  const look = () => expect(rowsOf(project, 'select count(*) from half')).toEqual(['8'])
  await expect(lifeCycle(project, { look })).resolves.toMatchObject({ verdicts: { down: 'PROVED', again: 'PROVED' } })
  expect(rowsOf(project, 'select count(*) from millwright_journal')).toEqual(['0'])
})

test('what was changed, added and deleted in the derived form goes back to the first one, and the undo is proved', async () => {
  const project = await filled()
  await up(project, { yes: true })
  exec(
    project,
    `update half set word = 'changed' where pair_id = 1 and side = 'b';
    insert into pair (id) values (5);
    insert into half values (5, 'a', 'new'), (5, 'b', null);
    delete from half where pair_id = 2;
    delete from pair where id = 2`,
  )
  await expect(down(project, { target: '0001', yes: true })).resolves.toMatchObject({ verdict: 'PROVED' })
  expect(rowsOf(project, "select id, ifnull(a, '-'), ifnull(b, '-') from pair")).toEqual([
    '1 x changed',
    '3 - -',
    '4 v w',
    '5 new -',
  ])
  expect(rowsOf(project, 'select count(*) from half')).toEqual(['0'])
})

test('a row that the query does not give is not thrown away, unless that is asked for', async () => {
  const project = await filled()
  await up(project, { target: '0002' })
  exec(project, "update half set word = 'only here' where pair_id = 1; delete from half where pair_id = 4")
  const why = notDerived('halves', 'half', 2).message
  await expect(down(project, { yes: true })).resolves.toMatchObject({ verdict: 'FAILED', why, exit: 4 })
  expect(rowsOf(project, "select count(*) from half where word = 'only here'")).toEqual(['2'])
  await expect(down(project, { yes: true, onConflict: 'keep-old' })).resolves.toMatchObject({ verdict: 'PROVED' })
  expect(rowsOf(project, 'select count(*) from half')).toEqual(['0'])
})

test('a table that holds rows already is refused', async () => {
  const project = await filled()
  exec(project, "insert into half values (9, 'a', 'mine')")
  const why = notEmpty('halves', 'half').message
  await expect(up(project, { yes: true })).resolves.toMatchObject({ verdict: 'FAILED', exit: 4, why })
  expect(rowsOf(project, 'select pair_id from half')).toEqual(['9'])
})
