import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, isProblem, openDatabase, type Project, type Queries, sql } from 'millwright'

/**
 * The hospital's database as the application uses it: one connection, and whoever asks waits for the one before.
 * Nothing else may be awaited inside of the work but its own queries: everybody waits meanwhile.
 */
export type Database = {
  /** Questions one by one; another process may write between two of them. */
  readonly read: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** Questions that see one state. */
  readonly snapshot: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** One BEGIN IMMEDIATE transaction: committed when the work returns, undone when it throws. Waits for other processes. */
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
  let connection = await openDatabase(project, { busyMs })
  const queue = newQueue()
  const use = <T>(work: (db: Connection) => Promise<T>): Promise<T> => queue(() => work(connection))
  return {
    read: use,
    snapshot: (work) => use((db) => db.transaction(work, { mode: 'read' })),
    write: (work) => patiently((begun) => use((db) => db.transaction((tx) => work(begun(tx))))),
    apart: (work) => readApart(project, work),
    closedDuring: (work) =>
      queue(async () => {
        await connection.close()
        try {
          return await work()
        } finally {
          connection = await openDatabase(project, { busyMs })
        }
      }),
    close: () => queue(() => connection.close()),
  }
}

/** A generator: whoever takes no more pieces ends the connection as well. */
async function* readApart<T>(project: Project, work: (db: Queries) => AsyncGenerator<T>): AsyncGenerator<T> {
  const connection = await openDatabase(project, { readOnly: true })
  try {
    await connection.run(sql`begin`)
    yield* work(connection)
  } finally {
    await connection.close()
  }
}

/** How long SQLite itself waits for a lock: nothing else of this process runs meanwhile. */
const busyMs = 100
const patienceMs = 10_000

/**
 * Tries again while another process writes, and lets the rest of this one go on between two tries. Work that had begun is
 * never begun again.
 */
async function patiently<T>(attempt: (begun: (db: Queries) => Queries) => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs
  for (;;) {
    let hasBegun = false
    try {
      return await attempt((db) => {
        hasBegun = true
        return db
      })
    } catch (error) {
      if (hasBegun || !isBusy(error) || performance.now() > until) throw error
    }
    await sleep(5 + Math.random() * 20)
  }
}

const isBusy = (error: unknown): boolean => isProblem(error) && error.code === 'DB105'

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
