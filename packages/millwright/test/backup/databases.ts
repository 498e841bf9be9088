import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { type Clock, systemClock } from '../../src/kernel/clock.ts'
import { newFolder } from './support.ts'

export { sqlite as dialect }

const script = `
  pragma page_size = 512;
  create table machines (id integer primary key, name text not null unique, weight real);
  create table parts (id integer primary key, machine integer references machines (id), note text, photo blob);
  create table empty (id integer primary key);
  create view heavy as select * from machines where weight > 1;
  create trigger named after insert on parts begin select 1; end;
  insert into machines values (1, 'press', 0.1), (2, 'lathe', 9e300), (9007199254740993, 'سم', null);
  insert into parts values (1, 1, 'a''b', x'00ff'), (2, 2, null, null), (3, null, '', zeroblob(40));`

/** A small database with one of everything, in small pages, so that a sweep over its bytes ends. */
function makeDatabase(path: string, more = ''): void {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  db.exec(`${script} ${more}`)
  db.close()
}

/** What {@link workshop} makes. */
export type Workshop = Base & {
  readonly folder: string
  readonly path: string
  readonly order: Base & { readonly reason: string }
}
type Base = { readonly dialect: Dialect; readonly url: string; readonly directory: string; readonly clock: Clock }

/** A database, a directory for its backups, and what most calls need. */
export function workshop(more = ''): Workshop {
  const folder = newFolder('place')
  const path = join(folder, 'app.db')
  makeDatabase(path, more)
  const [url, directory] = [`sqlite:${path}`, join(folder, 'backups')]
  const base = { dialect: sqlite, url, directory, clock: systemClock }
  return { folder, path, ...base, order: { ...base, reason: 'test' } }
}

/** Everything a database holds, read by another way than the code under test; indexes that SQLite makes itself are none of it. */
export function contentOf(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const objects = db
      .prepare('select type, name, sql from sqlite_schema where sql is not null order by type, name')
      .all()
    const names = objects.filter(({ type }) => type === 'table').map(({ name }) => String(name))
    return JSON.stringify({ objects, rows: names.map((name) => rowsOf(db, name)) }, plain)
  } finally {
    db.close()
  }
}

function rowsOf(db: DatabaseSync, name: string) {
  const query = db.prepare(`select * from "${name}" not indexed order by rowid`)
  query.setReadBigInts(true)
  return query.all()
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`
  return Object.is(value, -0) ? '-0' : value
}

/** Runs a statement on a database file. */
export function change(path: string, statement: string): void {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  db.exec(statement)
  db.close()
}

export const folderIn = (parent: string, name: string): string => {
  const path = join(parent, name)
  mkdirSync(path)
  return path
}
