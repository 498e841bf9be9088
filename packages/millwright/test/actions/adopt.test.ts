/** Databases that other tools managed, as those tools leave them, and what becomes of them. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runKnex } from '../../bench/migrators/knex.ts'
import { runKysely } from '../../bench/migrators/kysely.ts'
import { adopt, type AdoptFlags } from '../../src/actions/adopt.ts'
import type { Project } from '../../src/actions/project.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { checksumOf } from '../../src/history/foreign/flyway.ts'
import { exec, fileOf, problemOf, projectWith, rowsOf, table, writeMigration } from '../run/project-with.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const shelf = 'create table shelf (id integer primary key, name text not null)'
const part = 'create table part (sku text primary key, shelf_id integer references shelf (id), price numeric)'
const index = 'create unique index part_shelf on part (shelf_id, sku)'
const rows = "insert into shelf values (1, 'left'); insert into part values ('a', 1, 2.5)"

type Fixture = {
  /** The tool's own tables and what it wrote into them. */
  readonly record: string
  readonly files: Readonly<Record<string, string>>
  readonly applied: readonly string[]
  readonly pending?: readonly string[]
  readonly compared?: string
}

const alembicFile = (id: string, down: string, body: string): string => `"""a revision

Revision ID: ${id}
"""
from alembic import op
import sqlalchemy as sa

revision: str = '${id}'
down_revision: Union[str, Sequence[str], None] = ${down}
branch_labels = None
depends_on = None


def upgrade() -> None:
${body}


def downgrade() -> None:
    op.drop_table('never_here')
`

const makesShelf = `    op.create_table(
        'shelf',
        sa.Column('id', sa.Integer(), primary_key=True),
    )
    # op.create_table('commented')`
const makesPart = `    op.create_table('piece', sa.Column('sku', sa.String(), primary_key=True))
    op.rename_table('piece', 'part')
    with op.batch_alter_table('part', schema=None) as batch_op:
        batch_op.add_column(sa.Column('price', sa.Numeric(), nullable=True))
    op.create_table('gone')
    op.drop_table('gone')`

const flywayTable = `create table flyway_schema_history (installed_rank int primary key, version varchar(50), description varchar(200),
  type varchar(20), script varchar(1000), checksum int, installed_by varchar(100), installed_on text, execution_time int, success bool)`
type FlywayRow = {
  readonly version: string | null
  readonly script: string
  readonly text: string
  readonly success?: 0 | 1
}
const flywayRow = (rank: number, { version, script, text, success = 1 }: FlywayRow): string =>
  `insert into flyway_schema_history values (${rank}, ${version === null ? 'null' : `'${version}'`},
    '${script.replace(/^\w+__|\.sql$/g, '').replaceAll('_', ' ')}', 'SQL', '${script}', ${checksumOf(text)}, 'app', '2025-01-01', 3, ${success})`

const prismaTable = `create table _prisma_migrations (id text primary key, checksum text not null, finished_at datetime, migration_name text not null,
  logs text, rolled_back_at datetime, started_at datetime not null, applied_steps_count integer not null)`
type Ends = { readonly finished?: string; readonly rolledBack?: string }
const prismaRow = (name: string, text: string, { finished = '1', rolledBack = 'null' }: Ends = {}): string =>
  `insert into _prisma_migrations values ('${name}${finished}', '${sha256(text)}', ${finished}, '${name}', null, ${rolledBack}, 1, 1)`

const journal = JSON.stringify({
  version: '7',
  entries: [
    { idx: 0, version: '6', when: 1700000000001, tag: '0000_shelf', breakpoints: true },
    { idx: 1, version: '6', when: 1700000000002, tag: '0001_part', breakpoints: true },
    { idx: 2, version: '6', when: 1700000000003, tag: '0002_later', breakpoints: true },
  ],
})

