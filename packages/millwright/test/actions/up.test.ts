/** Going up: what stays when something fails, and what is refused before anything happens. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import type { Project } from '../../src/actions/project.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { codeOf, exec, moveOf, problemOf, projectWith, rowsOf, table, writeMigration } from '../run/project-with.ts'

const tablesOf = (project: Project) =>
  rowsOf(project, "select name from sqlite_schema where type = 'table' and name not like 'millwright%' order by name")

const appliedIn = (project: Project) => rowsOf(project, 'select id from millwright_migration order by seq')

describe('a statement that fails in the third of five migrations', () => {
  const first = '-- migrate:up\ncreate table one (id integer primary key);\n-- migrate:down\ndrop table one;\n'
  const third = `-- migrate:up
create table three (id integer primary key);
insert into three select id from one;

insert into three select id from one;
-- migrate:down
drop table three;
`
  const files = {
    '0001_one.sql': first,
    '0002_two.sql': table('two', 'id integer'),
    '0003_three.sql': third,
    '0004_four.sql': table('four', 'id integer'),
    '0005_five.sql': table('five', 'id integer'),
  }
  const failed = async () => {
    const project = await projectWith({ '0001_one.sql': first })
    await up(project)
    exec(project, 'insert into one values (7)')
    for (const [name, text] of Object.entries(files)) writeMigration(project.root, name, text)
    return { project, end: await up(project) }
  }

  test('keeps the two before it, nothing of itself, and none after it', async () => {
    const { project, end } = await failed()
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('why' in end && end.why).toBe('Migration 0003 three failed at line 5: UNIQUE constraint failed: three.id.')
    expect(tablesOf(project)).toEqual(['one', 'two'])
    expect(appliedIn(project)).toEqual(['0001', '0002'])
    expect(await status(project)).toMatchObject({ current: ['0002'], pending: 3, exit: 4, drift: [] })
  })

  test('is told with its code, its place and the four sentences', async () => {
    const { end } = await failed()
    const failure = 'report' in end ? end.report.failure : undefined
    expect(failure).toMatchObject({
      code: 'RUN110',
      state: 'Nothing of this migration was kept. Migrations before it are applied.',
      next: 'Correct the migration, or the rows it met, and run `millwright up` again.',
      migration: '0003',
    })
  })

  test('goes on when the rows or the file are corrected', async () => {
    const { project } = await failed()
    exec(project, 'delete from one')
    expect(await up(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(appliedIn(project)).toEqual(['0001', '0002', '0003', '0004', '0005'])
    expect(await up(project)).toEqual({ upToDate: true, exit: 0, current: ['0005'] })
  })

  test('in code, which nobody could try before, is the same', async () => {
    const code = codeOf(
      'up: async (db) => { await db.run(sql`create table three (id integer)`); await db.run(sql`insert into nowhere values (1)`) }, down: sql`drop table three`',
    )
    const project = await projectWith({
      '0001_one.sql': first,
      '0002_two.sql': files['0002_two.sql'],
      '0003_code.ts': code,
    })
    expect(await up(project)).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(tablesOf(project)).toEqual(['one', 'two'])
    expect(appliedIn(project)).toEqual(['0001', '0002'])
  })
})

describe('an applied migration', () => {
  const files = { '0001_one.sql': table('one', 'id integer'), '0002_two.sql': table('two', 'id integer') }

  test('that was edited is refused by whatever would act on it', async () => {
    const project = await projectWith(files)
    await up(project)
    writeMigration(project.root, '0001_one.sql', table('one', 'id integer, name text'))
    writeMigration(project.root, '0003_three.sql', table('three', 'id integer'))
    for (const act of [up, down, rollback]) {
      expect(await problemOf(act(project, { yes: true }))).toMatchObject({ code: 'HIST130', exit: 4 })
    }
    expect(tablesOf(project)).toEqual(['one', 'two'])
    expect((await status(project)).migrations.map(({ id, state }) => [id, state])).toEqual([
      ['0001', 'edited'],
      ['0002', 'applied'],
      ['0003', 'pending'],
    ])
  })

  test('is the same with other line ends', async () => {
    const project = await projectWith(files)
    await up(project)
    writeMigration(project.root, '0001_one.sql', files['0001_one.sql'].replaceAll('\n', '\r\n'))
    expect(await up(project)).toMatchObject({ upToDate: true })
  })

  test('whose file is missing is refused, and fits again when the file is back', async () => {
    const project = await projectWith(files)
    await up(project)
    const file = join(project.migrations, '0002_two.sql')
    renameSync(file, join(project.root, 'aside'))
    expect(await problemOf(up(project))).toMatchObject({ code: 'HIST131', exit: 4 })
    expect(await problemOf(down(project, { yes: true }))).toMatchObject({ code: 'HIST131', exit: 4 })
    expect(tablesOf(project)).toEqual(['one', 'two'])
    renameSync(join(project.root, 'aside'), file)
    expect(await up(project)).toMatchObject({ upToDate: true })
  })
})

describe('a schema that was changed by hand', () => {
  const files = { '0001_one.sql': table('one', 'id integer'), '0002_two.sql': table('two', 'id integer') }
  const drifted = async () => {
    const project = await projectWith(files)
    await up(project, { target: '0001' })
    exec(project, 'alter table one add column note text; create index by_hand on one (note)')
    return project
  }

  test('stops the next run, and is named by status', async () => {
    const project = await drifted()
    expect(await problemOf(up(project))).toMatchObject({
      code: 'PLAN103',
      exit: 4,
      message: 'The database is not what its history says: index by_hand (not in the history), table one (differs).',
    })
    expect(await status(project)).toMatchObject({
      exit: 4,
      drift: ['index by_hand (not in the history)', 'table one (differs)'],
    })
    expect(appliedIn(project)).toEqual(['0001'])
  })

  test('may be accepted: the work is done, and not called proved', async () => {
    const project = await drifted()
    const end = await up(project, { acceptDrift: true })
    expect(end).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit: 3 })
    expect('why' in end && end.why).toBe(
      'the schema had drifted before: index by_hand (not in the history), table one (differs)',
    )
    expect(tablesOf(project)).toEqual(['one', 'two'])
    expect(rowsOf(project, 'select state, verdict from millwright_run order by seq desc limit 1')).toEqual([
      'applied APPLIED, NOT PROVED',
    ])
  })

  test('fits again when the change is taken back', async () => {
    const project = await drifted()
    exec(project, 'drop index by_hand; alter table one drop column note')
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  })
})

describe('a move that is applied and not proved', () => {
  const fill = "m.fill('fill', { table: 'one', set: { id: sql`id` } })"
  const files = {
    '0001_one.sql':
      '-- migrate:up\ncreate table one (id integer primary key, n integer);\ninsert into one values (1, 1);\n-- migrate:down\ndrop table one;\n',
    '0002_move.ts': moveOf(
      `${fill.replace('id: sql`id`', 'n: sql`n + 1`')}\nm.check('fill', m.zero('no twos', sql\`select id from one where n = 2\`))`,
    ),
    '0003_three.sql': table('three', 'id integer'),
  }

  test('blocks whatever comes after it, until it is rolled back', async () => {
    const project = await projectWith(files)
    expect(await up(project)).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit: 3 })
    expect(tablesOf(project)).toEqual(['one'])
    expect(await problemOf(up(project))).toMatchObject({ code: 'RUN121', exit: 4 })
    expect((await status(project)).migrations.map(({ state }) => state)).toEqual(['applied', 'unproved', 'pending'])
    expect(await rollback(project, { yes: true })).toMatchObject({ verdict: 'REVERTED', exit: 0 })
    expect(appliedIn(project)).toEqual([])
    rmSync(join(project.migrations, '0002_move.ts'))
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  })
})

describe('a table that is built anew', () => {
  const tables = `-- migrate:up
create table parent (id integer primary key, name text);
create table child (id integer primary key, parent integer not null references parent (id) on delete cascade);
insert into parent values (1, 'a'), (2, 'b');
insert into child values (10, 1), (11, 2), (12, 2);
-- migrate:down
drop table child;
drop table parent;
`
  const rebuild = `-- migrate:up
create table anew (id integer primary key, name text not null);
insert into anew select id, name from parent;
drop table parent;
alter table anew rename to parent;
-- migrate:down
alter table parent rename to old;
`
  const place = async (header: string, text = rebuild) => {
    const project = await projectWith({ '0001_tables.sql': tables })
    await up(project)
    writeMigration(project.root, '0002_rebuild.sql', `${header}${text}`)
    return project
  }

  test('without foreign keys keeps the rows of its children, and they still point at it', async () => {
    const project = await place('-- foreign-keys: off\n')
    expect(await up(project, { yes: true })).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(rowsOf(project, 'select id, parent from child')).toEqual(['10 1', '11 2', '12 2'])
    expect(rowsOf(project, 'select "table" from pragma_foreign_key_list(\'child\')')).toEqual(['parent'])
    expect(rowsOf(project, 'select count(*) from pragma_foreign_key_check')).toEqual(['0'])
  })

  test('with them would cascade, and is refused with nothing lost', async () => {
    const project = await place('')
    const end = await up(project, { yes: true })
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('report' in end && end.report.failure).toMatchObject({ code: 'RUN114' })
    expect('why' in end && end.why).toBe('Migration 0002 rebuild took 3 rows from child, a table it does not name.')
    expect(rowsOf(project, 'select id, parent from child')).toEqual(['10 1', '11 2', '12 2'])
    expect(rowsOf(project, 'select id, name from parent')).toEqual(['1 a', '2 b'])
    expect(appliedIn(project)).toEqual(['0001'])
  })

  test('has to be confirmed when a column or a row may stay behind, and only then', async () => {
    const whole = await place('-- foreign-keys: off\n')
    expect(await up(whole)).toMatchObject({ verdict: 'PROVED' })
    for (const copied of ["select id, 'none' from parent", 'select id, name from parent where id > 0']) {
      const project = await place('-- foreign-keys: off\n', rebuild.replace('select id, name from parent', copied))
      expect(await problemOf(up(project)), copied).toMatchObject({ code: 'RUN122', exit: 4 })
      expect(appliedIn(project)).toEqual(['0001'])
    }
  })
})

test('a dry run leaves nothing behind but its report', async () => {
  const project = await projectWith({ '0001_one.sql': table('one', 'id integer') })
  const end = await up(project, { dryRun: true })
  expect(end).toMatchObject({ verdict: 'PROVED', exit: 0 })
  expect(existsSync(join(project.root, 'app.db'))).toBe(false)
  expect('files' in end && existsSync(end.files.json)).toBe(true)
})

test('a rehearsal that is not proved keeps the run from beginning', async () => {
  const move = moveOf(
    "m.load('load', { from: listOf('x', [{ id: 1 }]), to: 'one', key: ['id'], map: (r) => r })\nm.check('load', m.zero('none', sql`select id from one`))",
  )
  const project = await projectWith({ '0001_one.sql': table('one', 'id integer primary key'), '0002_move.ts': move })
  expect(await problemOf(up(project, { rehearse: true }))).toMatchObject({ code: 'RUN123', exit: 4 })
  expect(existsSync(join(project.root, 'app.db'))).toBe(false)
})
