import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProblem, openDatabase, openProject, type Project, type Row, sql, type Value } from 'millwright'
import { afterAll, describe, onTestFinished } from 'vitest'
import { openDatabase as openServer } from '../../src/database/open.ts'
import { server, serverAnswers } from '../support/databases.ts'
import { alembicText, databaseAt, type Revision } from './eras.ts'

/** A folder of a team with its database. */
export type Shop = { readonly root: string; readonly project: () => Promise<Project> }

type Made = {
  /** The files that lie in the folder of Alembic, and what the database was made by. */
  readonly files?: readonly Revision[]
  readonly database?: readonly Revision[] | string
  /** The rows of Alembic's own table; without them there is no such table. */
  readonly version?: readonly string[]
  readonly migrations?: Readonly<Record<string, string>>
}

/** Makes a folder with a database of its own in it. */
export type Make = (made: Made) => Promise<Shop>

/** The same tests on SQLite and on the server; without a server, its half is shown as skipped. */
export function describeEach(title: string, tests: (make: Make) => void): void {
  describe(`${title} (SQLite)`, () => tests((made) => shopIn('sqlite:app.db', made)))
  describe.skipIf(!serverAnswers)(`${title} (PostgreSQL)`, () => onServer(tests))
}

function onServer(tests: (make: Make) => void): void {
  const names: string[] = []
  afterAll(async () => {
    const admin = await openServer(server)
    for (const name of names) await admin.exec(`drop database if exists ${name} with (force)`)
    await admin.close()
  }, 60_000)
  tests(async (made) => {
    const name = `mw_test_history_${process.pid}_${names.push('') - 1}_${Date.now().toString(36)}`
    names[names.length - 1] = name
    const admin = await openServer(server)
    await admin.exec(`create database ${name}`)
    await admin.close()
    return shopIn(Object.assign(new URL(server), { pathname: `/${name}` }).href, made)
  })
}

async function shopIn(database: string, made: Made): Promise<Shop> {
  const root = mkdtempSync(join(tmpdir(), 'mw-history-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const config = { database, backups: { before: 'never' } }
  writeFileSync(join(root, 'millwright.config.json'), JSON.stringify(config))
  mkdirSync(join(root, 'migrations'))
  mkdirSync(join(root, 'alembic', 'versions'), { recursive: true })
  for (const revision of made.files ?? []) write(root, `alembic/versions/${revision.id}_.py`, alembicText(revision))
  for (const [name, text] of Object.entries(made.migrations ?? {})) write(root, `migrations/${name}`, text)
  const shop: Shop = { root, project: () => openProject({ cwd: root }) }
  const script = `${scriptOf(made)}${versionTable(made.version)}`
  if (script !== '') await exec(shop, script)
  return shop
}

const scriptOf = ({ database = '' }: Made): string => (typeof database === 'string' ? database : databaseAt(database))

const versionTable = (rows: readonly string[] | undefined): string =>
  rows === undefined
    ? ''
    : `create table alembic_version (version_num varchar(32) primary key);\n${rows.map((id) => `insert into alembic_version values ('${id}');\n`).join('')}`

export const write = (root: string, name: string, text: string): void => writeFileSync(join(root, name), text)

/** Runs a script as any other program would. */
export async function exec(shop: Shop, script: string): Promise<void> {
  const project = await shop.project()
  const db = await openDatabase(project, { create: true })
  try {
    for (const { text } of project.dialect.split(script)) await db.run(sql.raw(text))
  } finally {
    await db.close()
  }
}

/** The values of every row of a query, each row as one text. */
export async function rowsOf(shop: Shop, query: string): Promise<readonly string[]> {
  const db = await openDatabase(await shop.project(), { readOnly: true })
  try {
    const rows: readonly Row[] = await db.all(sql.raw(query))
    return rows.map((row) =>
      Object.values(row)
        .map((value: Value) => String(value))
        .join(' '),
    )
  } finally {
    await db.close()
  }
}

/** The tables that are there. */
export async function tablesOf(shop: Shop): Promise<readonly string[]> {
  const project = await shop.project()
  const db = await openDatabase(project, { readOnly: true })
  try {
    return await project.dialect.tableNames(db)
  } finally {
    await db.close()
  }
}

/** What a person reads when something is refused. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<{ readonly code: string; readonly what: string; readonly next: string }> {
  try {
    await work
  } catch (error) {
    if (!isProblem(error)) throw error
    return { code: error.code, what: error.text.what, next: error.text.next }
  }
  throw new Error('nothing was refused')
}
