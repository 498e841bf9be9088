import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { generate } from '../../src/actions/generate.ts'
import { planAction } from '../../src/actions/plan.ts'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { sql } from '../../src/kernel/sql.ts'
import { server } from '../dialects/server.ts'
import { projectWith } from '../run/project-with.ts'

const first = `-- migrate:up
create table kind (id integer primary key);
create table part (id integer primary key, kind integer, qty integer not null);
create index part_qty on part (qty);
-- migrate:down
drop table part;
drop table kind;
`
const wanted = (more: string): string => `create table kind (id integer primary key);
create table part (id integer primary key, kind integer references kind, qty integer not null check (qty >= 0));
create index part_qty on part (qty);
${more}`

async function projectWanting(schema: string): Promise<Project> {
  const project = await projectWith({ '0001_first.sql': first }, { database: server?.newUrl() })
  writeFileSync(project.schema, schema)
  return project
}

const namesOf = (files: readonly string[] = []): readonly string[] => files.map((file) => basename(file))

describe.skipIf(server === undefined)('a way that stops nobody for long', { timeout: 240_000 }, () => {
  test('takes a migration for each transaction, and goes back through all of them', async () => {
    const project = await projectWanting(wanted('create index part_kind on part (kind);'))
    await up(project)
    const db = await openDatabase(project)
    await db.run(sql`insert into kind values (1)`)
    await db.run(sql`insert into part values (1, 1, 5)`)
    await db.close()
    const made = await generate(project, { title: 'rules', prove: true })
    expect(namesOf(made.files)).toEqual(['0002_rules.sql', '0003_rules_prove.sql', '0004_rules_build_indexes.sql'])
    expect([made.exit, made.proof?.result, made.proof?.rows]).toEqual([0, 'reversible', 2])
    const [add = '', prove = '', build = ''] = (made.files ?? []).map((file) => readFileSync(file, 'utf8'))
    expect(add.match(/not valid;$/gim)).toHaveLength(2)
    expect(add).not.toContain('transaction:false')
    expect(prove.match(/^alter table public\.part validate constraint .*;$/gm)).toHaveLength(2)
    expect(build).toContain('CREATE INDEX concurrently part_kind ON public.part')
    expect(build).toContain('-- migrate:up transaction:false')
    const result = await up(project)
    expect('verdict' in result && result.verdict).toBe('PROVED')
    await down(project, { target: '0001', yes: true })
    expect(await planAction(project)).toMatchObject({ direction: 'up', items: [{}, {}, {}] })
  })

  test('is one migration where the rules come with their table', async () => {
    const project = await projectWanting(
      wanted('').replace('references kind', '').replace('check (qty >= 0)', '') +
        'create table more (kind integer references kind, n integer check (n > 0)); create index more_n on more (n);',
    )
    expect(namesOf((await generate(project, { title: 'more' })).files)).toEqual(['0002_more.sql'])
  })

  test('is one migration where the database takes no reference without proof', async () => {
    const project = await projectWith(
      {
        '0001_first.sql':
          '-- migrate:up\ncreate table kind (id integer primary key);\ncreate table e (id integer, kind integer) partition by range (id);\n-- migrate:down\ndrop table e;\ndrop table kind;\n',
      },
      { database: server?.newUrl() },
    )
    writeFileSync(
      project.schema,
      'create table kind (id integer primary key); create table e (id integer, kind integer references kind) partition by range (id);',
    )
    expect(namesOf((await generate(project, { title: 'tie' })).files)).toEqual(['0002_tie.sql'])
  })

  test('a plan says which lock each statement takes', async () => {
    const project = await projectWanting(wanted(''))
    await up(project)
    await generate(project, { title: 'rules' })
    const plan = await planAction(project)
    expect(plan.items.map(({ statements }) => statements.map(({ lock }) => lock))).toEqual([
      ['access exclusive', 'share row exclusive'],
      ['share update exclusive', 'share update exclusive'],
    ])
  })
})
