import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { openDatabase, openProject, type Project } from '../../src/actions/project.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { show } from '../../src/actions/show.ts'
import { squash } from '../../src/actions/squash.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { contentOf } from '../../src/backup/content.ts'
import { server } from '../dialects/server.ts'
import { codeOf, exec, type Files, moveOf, problemOf, projectWith, rowsOf, table } from '../run/project-with.ts'

const history: Files = {
  '0001_part.sql': table('part', 'id integer primary key autoincrement, sku text not null, note text'),
  '0002_kind.sql': `-- migrate:up
create table kind (code text primary key, words blob);
insert into kind values ('a', x'00ff'), ('b', 'it''s; two'), ('c', 1.5);
insert into part (sku) values ('old'), ('kept');
delete from part where sku = 'old';
-- migrate:down
delete from part;
drop table kind;
`,
  '0003_log.sql': `-- migrate:up
create table seen (part integer references part, sku text);
create trigger part_seen after insert on part begin insert into seen values (new.id, new.sku); end;
create view known as select sku from part;
-- migrate:down
drop view known;
drop trigger part_seen;
drop table seen;
`,
  '0004_size.sql':
    '-- migrate:up\nalter table part add column size integer;\n-- migrate:down\nalter table part drop column size;\n',
  '0005_later.sql': table('later', 'id integer primary key'),
}

const namesIn = (project: Project): readonly string[] => readdirSync(project.migrations).toSorted()
const ledger = (project: Project): readonly string[] =>
  rowsOf(project, 'select id from millwright_migration order by seq')
const ran = async (project: Project): Promise<string> => {
  const result = await up(project)
  return 'verdict' in result ? result.verdict : 'nothing'
}

async function contentIn(project: Project) {
  const db = await openDatabase(project, { readOnly: true })
  try {
    return await contentOf(project.dialect, db)
  } finally {
    await db.close()
  }
}

describe('the beginning of a history in one file', () => {
  test('gives an empty database the same schema, rows and counters, and takes them away again', async () => {
    const whole = await projectWith(history)
    await up(whole)
    const project = await projectWith(history)
    const made = await squash(project, { to: '0004', title: 'version one' })
    expect([made.id, made.form, made.rows, made.replaced, made.parents]).toEqual([
      '0004',
      'schema',
      4,
      ['0001', '0002', '0003', '0004'],
      [],
    ])
    expect(namesIn(project)).toEqual(['0004_version_one.sql', '0005_later.sql'])
    expect(readdirSync(made.kept).toSorted()).toEqual(Object.keys(history).toSorted())
    expect(await ran(project)).toBe('PROVED')
    expect(await contentIn(project)).toEqual(await contentIn(whole))
    exec(project, "insert into part (sku) values ('next')")
    expect(rowsOf(project, 'select id, sku from part order by id')).toEqual(['2 kept', '3 next'])
    expect(rowsOf(project, 'select sku from seen')).toEqual(['next']) // the rows of the file itself were not watched
    await down(project, { target: 'base', yes: true })
    expect(
      rowsOf(project, "select name from sqlite_schema where name not like '%millwright%' and name not like 'sqlite%'"),
    ).toEqual([])
  })

  test('is accepted by a database that has all of them, which then runs what follows, and goes back', async () => {
    const project = await projectWith(history)
    await up(project, { target: '0004' })
    exec(project, "insert into part (sku) values ('mine')")
    await squash(project, { to: '0004' })
    const { migrations, exit } = await status(project)
    expect([exit, migrations.map(({ id, state }) => `${id} ${state}`)]).toEqual([4, ['0004 applied', '0005 pending']])
    expect(await ran(project)).toBe('PROVED')
    expect(rowsOf(project, 'select sku from part order by id')).toEqual(['kept', 'mine'])
    expect(ledger(project)).toEqual(['0001', '0002', '0003', '0004', '0005'])
    expect((await show(project, { word: '0002', applied: true })).text).toBe(history['0002_kind.sql'])
    await down(project, { target: 'base', yes: true })
    expect(ledger(project)).toEqual([])
    expect(await ran(project)).toBe('PROVED')
    expect(ledger(project)).toEqual(['0004', '0005'])
  })

  test('is refused by a database in their middle, and the command that is named takes it past them', async () => {
    const project = await projectWith(history)
    await up(project, { target: '0002' })
    const made = await squash(project)
    const refused = await problemOf(up(project))
    expect([refused.code, refused.text.next]).toEqual([
      'HIST132',
      `Take this database past them with the files as they were: \`millwright up 0005 --migrations ${made.kept}\`. After that this history accepts it.`,
    ])
    expect(refused.text.what).toContain('0001, 0002 applied, 0003, 0004, 0005 not')
    expect((await status(project)).migrations.map(({ state }) => state)).toEqual(['partly'])
    const past = await openProject({ cwd: project.root, migrations: made.kept })
    expect(await ran(past)).toBe('PROVED')
    expect(await ran(project)).toBe('nothing')
    expect((await status(project)).exit).toBe(0)
  })

  test('is refused where one of them was applied in another form', async () => {
    const project = await projectWith(history)
    await up(project)
    exec(project, `update millwright_migration set checksum = '${'0'.repeat(64)}' where id = '0002'`)
    await squash(project)
    expect((await problemOf(up(project))).text.what).toContain('0002 not, or not as it was')
  })

  test('can be squashed again, and every database that was right before is right after', async () => {
    const [old, middle] = [await projectWith(history), await projectWith(history)]
    await up(old)
    const first = await squash(middle, { to: '0003' })
    await up(middle)
    await squash(middle)
    expect(await ran(middle)).toBe('nothing')
    expect(readFileSync(join(middle.migrations, '0005_up_to_0005.sql'), 'utf8').match(/^-- squashed: /gm)).toHaveLength(
      2,
    )
    const again = await openProject({ cwd: old.root, migrations: middle.migrations })
    expect(await ran(again)).toBe('nothing')
    expect(existsSync(first.kept)).toBe(true)
  })

  test('a run that applied a part of them cannot be rolled back alone; one that applied them all can', async () => {
    const parts = await projectWith(history)
    await up(parts, { target: '0002' })
    await up(parts)
    await squash(parts)
    expect((await problemOf(rollback(parts, { yes: true }))).code).toBe('RUN124')
    const whole = await projectWith(history)
    await up(whole)
    await squash(whole, { to: '0005' })
    expect((await stamp(whole, { target: 'base', force: true })).forgotten).toEqual(['0005'])
    expect(ledger(whole)).toEqual([])
  })
})

