import { describe, expect, test } from 'vitest'
import { planAction } from '../../src/actions/plan.ts'
import { up } from '../../src/actions/up.ts'
import { isDestructive } from '../../src/plan/risks.ts'
import { codeOf, moveOf, problemOf, projectWith, rowsOf, writeMigration } from '../run/project-with.ts'

const tables = `-- migrate:up
create table t (id integer primary key, a text, b text);
create table "drop zone" (id integer);
create view v as select * from t;
create index i on t (a);
-- migrate:down
drop view v;
drop table "drop zone";
drop table t;
`

/** The codes that a plan names for these statements on tables that exist. */
async function risksOf(statements: string): Promise<readonly string[]> {
  const next = `-- migrate:up\n${statements};\n-- migrate:down\n`
  const project = await projectWith({ '0001_tables.sql': tables, '0002_next.sql': next })
  return (await planAction(project)).findings.map(({ code, subject }) => `${code} at ${subject}`)
}

const found: Readonly<Record<string, string>> = {
  'drop table t': 'RISK101',
  'DROP TABLE IF EXISTS "t"': 'RISK101',
  '/* no longer\n needed */ drop /* */ table t': 'RISK101',
  'alter table t drop column b': 'RISK102',
  'ALTER TABLE "drop zone" ADD COLUMN x; ALTER TABLE t\n  DROP b': 'RISK102',
  'delete from t': 'RISK103',
  'DELETE FROM "t" -- where': 'RISK103',
  "delete from t returning 'where'": 'RISK103',
  'with some as (select id from t where id = 1) delete from t': 'RISK103',
}

const harmless = [
  'alter table "drop zone" add column x text',
  'alter table t rename column b to "drop it"',
  "alter table t add column c text default 'drop column'",
  'drop view v',
  'drop index i',
  'delete from t where id = 1',
  "insert into t (a) values ('drop table t; delete from t')",
  'create trigger g after delete on t begin delete from t; end',
  '-- drop table t\nselect 1',
  'update t set a = null',
]

const rebuild = (list: string, values = list, columns = 'id integer primary key, a text, b text, c text'): string =>
  `create table t_new (${columns});\ninsert into t_new (${list}) select ${values} from t;\ndrop view v;\ndrop table t;\nalter table t_new rename to t`

describe('a table that is made anew by hand', () => {
  test.each([
    rebuild('id, a, b'),
    rebuild('b, "a", id', 'b, a, id'),
    rebuild('id, a, b, c', "id, a, b, upper(a) || ', '"),
    `create table n (id integer primary key, a text, b text not null);\ninsert into n select * from t;\ndrop view v;\ndrop table if exists t;\nalter table n rename to t`,
  ])('with all that was in it is no loss: %s', async (script) => {
    expect(await risksOf(`-- all of it\n${script}`)).toEqual([expect.stringMatching(/^RISK201 at 0002 line \d+$/)])
  })

  test.each([
    ['without a column', rebuild('id, a')],
    ['with another value in a column', rebuild('id, a, b', 'id, upper(a), b')],
    ['with two columns mixed up', rebuild('id, a, b', 'id, b, a')],
    ['with a type that changes values', rebuild('id, a, b', 'id, a, b', 'id integer primary key, a integer, b text')],
    ['without some rows', rebuild('id, a, b').replace('from t;', 'from t where a > 1;')],
    [
      'by a table that passes over rows',
      rebuild('id, a, b', 'id, a, b', 'id integer primary key, a text unique on conflict ignore, b text'),
    ],
    ['before it was copied', 'create table n (id integer);\ndrop view v;\ndrop table t;\nalter table n rename to t'],
  ])('%s is one', async (_name, script) => {
    expect(await risksOf(script)).toEqual([expect.stringMatching(/^RISK101 at/)])
  })
})

describe('a statement that destroys data', () => {
  test.each(Object.entries(found))('%s', async (statement, code) => {
    const [risk, ...others] = await risksOf(statement)
    expect(risk).toMatch(new RegExp(`^${code} at 0002 line \\d+$`))
    expect(others).toEqual([])
  })

  test.each(harmless)('not: %s', async (statement) => {
    expect(await risksOf(statement)).toEqual([])
  })

  test('is named with its line and its words', async () => {
    const script = '-- migrate:up\ndelete from t where id = 1;\n\n-- all of it\ndrop table\n  t;\n-- migrate:down\n'
    const project = await projectWith({ '0001_tables.sql': tables, '0002_next.sql': script })
    expect((await planAction(project)).findings).toEqual([
      {
        code: 'RISK101',
        severity: 'warning',
        subject: '0002 line 5',
        message: 'drops a table and every row in it: drop table\\n  t',
      },
    ])
  })

  test('is found in code, too, behind a comment', async () => {
    const code = codeOf(
      'up: [sql`-- away with it\n drop table t`, sql`delete from "drop zone" where id = ${1}`], down: { none: \'x\' }',
    )
    const project = await projectWith({ '0001_tables.sql': tables, '0002_code.ts': code })
    expect((await planAction(project)).findings.map(({ code: found, subject }) => [found, subject])).toEqual([
      ['RISK101', '0002 line 1'],
    ])
  })

  test('is found in a tidy step of a move', async () => {
    const move = moveOf(
      "m.tidy('old tables', { run: [sql`create table n (x)`, sql`drop table t`], undo: { none: 'x' } })",
    )
    const project = await projectWith({ '0001_tables.sql': tables, '0002_move.ts': move })
    expect((await planAction(project)).findings).toEqual([
      {
        code: 'RISK101',
        severity: 'warning',
        subject: '0002 step "old tables"',
        message: 'drops a table and every row in it: drop table t',
      },
    ])
  })

  test('is only done when it was confirmed', async () => {
    const project = await projectWith({ '0001_tables.sql': tables })
    await up(project)
    writeMigration(project.root, '0002_next.sql', '-- migrate:up\ndrop table t;\n-- migrate:down\n')
    const problem = await problemOf(up(project))
    expect(problem).toMatchObject({ code: 'RUN122', exit: 4 })
    expect(problem.message).toContain('drops a table and every row in it: drop table t')
    expect(rowsOf(project, "select count(*) from sqlite_schema where name = 't'")).toEqual(['1'])
  })
})

test('which findings ask for a confirmation', () => {
  const finding = { severity: 'warning', subject: '', message: '' } as const
  expect(isDestructive([{ ...finding, code: 'RISK101' }])).toBe(true)
  expect(isDestructive([{ ...finding, code: 'X101' }])).toBe(false)
  expect(isDestructive([])).toBe(false)
})
