import type { Dialect } from '../dialects/dialect.ts'
import { pglite } from '../dialects/pglite/pglite.ts'
import { postgres } from '../dialects/postgres/postgres.ts'
import { sqlite } from '../dialects/sqlite/sqlite.ts'

/** Every dialect this Millwright knows. Their drivers are loaded when a database is opened. */
const dialects: readonly Dialect[] = [sqlite, postgres, pglite]

/** What libraries that write SQL call a dialect's way of writing. */
export type Spelling = {
  readonly kysely: 'sqliteOver' | 'postgresOver'
  readonly drizzle: readonly [
    json: 'generateSQLiteDrizzleJson' | 'generateDrizzleJson',
    statements: 'generateSQLiteMigration' | 'generateMigration',
  ]
}

const spellings: ReadonlyMap<Dialect['ddl'], Spelling> = new Map([
  [sqlite.ddl, { kysely: 'sqliteOver', drizzle: ['generateSQLiteDrizzleJson', 'generateSQLiteMigration'] }],
  [postgres.ddl, { kysely: 'postgresOver', drizzle: ['generateDrizzleJson', 'generateMigration'] }],
])

export const spellingOf = ({ ddl }: Dialect): Spelling => spellings.get(ddl) as Spelling

/** The dialect whose URL this is. */
export const findDialect = (url: string): Dialect | undefined => dialects.find((one) => one.accepts(url))