describe('the middle of a history in one file', () => {
  const backfill = `-- migrate:up
update part set note = upper(sku);
-- migrate:down
update part set note = null;
`

  test('holds their statements, so that rows that are there go the same way', async () => {
    const project = await projectWith({ ...history, '0004_size.sql': backfill })
    await up(project, { target: '0002' })
    const made = await squash(project, { from: '0003', to: '0004' })
    expect([made.form, made.parents]).toEqual(['statements', ['0002']])
    exec(project, "insert into part (sku) values ('mine')")
    expect(await ran(project)).toBe('PROVED')
    expect(rowsOf(project, 'select note from part order by id')).toEqual(['KEPT', 'MINE'])
    await down(project, { target: '0002', yes: true })
    expect(rowsOf(project, 'select count(*), count(note) from part')).toEqual(['2 0'])
  })

  test('has no way back where one of them has none', async () => {
    const kept = '-- irreversible: it was never to go\n-- migrate:up\ncreate table more (id integer);\n'
    const project = await projectWith({ ...history, '0004_size.sql': kept })
    await squash(project, { from: '0003', to: '0004' })
    await up(project)
    expect((await problemOf(down(project, { target: '0002', yes: true }))).text.what).toContain('it was never to go')
  })

  test('is refused where statements cannot be joined', async () => {
    const alone = '-- transaction: off\n-- migrate:up\nvacuum;\n-- migrate:down\n'
    const calls = codeOf('up: async (db) => { await db.run(sql`create table x (y)`) }, down: sql`drop table x`')
    const binds = codeOf('up: sql`insert into kind (code) values (${1})`, down: sql`delete from kind where code = 1`')
    for (const [file, words] of [
      [{ '0004_size.sql': alone }, 'it runs outside of a transaction'],
      [{ '0004_x.ts': calls }, 'it calls a function, which no SQL can'],
      [{ '0004_x.ts': binds }, 'it binds values to its statements'],
    ] as const) {
      const { '0004_size.sql': _size, ...others } = history
      const project = await projectWith({ ...others, ...file })
      const before = namesIn(project)
      const refused = await problemOf(squash(project, { from: '0003', to: '0004' }))
      expect([refused.code, refused.text.what]).toEqual([
        'SQUASH105',
        `0004 cannot be joined with others in the middle of a history: ${words}.`,
      ])
      expect(namesIn(project)).toEqual(before)
    }
  })
})

