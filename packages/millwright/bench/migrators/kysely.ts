import { Kysely, SqliteDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { Database } from './driver.ts'
import { readMigrations } from './files.ts'

/** Kysely's own migrator, with a provider that reads the files. */
export async function runKysely(folder: string, path: string): Promise<number> {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(path) }) })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => provided(folder) } })
  const { error, results = [] } = await migrator.migrateToLatest()
  await db.destroy()
  if (error !== undefined) throw error
  return results.filter(({ status }) => status === 'Success').length
}

const provided = (folder: string): Record<string, Migration> =>
  Object.fromEntries(
    readMigrations(folder).map(({ name, up }) => [name, { up: async (db) => void (await sql.raw(up).execute(db)) }]),
  )
