import { AsyncLocalStorage } from 'node:async_hooks'
import { type Connection, openDatabase, type Project, type Queries } from 'millwright'

/**
 * The hospital's database as the application uses it: one connection, and whoever asks waits for the one before.
 * Nothing else may be awaited inside of the work but its own queries: everybody waits meanwhile.
 */
export type Database = {
  /** Questions one by one; another process may write between two of them. */
  readonly read: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** Questions that see one state. */
  readonly snapshot: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** One BEGIN IMMEDIATE transaction: committed when the work returns, undone when it throws. */
  readonly write: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** A connection of its own, for reading alone and at one's own pace: nobody waits meanwhile, and it sees one state. */
  readonly apart: <T>(work: (db: Queries) => AsyncGenerator<T>) => AsyncGenerator<T>
  /** The connection is closed while the work runs and opened anew afterwards: it may put another file in its place. */
  readonly closedDuring: <T>(work: () => Promise<T>) => Promise<T>
  /** Waits for what was asked before; whoever asks later gets an error. */
  readonly close: () => Promise<void>
}

/** @throws DB101 to DB107 when the file is not there, is none, is damaged or is locked */
export async function openHospital(project: Project): Promise<Database> {
  let connection = await openDatabase(project)
  const queue = newQueue()
  const use = <T>(work: (db: Connection) => Promise<T>): Promise<T> => queue(() => work(connection))
  return {
    read: use,
    snapshot: (work) => use((db) => db.transaction(work, { mode: 'read' })),
    write: (work) => use((db) => db.transaction(work)),
    apart: (work) => readApart(project, work),
    closedDuring: (work) =>
      queue(async () => {
        await connection.close()
        try {
          return await work()
        } finally {
          connection = await openDatabase(project)
        }
      }),
    close: () => queue(() => connection.close()),
  }
}

/** A generator: whoever takes no more pieces ends the connection as well. */
async function* readApart<T>(project: Project, work: (db: Queries) => AsyncGenerator<T>): AsyncGenerator<T> {
  const connection = await openDatabase(project, { readOnly: true })
  try {
    yield* work(connection)
  } finally {
    await connection.close()
  }
}

type Queue = <T>(work: () => Promise<T>) => Promise<T>

/** Runs one piece of work after the other. Work that queues more work of its own would wait for itself: an error. */
function newQueue(): Queue {
  const inside = new AsyncLocalStorage<true>()
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    if (inside.getStore() === true) throw new TypeError('the database was asked from inside of its own work')
    const result = last.then(() => inside.run(true, work))
    last = result.catch(() => undefined)
    return result
  }
}
