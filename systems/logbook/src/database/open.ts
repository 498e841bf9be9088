import { setTimeout as sleep } from 'node:timers/promises'
import { isProblem, openDatabase, type Project, type Queries } from 'millwright'

/** The book's database as the application uses it: one connection, and whoever asks waits for the one before. */
export type Database = {
  /** Questions that see one state. */
  readonly read: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** One transaction: committed when the work returns, undone when it throws. Waits a while for other processes. */
  readonly write: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  /** Waits for what was asked before; whoever asks later gets an error. */
  readonly close: () => Promise<void>
}

const busyMs = 100
const patienceMs = 10_000

/** @throws DB101 to DB107 when the file is not there, is none, is damaged or is locked */
export async function openBook(project: Project): Promise<Database> {
  const connection = await openDatabase(project, { busyMs })
  const queue = newQueue()
  return {
    read: (work) => queue(() => connection.transaction(work, { mode: 'read' })),
    write: (work) => patiently((begin) => queue(() => connection.transaction((db) => work(begin(db))))),
    close: () => queue(() => connection.close()),
  }
}

/** Work that has begun is never begun again; what found the door closed tries again, and lets others go on meanwhile. */
async function patiently<T>(attempt: (begin: (db: Queries) => Queries) => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs
  for (;;) {
    let hasBegun = false
    const begin = (db: Queries): Queries => {
      hasBegun = true
      return db
    }
    try {
      return await attempt(begin)
    } catch (error) {
      const isBusy = isProblem(error) && error.code === 'DB105'
      if (hasBegun || !isBusy || performance.now() > until) throw error
    }
    await sleep(5 + Math.random() * 20)
  }
}

type Queue = <T>(work: () => Promise<T>) => Promise<T>

function newQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}
