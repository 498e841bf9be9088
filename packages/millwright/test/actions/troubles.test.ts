/**
 * Troubles that teams with a life of migrations had, one test for each: it ends repaired with every row kept, or refused with the
 * next step. What a kill, a second runner, a full disk
 * and missing rights do has tests of its own beside the runs.
 */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { adopt } from '../../src/actions/adopt.ts'
import { backupCreate } from '../../src/actions/backup.ts'
import { check } from '../../src/actions/check.ts'
import { diffSides } from '../../src/actions/diff.ts'
import { down } from '../../src/actions/down.ts'
import { generate } from '../../src/actions/generate.ts'
import { merge } from '../../src/actions/merge.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { validate } from '../../src/actions/validate.ts'
import type { Project } from '../../src/actions/project.ts'
import { exec, type Files, fileOf, problemOf, projectWith, rowsOf, table, writeMigration } from '../run/project-with.ts'

const vessel = table('vessel', 'id integer primary key, name text not null')
const sounding = table(
  'sounding',
  'id integer primary key, vessel_id integer not null references vessel (id), tank text, day text',
)
const user = table('user', 'id integer primary key, name text not null unique')
const life: Files = { '0001_vessel.sql': vessel, '0002_sounding.sql': sounding, '0003_user.sql': user }

const made =
  'create table vessel (id integer primary key, name text not null);create table sounding (id integer primary key, vessel_id integer not null references vessel (id), tank text, day text)'
const rows =
  "insert into vessel values (1, 'Ada'); insert into sounding values (1, 1, 'P1', '2025-01-01'), (2, 1, 'P1', '2025-01-01'), (3, 1, 'S1', '2025-01-02')"

const soundings = (project: Project): readonly string[] => rowsOf(project, 'select * from sounding order by id')

async function lifeAt(target: string, more: Files = {}): Promise<Project> {
  const project = await projectWith({ ...life, ...more })
  await up(project, { target })
  exec(project, rows)
  return project
}

test('T1 tables that were made without a history: every one is compared, and the place is recorded', async () => {
  const project = await projectWith(life)
  exec(project, `${made};${rows}`)
  expect(await adopt(project)).toMatchObject({ mode: 'place', migration: '0002' })
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  expect(soundings(project)).toHaveLength(3)
})

test('T1 with a default, a null or a reference that is another one, nothing is recorded', async () => {
  for (const [from, to] of [
    ['name text not null', 'name text'],
    ['tank text', "tank text default 'P1'"],
    [' references vessel (id)', ''],
    ['day text', 'day date'],
  ] as const) {
    const project = await projectWith(life)
    exec(project, made.replace(from, to))
    expect((await problemOf(adopt(project))).text.what).toContain('(differs)')
    expect(rowsOf(project, "select name from sqlite_schema where name like 'millwright%'")).toEqual([])
  }
})

test('T2 a history that does not build the wanted schema stops a build', async () => {
  const project = await projectWith(life)
  writeFileSync(
    project.schema,
    `${made};create table user (id integer primary key, name text not null unique);create table crew (id integer primary key);`,
  )
  await up(project)
  expect(await check(project)).toMatchObject({
    exit: 4,
    findings: [{ code: 'CHECK102', subject: expect.stringContaining('create table crew') as unknown }],
  })
})

test('T3 stamped and never run: the missing table is named, and nothing is recorded', async () => {
  const project = await projectWith(life)
  exec(project, made)
  const { code, text } = await problemOf(stamp(project, { target: 'head' }))
  expect([code, text.what]).toEqual([
    'STAMP101',
    'The database does not have the schema that the history gives: table user (missing).',
  ])
})

test('T4 an applied file was edited: nothing is applied', async () => {
  const project = await lifeAt('0002')
  writeMigration(project.root, '0002_sounding.sql', `${sounding}-- edited\n`)
  expect((await problemOf(up(project))).code).toBe('HIST130')
  expect(rowsOf(project, "select count(*) from sqlite_schema where name = 'user'")).toEqual(['0'])
})

test('T5 an applied file is gone: nothing is applied', async () => {
  const project = await lifeAt('0002')
  rmSync(join(project.root, 'migrations/0002_sounding.sql'))
  expect((await problemOf(up(project))).code).toBe('HIST131')
})

test('T6 two heads: refused, and joined by a merge that both databases can run', async () => {
  const fork = {
    '0004_a.sql': `-- parent: 0003\n${table('a', 'id integer primary key')}`,
    '0005_b.sql': `-- parent: 0003\n${table('b', 'id integer primary key')}`,
  }
  const project = await lifeAt('0003', fork)
  expect((await problemOf(up(project))).text.next).toContain('merge')
  await merge(project, { words: ['0004', '0005'] })
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  expect(soundings(project)).toHaveLength(3)
})

