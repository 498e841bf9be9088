/** Moves over one table of a few hundred rows, whole and in parts. */
import { onTestFinished } from 'vitest'
import { openDatabase, type Project } from '../../../src/actions/project.ts'
import { up } from '../../../src/actions/up.ts'
import type { Connection } from '../../../src/kernel/connection.ts'
import type { Row } from '../../../src/kernel/value.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { moveOf, projectWith } from '../project-with.ts'

/** Keys with gaps, so that parts of the same size are not ranges of the same width. */
export const tables = `-- migrate:up
create table part (id bigint primary key, qty integer not null, price numeric(12,2), name text);
insert into part select i * i % 7919 + i * 10000, i % 97, i / 3.0, 'part ' || i from generate_series(1, 600) i;
create table copy (id bigint primary key, qty integer not null check (qty < 90), label text);
create table other (id bigint primary key, qty integer not null);
insert into other select i, i from generate_series(1, 9) i;
-- migrate:down
drop table other;
drop table copy;
drop table part;
`

const parts = (n: number): string => (n === 1 ? '' : `, parts: ${n}`)

/** What the steps do cannot be done twice without showing. */
export const moves: Readonly<Record<string, (n: number) => string>> = {
  'a fill by SQL': (n) =>
    `m.fill('price', { table: 'part', set: { price: sql\`price * 1.1 + qty\` }, where: sql\`qty < 80\`${parts(n)} })`,
  'a fill by a function': (n) =>
    `m.fill('name', { table: 'part', set: { name: ({ name, qty }) => name + '/' + qty }${parts(n)} })`,
  'a fill without a journal': (n) =>
    `m.fill('price', { table: 'part', set: { price: sql\`price + 1\` }, undo: { none: 'the backup' }${parts(n)} })`,
  'a build': (n) =>
    `m.build('copy', { to: 'copy', key: ['id'], select: sql\`select id, qty % 90 as qty, upper(name) as label from part\`${parts(n)} })`,
  'a build some of whose rows are refused': (n) =>
    `m.build('copy', { to: 'copy', key: ['id'], select: sql\`select id, qty, name as label from part\`${parts(n)} })`,
}

const small = { batch: { minRows: 20, maxRows: 25, targetMs: 1000 } }

/** A project in which the move is what comes next. */
export async function projectAt(database: string, move: string, config: object = {}): Promise<Project> {
  const text = moveOf(move, "{ rejects: { accept: ['constraint'] } }")
  const files = { '0001_part.sql': tables, '0002_move.ts': text }
  const project = await projectWith(files, { ...small, ...config, database })
  await up(project, { target: '0001', yes: true })
  return project
}

/** The rows of a query. */
export async function rowsIn(project: Project, query: string): Promise<readonly Row[]> {
  const db = await openDatabase(project)
  try {
    return await db.all(sql.raw(query))
  } finally {
    await db.close()
  }
}

/** Another session with the database, for as long as the test lasts. */
export async function sessionIn(project: Project): Promise<Connection> {
  const db = await openDatabase(project)
  onTestFinished(() => db.close())
  return db
}
