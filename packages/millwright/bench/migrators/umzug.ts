import { Umzug, type UmzugStorage } from 'umzug'
import { Database } from './driver.ts'
import { readMigrations } from './files.ts'

/** Umzug, with its list of applied migrations in a table of the database. */
export async function runUmzug(folder: string, path: string): Promise<number> {
  const db = new Database(path)
  const umzug = new Umzug({
    migrations: readMigrations(folder).map(({ name, up }) => ({ name, up: async () => db.exec(up) })),
    storage: storageIn(db),
    logger: undefined,
  })
  const applied = await umzug.up()
  db.close()
  return applied.length
}

function storageIn(db: Database): UmzugStorage {
  db.exec('create table if not exists umzug (name text primary key)')
  const insert = db.prepare('insert into umzug (name) values (?)')
  const remove = db.prepare('delete from umzug where name = ?')
  return {
    logMigration: async ({ name }) => void insert.run([name]),
    unlogMigration: async ({ name }) => void remove.run([name]),
    executed: async () =>
      (db.prepare('select name from umzug order by name').all([]) as { name: string }[]).map(({ name }) => name),
  }
}
