import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Queries } from '../kernel/connection.ts'
import { driverOver } from './driver.ts'

/**
 * Kysely over a SQLite connection of Millwright's. Its transactions are the connection's own, values come as the
 * connection gives them (integers as bigint), and problems are Millwright's. Over the handle of an open transaction it
 * works within that transaction. `destroy` leaves the connection open: whoever opened it closes it.
 *
 * @example const db = new Kysely<Tables>({ dialect: sqliteDialect(await openDatabase(project)) })
 * @throws KYS101 for a parameter that is no database value, KYS102 to KYS104 for transactions that the connection cannot give
 */
export const sqliteDialect = (db: Queries): Dialect => ({
  createDriver: () => driverOver(db),
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (kysely) => new SqliteIntrospector(kysely),
})
