import knexPackage, { type Knex } from 'knex'
import Client from 'knex/lib/dialects/better-sqlite3/index.js'
import { Database } from './driver.ts'
import { type OneStatement, readMigrations } from './files.ts'

/** Knex for better-sqlite3, which is not what we measure, given another driver of the same shape. */
class NodeSqliteClient extends Client {
  _driver(): typeof Database {
    return Database
  }
}

/** Knex's own migrator, with a source that reads the files. */
export async function runKnex(folder: string, path: string): Promise<number> {
  const knex = knexPackage({ client: NodeSqliteClient, connection: { filename: path }, useNullAsDefault: true })
  const [, applied] = (await knex.migrate.latest({ migrationSource: sourceOf(folder) })) as [number, readonly string[]]
  await knex.destroy()
  return applied.length
}

const sourceOf = (folder: string): Knex.MigrationSource<OneStatement> => ({
  getMigrations: async () => [...readMigrations(folder)],
  getMigrationName: ({ name }) => name,
  getMigration: async ({ up, down }) => ({
    up: async (knex) => void (await knex.raw(up)),
    down: async (knex) => void (await knex.raw(down)),
  }),
})
