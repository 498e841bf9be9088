import type { Dialect } from '../dialects/dialect.ts'
import { pglite } from '../dialects/pglite/pglite.ts'
import { postgres } from '../dialects/postgres/postgres.ts'
import { sqlite } from '../dialects/sqlite/sqlite.ts'

/** Every dialect this Millwright knows. Their drivers are loaded when a database is opened. */
const dialects: readonly Dialect[] = [sqlite, postgres, pglite]

/** The dialect whose URL this is. */
export const findDialect = (url: string): Dialect | undefined => dialects.find((one) => one.accepts(url))
