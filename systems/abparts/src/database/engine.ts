import { type Connection, openDatabase, type Project, type Queries, sql } from 'millwright'
import { arrayText } from '../generator/table-rows.ts'
import type { Database, Given, Session } from './database.ts'

type Transaction = Parameters<Parameters<Connection['transaction']>[0]>[0]

/** Work on a connection of the engine, which lets no second process write over an embedded database. */
export async function onConnection<T>(project: Project, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await openDatabase(project)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/**
 * Keeps a connection open while some work opens and closes others: an embedded database is started once then, and not each
 * time.
 */
export const keptOpen = <T>(project: Project, work: () => Promise<T>): Promise<T> => onConnection(project, () => work())

/** The same, as this system's rules ask a database. */
export const onDatabase = <T>(project: Project, work: (db: Database) => Promise<T>): Promise<T> =>
  onConnection(project, (db) => work(throughEngine(project, db)))

export function throughEngine(project: Pick<Project, 'dialect'>, db: Connection): Database {
  const open = (tx: Transaction): Session => ({ ...plainOf(project, tx), savepoint: (work) => tx.savepoint(work) })
  return {
    ...plainOf(project, db),
    savepoint: () => Promise.reject(new TypeError('there is no transaction that a savepoint could stand in')),
    transaction: (work) => db.transaction((tx) => work(open(tx))),
    reading: (work) => db.transaction((tx) => work(open(tx)), { mode: 'read' }),
    close: () => db.close(),
  }
}

const plainOf = ({ dialect }: Pick<Project, 'dialect'>, db: Queries): Omit<Session, 'savepoint'> => ({
  query: (text, values) => db.all(bound(text, values)),
  run: (text, values) => db.run(bound(text, values)),
  exec: async (script) => {
    for (const { text } of dialect.split(script)) await db.run(sql.raw(text))
  },
})

/** A text with `$1`, `$2` … and what stands for them. */
function bound(text: string, values: readonly Given[] = []) {
  const pieces = text.split(/\$(\d+)/)
  return sql.join(
    pieces.map((piece, at) => (at % 2 === 0 ? sql.raw(piece) : sql`${valueOf(values[Number(piece) - 1])}`)),
    '',
  )
}

function valueOf(value: Given | undefined): string | number | bigint | boolean | null {
  if (typeof value !== 'object' || value === null) return value ?? null
  return arrayText(value)
}
