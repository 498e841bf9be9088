import { PGlite, type Transaction, types } from '@electric-sql/pglite'
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp'
import type { Database, Found, Given, Session } from './database.ts'
import { inSavepoint, oneStateOnly } from './savepoint.ts'

/** Opens the PostgreSQL that lives in this process: in a folder, or in memory where none is named. */
export async function openPglite(folder?: string): Promise<Database> {
  const extensions = { uuid_ossp }
  const db = await (folder === undefined ? PGlite.create({ extensions }) : PGlite.create(folder, { extensions }))
  return {
    ...sessionOf(db),
    transaction: (work) => db.transaction((tx) => work(sessionOf(tx))),
    reading: (work) =>
      db.transaction(async (tx) => {
        await tx.exec(oneStateOnly)
        return work(sessionOf(tx))
      }),
    close: () => db.close(),
  }
}

const asWritten = (text: string): string => text

const parsers = {
  [types.INT8]: BigInt,
  [types.NUMERIC]: asWritten,
  [types.DATE]: asWritten,
  [types.TIMESTAMP]: asWritten,
  [types.TIMESTAMPTZ]: asWritten,
}

function sessionOf(db: Pick<Transaction, 'query' | 'exec'>): Session {
  const plain = plainOf(db)
  return { ...plain, savepoint: (work) => inSavepoint(plain, work) }
}

const plainOf = (db: Pick<Transaction, 'query' | 'exec'>): Omit<Session, 'savepoint'> => ({
  query: async (text, values = []) => (await db.query<Found>(text, inList(values), { parsers })).rows,
  run: async (text, values = []) => (await db.query(text, inList(values))).affectedRows ?? 0,
  exec: async (script) => void (await db.exec(script)),
})

const inList = (values: readonly Given[]): unknown[] => [...values]
