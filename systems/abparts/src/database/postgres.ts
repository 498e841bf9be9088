import { Client, type ClientBase, types } from 'pg'
import type { Database, Found, Given, Session } from './database.ts'
import { inSavepoint, oneStateOnly } from './savepoint.ts'

/** Opens one connection with a PostgreSQL server. */
export async function openPostgres(url: string): Promise<Database> {
  const client = new Client({ connectionString: url, types: parsedTypes })
  await client.connect()
  return { ...onClient(client), close: () => client.end() }
}

/** What can be asked of a connection that somebody else opens and closes. */
export const onClient = (client: ClientBase): Omit<Database, 'close'> => ({
  ...sessionOf(client),
  transaction: (work) => inTransaction(client, work),
  reading: (work) =>
    inTransaction(client, async (session) => {
      await session.exec(oneStateOnly)
      return work(session)
    }),
})

const asWritten = (text: string): string => text

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, BigInt],
  [types.builtins.NUMERIC, asWritten],
  [types.builtins.DATE, asWritten],
  [types.builtins.TIMESTAMP, asWritten],
  [types.builtins.TIMESTAMPTZ, asWritten],
])

const getTypeParser = ((oid: number): ((text: string) => unknown) =>
  parsers.get(oid) ?? (types.getTypeParser(oid) as (text: string) => unknown)) as typeof types.getTypeParser

/** Exact numbers and times stay as the database wrote them. */
export const parsedTypes = { getTypeParser }

function sessionOf(client: ClientBase): Session {
  const plain = plainOf(client)
  return { ...plain, savepoint: (work) => inSavepoint(plain, work) }
}

const plainOf = (client: ClientBase): Omit<Session, 'savepoint'> => ({
  query: async (text, values = []) => (await client.query<Found>(text, inList(values))).rows,
  run: async (text, values = []) => (await client.query(text, inList(values))).rowCount ?? 0,
  exec: async (script) => void (await client.query(script)),
})

const inList = (values: readonly Given[]): unknown[] => [...values]

async function inTransaction<T>(client: ClientBase, work: (session: Session) => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work(sessionOf(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