describe('what cannot be foretold is refused, and no file is touched', () => {
  const move = moveOf("m.fill('double', { table: 'part', set: { note: sql`'x'` } })", "{ parent: '0002' }")

  test.each([
    ['a move', { '0003_log.ts': move }, {}, 'SQUASH102'],
    ['a branch in the middle', { '0009_x.sql': `-- parent: 0002\n${table('x', 'y')}` }, { to: '0005' }, 'SQUASH103'],
    ['what depends on rows', { '0005_later.sql': `-- schema: as found\n${table('x', 'y')}` }, {}, 'SQUASH104'],
    ['one migration', {}, { to: '0001' }, 'SQUASH101'],
    ['a range backwards', {}, { from: '0004', to: '0002' }, 'SQUASH101'],
    [
      'a row that is another each time',
      { '0004_size.sql': '-- migrate:up\ninsert into part (sku) values (hex(randomblob(8)));\n-- migrate:down\n' },
      { from: '0004', to: '0005' },
      'SQUASH106',
    ],
  ] as const)('%s', async (...[, files, flags, code]) => {
    const { '0003_log.sql': log = '', ...others } = history
    const project = await projectWith({
      ...others,
      ...('0003_log.ts' in files ? {} : { '0003_log.sql': log }),
      ...files,
    })
    const before = namesIn(project)
    expect((await problemOf(squash(project, flags))).code).toBe(code)
    expect(namesIn(project)).toEqual(before)
  })

  test('an empty history', async () => {
    expect((await problemOf(squash(await projectWith({})))).code).toBe('SQUASH107')
  })
})

test('an old file beside the squashed one, and one that builds on an old one, are told', async () => {
  const project = await projectWith(history)
  await squash(project, { to: '0004' })
  const late = join(project.migrations, '0006_late.sql')
  writeFileSync(late, `-- parent: 0003\n${table('late', 'id integer')}`)
  expect((await problemOf(up(project))).code).toBe('HIST134')
  writeFileSync(late, `-- parent: 0005\n${table('late', 'id integer')}`)
  writeFileSync(join(project.migrations, '0003_log.sql'), history['0003_log.sql'] ?? '')
  expect((await problemOf(up(project))).code).toBe('HIST133')
})

test.skipIf(server === undefined)(
  'on PostgreSQL: types, identities, functions, triggers, references in a circle, and where counters stand',
  async () => {
    const files: Files = {
      '0001_first.sql': `-- migrate:up
create type mood as enum ('ok', 'it''s');
create table a (id bigint generated always as identity primary key, m mood not null, n numeric(10, 2) check (n in (1, 2.50)), t text[], b bytea, f double precision);
create table z (id serial primary key, a bigint references a);
alter table a add column z integer references z deferrable initially deferred;
-- migrate:down
alter table a drop column z;
drop table z;
drop table a;
drop type mood;
`,
      '0002_rows.sql': `-- migrate:up
insert into a (m, n, t, b, f) values ('it''s', 2.50, array['x\\y', null], '\\x00ff', 0.1), ('ok', 1, null, null, 'infinity');
insert into z (a) values (1), (2), (2);
update a set z = 1 where id = 1;
delete from z where id = 3;
create function stamp() returns trigger language plpgsql as $$ begin new.n := 1; return new; end $$;
create trigger a_stamp before insert on a for each row execute function stamp();
create function names() returns bigint language sql as 'select count(*) from z';
create materialized view seen as select id from z;
-- migrate:down
drop materialized view seen;
drop function names();
drop trigger a_stamp on a;
drop function stamp();
update a set z = null;
delete from z;
delete from a;
`,
    }
    const database = server?.newUrl() ?? ''
    const project = await projectWith(files, { database })
    const made = await squash(project, { title: 'all' })
    expect([made.form, made.rows]).toEqual(['schema', 4])
    expect(await ran(project)).toBe('PROVED')
    const db = await openDatabase(project)
    try {
      const { sql } = await import('../../src/kernel/sql.ts')
      expect(await db.get(sql`insert into z default values returning id`)).toEqual({ id: 4n })
      expect(await db.get(sql`insert into a (m) values ('ok') returning id, n::text as n`)).toEqual({
        id: 3n,
        n: '1.00',
      })
    } finally {
      await db.close()
    }
    await down(project, { target: 'base', yes: true })
    expect(await ran(project)).toBe('PROVED')
  },
)
