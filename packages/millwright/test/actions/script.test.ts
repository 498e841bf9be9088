import { expect, test } from 'vitest'
import { script } from '../../src/actions/script.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { up } from '../../src/actions/up.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { codeOf, exec, problemOf, projectWith, table } from '../run/project-with.ts'

const files = {
  '0001_shelf.sql': table('shelf', 'id integer primary key, name text'),
  '0002_rebuild.sql': `-- foreign-keys: off
-- migrate:up
create table shelf_new (id integer primary key, name text not null);
insert into shelf_new select id, coalesce(name, '; -- none') from shelf; -- keeps every row
drop table shelf;
alter table shelf_new rename to shelf;
-- migrate:down
create table shelf_old (id integer primary key, name text);
insert into shelf_old select id, name from shelf;
drop table shelf;
alter table shelf_old rename to shelf;
`,
  '0003_trigger.sql': `-- migrate:up
create trigger t after insert on shelf begin update shelf set name = upper(name) where id = new.id; end;
-- migrate:down
drop trigger t;
`,
}

test('what another shell runs gives what an up gives, and the stamp proves it', async () => {
  const [ours, theirs] = [await projectWith(files), await projectWith(files)]
  await up(ours, { yes: true })
  const { text, migrations } = await script(theirs)
  expect(migrations).toEqual(['0001', '0002', '0003'])
  expect(text.endsWith('\n-- Then: millwright stamp 0003\n')).toBe(true)
  exec(theirs, text)
  expect(await stamp(theirs, { target: '0003' })).toMatchObject({ exit: 0, current: ['0003'] })
  expect((await stateOf(theirs)).content).toEqual((await stateOf(ours)).content)
  expect((await script(theirs)).text).toBe('-- There is nothing to do.\n')
})

test('the way down leads back, and says where it ends', async () => {
  const project = await projectWith(files)
  await up(project, { target: '0001' })
  const before = (await stateOf(project)).content
  await up(project, { yes: true })
  const { text } = await script(project, { direction: 'down', target: '-2' })
  expect(text).toContain('-- Then: millwright stamp 0001\n')
  exec(project, text)
  expect(await stamp(project, { target: '0001' })).toMatchObject({ exit: 0 })
  expect((await stateOf(project)).content).toEqual(before)
})

test('from one migration to another, without a database', async () => {
  const project = await projectWith(files)
  expect(await script(project, { from: '0001', target: '0002' })).toEqual({
    direction: 'up',
    migrations: ['0002'],
    statements: [
      'pragma foreign_keys = off',
      'begin',
      'create table shelf_new (id integer primary key, name text not null)',
      "insert into shelf_new select id, coalesce(name, '; -- none') from shelf",
      expect.stringContaining('drop table shelf') as unknown,
      'alter table shelf_new rename to shelf',
      'commit',
      'pragma foreign_keys = on',
    ],
    text: expect.stringMatching(/^-- 0002 rebuild\npragma foreign_keys = off;\nbegin;\n/) as unknown,
  })
  const base = await script(project, { from: '0003', direction: 'down', target: 'base' })
  expect(base.text).toContain('-- Then: millwright stamp base\n')
  expect((await problemOf(script(project, { from: '0009' }))).code).toBe('HIST124')
})

test('what is more than SQL is refused by name', async () => {
  const project = await projectWith({ ...files, '0004_code.ts': codeOf("parent: '0003', up: async () => {}") })
  const { code, text } = await problemOf(script(project))
  expect([code, text.what]).toEqual([
    'RUN128',
    'These migrations are more than SQL, and a script cannot do what they do: 0004.',
  ])
  expect((await script(project, { target: '0003' })).migrations).toHaveLength(3)
})