const fixtures: Readonly<Record<string, Fixture>> = {
  Alembic: {
    record:
      "create table alembic_version (version_num varchar(32) primary key); insert into alembic_version values ('b2')",
    files: {
      'alembic/versions/b2_part.py': alembicFile('b2', "'a1'", makesPart),
      'alembic/versions/a1_shelf.py': alembicFile('a1', 'None', makesShelf),
      'alembic/versions/c3_later.py': alembicFile('c3', "('b2',)", "    op.create_table('later')"),
      'alembic/versions/__init__.py': '',
    },
    applied: ['a1', 'b2'],
    pending: ['c3'],
  },
  Flyway: {
    record: [
      flywayTable,
      flywayRow(1, { version: '1', script: 'V1__shelf.sql', text: shelf }),
      flywayRow(2, { version: '1.10', script: 'V1_10__index.sql', text: `${index};\n`, success: 0 }),
      flywayRow(3, { version: '1.2', script: 'V1_2__part.sql', text: `${part};\r\n` }),
      flywayRow(4, { version: '1.10', script: 'V1_10__index.sql', text: `${index};\n` }),
      flywayRow(5, { version: null, script: 'R__all_parts.sql', text: 'select 1' }),
    ].join(';'),
    files: {
      'db/migration/V1__shelf.sql': shelf,
      'db/migration/V1_2__part.sql': `${part};\n`,
      'db/migration/V1_10__index.sql': `${index};\n`,
      'db/migration/R__all_parts.sql': 'select 1',
      'db/migration/V2__later.sql': 'create table later (id)',
      'db/migration/U2__later.sql': 'drop table later',
    },
    applied: ['1', '1.2', '1.10', 'all parts'],
    pending: ['2'],
    compared: 'db/migration',
  },
  'Prisma Migrate': {
    record: [
      prismaTable,
      prismaRow('20250101_shelf', shelf),
      prismaRow('20250102_part', 'broken', { finished: '2', rolledBack: '3' }),
      prismaRow('20250102_part', `${part};${index};`),
    ].join(';'),
    files: {
      'prisma/migrations/20250101_shelf/migration.sql': shelf,
      'prisma/migrations/20250102_part/migration.sql': `${part};${index};`,
      'prisma/migrations/migration_lock.toml': 'provider = "sqlite"',
    },
    applied: ['20250101_shelf', '20250102_part'],
    compared: 'prisma/migrations',
  },
  'Drizzle Kit': {
    record: `create table __drizzle_migrations (id integer primary key, hash text not null, created_at numeric);
      insert into __drizzle_migrations values (1, '${sha256(shelf)}', 1700000000001), (2, '${sha256(`${part};\n--> statement-breakpoint\n${index};`)}', 1700000000002)`,
    files: {
      'drizzle/meta/_journal.json': journal,
      'drizzle/0000_shelf.sql': shelf,
      'drizzle/0001_part.sql': `${part};\n--> statement-breakpoint\n${index};`,
      'drizzle/0002_later.sql': 'create table later (id);',
    },
    applied: ['1700000000001', '1700000000002'],
    pending: ['1700000000003'],
    compared: 'drizzle',
  },
  'node-pg-migrate': {
    record: `create table pgmigrations (id integer primary key, name text not null, run_on text not null);
      insert into pgmigrations values (1, '1700000000001_shelf', 'x'), (2, '1700000000002_part', 'x')`,
    files: {
      'old/1700000000001_shelf.sql': `-- Up Migration\n${shelf};\n-- Down Migration\ndrop table shelf;`,
      'old/1700000000002_part.sql': `-- Up Migration\n${part};${index};\n-- Down Migration\ndrop table part;`,
    },
    applied: ['1700000000001_shelf', '1700000000002_part'],
    compared: 'old',
  },
  dbmate: {
    record: `create table schema_migrations (version varchar(128) primary key);
      insert into schema_migrations values ('20250101000000'), ('20250102000000')`,
    files: {
      'db/migrations/20250101000000_shelf.sql': `-- migrate:up\n${shelf};\n\n-- migrate:down\ndrop table shelf;`,
      'db/migrations/20250102000000_part.sql': `-- migrate:up transaction:false\n${part};\n${index};\n-- migrate:down\n`,
    },
    applied: ['20250101000000', '20250102000000'],
    compared: 'db/migrations',
  },
  Rails: {
    record: `create table schema_migrations (version varchar primary key); insert into schema_migrations values ('20250101000000');
      create table ar_internal_metadata (key varchar primary key, value varchar)`,
    files: {
      'db/migrate/20250101000000_shelf.rb': 'class Shelf; end',
      'db/migrate/20260101000000_later.rb': 'class L; end',
    },
    applied: ['20250101000000'],
    pending: ['20260101000000'],
  },
  'golang-migrate': {
    record: 'create table schema_migrations (version uint64, dirty bool); insert into schema_migrations values (10, 0)',
    files: {
      'old/9_shelf.up.sql': shelf,
      'old/9_shelf.down.sql': 'drop table shelf',
      'old/10_part.up.sql': `${part};${index}`,
      'old/11_later.up.sql': 'create table later (id)',
    },
    applied: ['9', '10'],
    pending: ['11'],
    compared: 'old',
  },
}

