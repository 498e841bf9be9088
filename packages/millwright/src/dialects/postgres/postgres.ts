import { sql } from '../../kernel/sql.ts'
import { countOf } from '../../kernel/value.ts'
import type { Dialect, OpenOptions } from '../dialect.ts'
import { accepts, protection } from './address.ts'
import { inspect } from './catalogue/seen.ts'
import { schemaMark } from './catalogue/mark.ts'
import { tableNames } from './catalogue/table-names.ts'
import { connect, exists } from './connect.ts'
import { ddl } from './ddl/ddl.ts'
import { endingWith } from './ending.ts'
import { failureOf } from './failure.ts'
import { madeKeys } from './made-keys.ts'
import { ledgerTables } from './ledger-tables.ts'
import { mustCommit, needsNoTransaction } from './no-transaction.ts'
import { pressure } from './pressure.ts'
import { pushDown } from './push-down.ts'
import { readBack } from './read-back.ts'
import { reads } from './reads.ts'
import { scratch, untilDropped } from './scratch.ts'
import { snapshots } from './snapshots.ts'
import { split } from './split.ts'
import { stored } from './stored.ts'
import { syntax } from './syntax.ts'
import { typedTables } from './typed-tables.ts'

/** PostgreSQL from version 15 on, over a socket. */
export const postgres = {
  name: 'PostgreSQL',
  can: { transactionalDdl: true, manySessions: true, singleFile: false, retries: true, parallelWrites: true },
  syntax,
  snapshots,
  ledgerTables,
  accepts,
  absolute: (url) => url,
  protection,
  exists,
  open: async (url: string, options: OpenOptions = {}) => endingWith(await connect(url, options), untilDropped),
  scratch,
  split,
  needsNoTransaction,
  mustCommit,
  tableNames,
  inspect,
  typedTables,
  schemaMark,
  ddl,
  stored,
  readBack,
  failure: failureOf,
  pressure,
  madeKeys,
  pushDown,
  reads,
  space,
} satisfies Dialect

async function space(url: string): Promise<{ readonly bytes: number; readonly free: undefined }> {
  const db = await connect(url)
  try {
    const row = await db.get(sql`select pg_catalog.pg_database_size(current_database()) as bytes`)
    return { bytes: countOf(row?.['bytes']), free: undefined }
  } finally {
    await db.close()
  }
}
