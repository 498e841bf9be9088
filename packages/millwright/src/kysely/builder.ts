import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Queries } from '../kernel/connection.ts'
import { driverOver } from './driver.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** Kysely over a connection to SQLite, for a function that makes a schema with it. */
export const sqliteOver = (db: Queries): Kysely<unknown> => new Kysely({ dialect: sqliteDialect(db) })

/** The same over one to PostgreSQL. */
export const postgresOver = (db: Queries): Kysely<unknown> => new Kysely({ dialect: postgresDialect(db) })

const postgresDialect = (db: Queries): ReturnType<typeof sqliteDialect> => ({
  createDriver: () => driverOver(db),
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (kysely) => new PostgresIntrospector(kysely),
})