const schema = [shelf, part, index, rows].join(';')

async function projectOf(fixture: Pick<Fixture, 'record' | 'files'>, tables = schema): Promise<Project> {
  const project = await projectWith({})
  exec(project, `${tables};${fixture.record}`)
  for (const [name, text] of Object.entries(fixture.files)) write(project, name, text)
  return project
}

function write({ root }: Project, name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

const flagsFor = ({ files }: Fixture, { root }: Project): AdoptFlags =>
  Object.keys(files).some((name) => name.startsWith('old/')) ? { files: join(root, 'old') } : {}

const contents = (project: Project): readonly string[] => [
  ...rowsOf(project, 'select * from shelf'),
  ...rowsOf(project, 'select * from part'),
]

describe.each(Object.entries(fixtures))('a database of %s', (tool, fixture) => {
  test('is compared with its files, recorded as one migration, and goes on from there', async () => {
    const project = await projectOf(fixture)
    const before = contents(project)
    const adopted = await adopt(project, flagsFor(fixture, project))
    expect(adopted).toMatchObject({
      mode: 'baseline',
      tool,
      applied: fixture.applied,
      pending: fixture.pending ?? [],
      comparedWith: fixture.compared === undefined ? undefined : join(project.root, fixture.compared),
      differences: [],
      retired: [],
      exit: 0,
    })
    const text = readFileSync(adopted.file as string, 'utf8')
    expect(text).toContain('-- Applied before:\n')
    expect(contents(project)).toEqual(before)
    writeMigration(project.root, `${Number(adopted.migration) + 1}_more.sql`, moreOn(adopted.migration))
    expect(await up(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect((await status(project)).drift).toEqual([])
  })

  test('is retired: its table is there under another name, and the schema is without it', async () => {
    const project = await projectOf(fixture)
    const { retired, file, table: old } = await adopt(project, { ...flagsFor(fixture, project), retire: true })
    expect(retired[0]).toBe(`millwright_retired_${old}`)
    expect(readFileSync(file as string, 'utf8')).not.toContain(old)
    expect(rowsOf(project, `select count(*) from "millwright_retired_${old}"`)).not.toEqual(['0'])
    expect((await status(project)).drift).toEqual([])
  })

  test('is only looked at', async () => {
    const project = await projectOf(fixture)
    const tables = rowsOf(project, 'select name from sqlite_schema order by name')
    const { run, file } = await adopt(project, { ...flagsFor(fixture, project), retire: true, dryRun: true })
    expect([run, file]).toEqual([undefined, undefined])
    expect(rowsOf(project, 'select name from sqlite_schema order by name')).toEqual(tables)
  })
})

const moreOn = (parent: string): string =>
  `-- parent: ${parent}\n-- migrate:up\nalter table part add column more text;\n-- migrate:down\nalter table part drop column more;\n`

describe('what the real migrators leave behind', () => {
  const migrators = { Knex: runKnex, Kysely: runKysely }

  test.each(Object.entries(migrators))('%s', async (tool, run) => {
    const project = await projectWith({})
    for (const [at, statement] of [shelf, part, index].entries())
      write(project, `theirs/000${at + 1}_change.sql`, `-- migrate:up\n${statement}\n-- migrate:down\nselect 1\n`)
    await run(join(project.root, 'theirs'), fileOf(project))
    for (const at of [1, 2, 3, 4]) write(project, `code/000${at}_change.ts`, 'export {}')
    const adopted = await adopt(project, { files: join(project.root, 'code') })
    expect(adopted).toMatchObject({ tool, pending: ['0004_change'], comparedWith: undefined, exit: 0 })
    expect(adopted.applied).toEqual(['0001_change', '0002_change', '0003_change'])
    expect((await status(project)).drift).toEqual([])
  })
})

describe('a database that is not what the files give', () => {
  test('is refused with every difference', async () => {
    const project = await projectOf(
      fixtures['Flyway'] as Fixture,
      [shelf, part.replace('numeric', 'text'), rows].join(';'),
    )
    const { code, text } = await problemOf(adopt(project))
    expect([code, text.what]).toEqual([
      'ADOPT105',
      `The database is not what ${join(project.root, 'db/migration')} gives: alter column part.price (type), create index part.part_shelf.`,
    ])
    expect(rowsOf(project, "select name from sqlite_schema where name like 'millwright%'")).toEqual([])
  })

  test('is taken as it is when somebody says so', async () => {
    const project = await projectOf(fixtures['Flyway'] as Fixture, [shelf, part, rows].join(';'))
    const adopted = await adopt(project, { asFound: true })
    expect([adopted.exit, adopted.differences]).toEqual([3, ['create index part.part_shelf']])
    expect((await status(project)).drift).toEqual([])
  })

  test('stamped but never run: a revision says that it made what is not there', async () => {
    const project = await projectOf(
      fixtures['Alembic'] as Fixture,
      `${shelf}; create table part (sku text primary key)`,
    )
    const { code, text } = await problemOf(adopt(project))
    expect([code, text.what]).toEqual([
      'ADOPT104',
      'What Alembic recorded cannot be taken over: part.price: b2 says that it makes it, and it is not there: recorded, and perhaps never run.',
    ])
    exec(project, 'drop table part')
    expect((await problemOf(adopt(project))).text.what).toContain('part: b2 says')
  })

  test('is compared with a dump where the files are code', async () => {
    const project = await projectOf(fixtures['Alembic'] as Fixture)
    write(project, 'dump.sql', `${shelf};${part};`)
    const dump = join(project.root, 'dump.sql')
    expect((await problemOf(adopt(project, { schema: dump }))).text.what).toContain('drop index part.part_shelf')
    write(project, 'dump.sql', `${shelf};${part};${index}`)
    expect(await adopt(project, { schema: dump })).toMatchObject({ comparedWith: dump, differences: [], exit: 0 })
  })
})

describe('a record that is not in order', () => {
  const cases = {
    'a failed migration': {
      tool: 'Flyway',
      change: 'update flyway_schema_history set success = 0 where installed_rank = 3',
      words: 'V1_2__part.sql: it failed',
    },
    'one that never finished': {
      tool: 'Prisma Migrate',
      change: "update _prisma_migrations set finished_at = null where migration_name like '%shelf'",
      words: '20250101_shelf: it began and never finished',
    },
    'a dirty version': {
      tool: 'golang-migrate',
      change: 'update schema_migrations set dirty = 1',
      words: '10: it is dirty',
    },
    'a revision without a file': {
      tool: 'Alembic',
      change: "update alembic_version set version_num = 'zz'",
      words: 'zz: it is recorded as applied, and no file is it',
    },
    'an id with junk behind it': {
      tool: 'Alembic',
      change: "update alembic_version set version_num = 'b2(head)'",
      words: 'a file is called b2',
    },
    'an empty version table': {
      tool: 'Alembic',
      change: 'delete from alembic_version',
      words: 'the next upgrade would begin anew',
    },
  }

  test.each(Object.entries(cases))('%s', async (_, { tool, change, words }) => {
    const fixture = fixtures[tool] as Fixture
    const project = await projectOf(fixture)
    exec(project, change)
    const problem = await problemOf(adopt(project, flagsFor(fixture, project)))
    expect([problem.code, problem.text.what]).toEqual(['ADOPT104', expect.stringContaining(words)])
    expect(rowsOf(project, "select name from sqlite_schema where name like 'millwright%'")).toEqual([])
    expect((await adopt(project, { ...flagsFor(fixture, project), asFound: true })).exit).toBe(3)
  })

  test('tables that no revision gives: the nearest is named, and a correction needs a tool that recorded something', async () => {
    const fixture = fixtures['Alembic'] as Fixture
    const project = await projectOf(fixture, `${shelf}; create table later (id integer)`)
    exec(project, "update alembic_version set version_num = 'zz'")
    const { text } = await problemOf(adopt(project))
    expect(text.what).toContain(
      'the tables: no revision gives them; they are nearest to c3, from which they differ in 1 name (part)',
    )
    exec(project, 'drop table alembic_version')
    expect((await problemOf(adopt(project, { recorded: ['a1'] }))).code).toBe('ADOPT110')
  })

  test('a file that names a parent which no file is', async () => {
    const fixture = fixtures['Alembic'] as Fixture
    const { 'alembic/versions/a1_shelf.py': _, ...files } = fixture.files
    const project = await projectOf({ ...fixture, files })
    expect((await problemOf(adopt(project))).text.what).toContain('it follows a1, of which there is no file')
  })

  test('a file that was edited is told, and the schema decides', async () => {
    const project = await projectOf(fixtures['Prisma Migrate'] as Fixture)
    write(project, 'prisma/migrations/20250101_shelf/migration.sql', `-- more words\n${shelf}`)
    const { exit, findings } = await adopt(project)
    expect([exit, findings]).toEqual([
      0,
      [
        {
          code: 'ADOPT207',
          severity: 'warning',
          subject: join(project.root, 'prisma/migrations/20250101_shelf/migration.sql'),
          message: 'it is not the text that was applied: it was edited since',
        },
      ],
    ])
  })

  test('a held lock', async () => {
    const project = await projectWith({})
    exec(
      project,
      'create table knex_migrations (id integer, name text, batch integer); create table knex_migrations_lock ("index" integer, is_locked integer); insert into knex_migrations_lock values (1, 1)',
    )
    expect((await problemOf(adopt(project))).text.what).toContain('the lock: it is held')
  })

  test('a file that cannot be played', async () => {
    const project = await projectOf(fixtures['Flyway'] as Fixture)
    write(project, 'db/migration/V1_2__part.sql', 'create table part (sku text primary key')
    const { code, text } = await problemOf(adopt(project))
    expect([code, text.what]).toEqual([
      'ADOPT107',
      expect.stringContaining('V1_2__part.sql cannot be executed on an empty database'),
    ])
  })

  test('two tools', async () => {
    const { record, files } = fixtures['Flyway'] as Fixture
    const project = await projectOf({ record: `${record};${(fixtures['Prisma Migrate'] as Fixture).record}`, files })
    const { code, text } = await problemOf(adopt(project))
    expect([code, text.what, text.next]).toEqual([
      'ADOPT102',
      'Several tools left a history in this database: Flyway (flyway_schema_history), Prisma Migrate (_prisma_migrations).',
      'Say whose history counts: `--from flyway` or `--from prisma`.',
    ])
    expect((await problemOf(adopt(project, { from: 'alembic' }))).code).toBe('ADOPT103')
  })
})

describe('a database that nobody managed', () => {
  const history = {
    '0001_shelf.sql': table('shelf', 'id integer primary key, name text not null'),
    '0002_part.sql': table('part', 'sku text primary key'),
    '0003_more.sql':
      '-- migrate:up\nalter table part add column more text;\n-- migrate:down\nalter table part drop column more;\n',
  }
  const first = 'create table shelf (id integer primary key, name text not null)'
  const second = 'create table part (sku text primary key)'

  test('stands where the history gives its schema, and goes on from there', async () => {
    const project = await projectWith(history)
    exec(project, `${first};${second}; insert into part values ('a')`)
    expect(await adopt(project)).toMatchObject({ mode: 'place', tool: undefined, migration: '0002', exit: 0 })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select sku from part')).toEqual(['a'])
  })

  test('is refused where it stands nowhere, with the nearest place', async () => {
    const project = await projectWith(history)
    exec(project, `${first};create table part (sku text primary key, price text)`)
    const { code, text } = await problemOf(adopt(project))
    expect([code, text.what]).toEqual([
      'ADOPT108',
      'The database is at no place of the history in the migrations. It is nearest to 0003, from which it differs: table part (differs).',
    ])
  })

  test('is asked about where several migrations give the same schema', async () => {
    const same = '-- migrate:up\nupdate part set sku = upper(sku);\n-- migrate:down\nselect 1;\n'
    const project = await projectWith({ ...history, '0004_upper.sql': same })
    exec(project, `${first};${second};alter table part add column more text`)
    const { code, text } = await problemOf(adopt(project))
    expect([code, text.what]).toEqual([
      'ADOPT109',
      'The schema of the database is the same after each of these migrations: 0003, 0004.',
    ])
    exec(
      project,
      "create table schema_migrations (version varchar primary key); insert into schema_migrations values ('0003')",
    )
    expect(await adopt(project, { retire: true })).toMatchObject({ migration: '0003', tool: 'dbmate' })
  })

  test('becomes a baseline where there is no history', async () => {
    const project = await projectWith({})
    exec(project, `${first};${second}`)
    expect(await adopt(project)).toMatchObject({ mode: 'baseline', tool: undefined, exit: 0 })
    expect(await up(project)).toMatchObject({ upToDate: true })
  })
})

test('a database that is Millwright’s already is left alone', async () => {
  const project = await projectWith({ '0001_shelf.sql': table('shelf', 'id integer primary key') })
  await up(project)
  const { code, text } = await problemOf(adopt(project))
  expect([code, text.what]).toEqual([
    'ADOPT101',
    expect.stringMatching(/app\.db is Millwright's already: it stands at 0001\.$/),
  ])
  expect((await problemOf(adopt(await projectWith({})))).code).toBe('CONF106')
})
