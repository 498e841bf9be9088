import { sql } from '../../kernel/sql.ts'
import type { Dialect } from '../dialect.ts'
import { connect, scratch } from './connect.ts'
import { ddl } from './ddl/ddl.ts'
import { failureOf } from './failure.ts'
import { tableNames } from './catalogue.ts'
import { inspect } from './inspect.ts'
import { ledgerTables } from './ledger-tables.ts'
import { needsNoTransaction } from './no-transaction.ts'
import { absolute, accepts, exists } from './place.ts'
import { pressure } from './pressure.ts'
import { snapshots } from './snapshots.ts'
import { space } from './space.ts'
import { split } from './split.ts'
import { stored } from './stored.ts'
import { syntax } from './syntax.ts'
import { typedTables } from './typed-tables.ts'

/** SQLite, through the library that comes with Node. */
export const sqlite = {
  name: 'SQLite',
  can: { transactionalDdl: true, manySessions: true, singleFile: true, retries: false, parallelWrites: false },
  syntax,
  snapshots,
  ledgerTables,
  accepts,
  absolute,
  exists,
  open: connect,
  scratch: () => scratch(),
  split,
  needsNoTransaction,
  tableNames,
  inspect,
  typedTables,
  foreignKeySwitch: { off: 'pragma foreign_keys = off', on: 'pragma foreign_keys = on' },
  ddl,
  // https://sqlite.org/pragma.html#pragma_schema_version
  schemaMark: async (db) => String((await db.get(sql`pragma schema_version`))?.['schema_version']),
  stored,
  failure: failureOf,
  pressure,
  space,
} satisfies Dialect