test('T7 an older migration appears after a newer one was applied: it is told, and not slipped in', async () => {
  const project = await lifeAt('0003')
  writeMigration(
    project.root,
    '0002_late.sql'.replace('0002', '00025'),
    `-- parent: 0002\n${table('late', 'id integer primary key')}`,
  )
  const { migrations } = await status(project)
  expect(migrations.filter(({ state }) => state !== 'applied')).toHaveLength(1)
  expect((await problemOf(up(project))).exit).toBe(4)
  expect(rowsOf(project, "select count(*) from sqlite_schema where name = 'late'")).toEqual(['0'])
})

test('T8 the third of five statements fails: the schema is as it was', async () => {
  const five = `-- migrate:up
create table one (id integer);
create table two (id integer);
insert into vessel values (1, 'twice');
create table four (id integer);
create table five (id integer);
-- migrate:down
select 1;
`
  const project = await lifeAt('0003', { '0004_five.sql': five })
  const before = rowsOf(project, 'select name from sqlite_schema order by name')
  expect(await up(project, { yes: true })).toMatchObject({ verdict: 'FAILED' })
  expect(rowsOf(project, 'select name from sqlite_schema order by name')).toEqual(before)
  expect(rowsOf(project, 'select name from vessel')).toEqual(['Ada'])
})

test('T9 something is generated while something else is pending: only what neither has', async () => {
  const project = await lifeAt('0002')
  writeFileSync(
    project.schema,
    `${made};create table user (id integer primary key, name text not null unique);create table crew (id integer primary key);`,
  )
  const { difference, exit } = await generate(project, { title: 'crew' })
  expect([exit, difference.up.statements.map(({ text }) => text.toLowerCase())]).toEqual([
    0,
    [expect.stringContaining('create table crew')],
  ])
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  expect(await check(project)).toMatchObject({ exit: 0 })
})

test('T14 rows that stand only in the write-ahead log are in the backup', async () => {
  const project = await lifeAt('0003')
  const other = new DatabaseSync(fileOf(project))
  other.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; insert into vessel values (2, 'Bea')")
  const { id } = await backupCreate(project)
  other.close()
  const copy = new DatabaseSync(join(project.backups, `${id}.db`))
  expect(copy.prepare('select name from vessel order by id').all()).toEqual([
    { __proto__: null, name: 'Ada' },
    { __proto__: null, name: 'Bea' },
  ])
  copy.close()
})

test('T15 twins stand where a column shall be unique: they are counted and shown, and nothing changes', async () => {
  const project = await lifeAt('0003')
  const wanted = join(project.root, 'wanted.sql')
  writeFileSync(
    wanted,
    `${made};create table user (id integer primary key, name text not null unique);create unique index one_a_day on sounding (vessel_id, tank, day);`,
  )
  const { findings } = await diffSides({ from: `sqlite:${fileOf(project)}`, to: wanted, where: { cwd: project.root } })
  expect(findings).toMatchObject([{ severity: 'error', rows: 1, samples: [expect.stringContaining('P1') as unknown] }])
  writeMigration(
    project.root,
    '0004_unique.sql',
    '-- migrate:up\ncreate unique index one_a_day on sounding (vessel_id, tank, day);\n-- migrate:down\ndrop index one_a_day;\n',
  )
  expect(await up(project)).toMatchObject({ verdict: 'FAILED' })
  expect(soundings(project)).toHaveLength(3)
})

test('T16 the way down would take users away: refused until somebody says yes', async () => {
  const project = await lifeAt('0003')
  exec(project, "insert into user values (1, 'ann')")
  expect((await problemOf(down(project))).text.what).toContain('drop table user')
  expect(rowsOf(project, 'select name from user')).toEqual(['ann'])
})

test('T17 rows that point at nothing are found before a run, and none is lost', async () => {
  const project = await lifeAt('0002')
  exec(project, "pragma foreign_keys = off; insert into sounding values (4, 99, 'S2', '2025-01-03')")
  const { validations } = await validate(project)
  const told = validations.flatMap(({ findings }) => findings)
  expect(told).toMatchObject([{ subject: expect.stringContaining('sounding') as unknown }])
  expect(soundings(project)).toHaveLength(4)
})

test('T18 a search index keeps its shadow tables, and no comparison sees them', async () => {
  const search = 'create virtual table search using fts5 (name);'
  const trigger = 'create trigger found after insert on vessel begin insert into search values (new.name); end'
  const project = await projectWith({
    '0001_vessel.sql': `-- migrate:up\ncreate table vessel (id integer primary key, name text not null);\n${search}\n${trigger};\n-- migrate:down\ndrop trigger found; drop table search; drop table vessel;\n`,
  })
  await up(project)
  exec(project, "insert into vessel values (1, 'Ada')")
  expect((await status(project)).drift).toEqual([])
  const same = join(project.root, 'copy.db')
  copyFileSync(fileOf(project), same)
  const { changes } = await diffSides({
    from: `sqlite:${fileOf(project)}`,
    to: `sqlite:${same}`,
    where: { cwd: project.root },
  })
  expect(changes).toEqual([])
  expect(rowsOf(project, "select name from search where search match 'Ada'")).toEqual(['Ada'])
})
