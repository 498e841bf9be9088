import type { Dialect } from '../dialects/dialect.ts'
import type { Connection, InsertInto, Insertion, Queries, RowBlock, Transaction } from '../kernel/connection.ts'
import { render, type Sql } from '../kernel/sql.ts'

/** One call of the driver. `at` counts from 1 over all connections of the dialect. */
export type DriverCall = {
  readonly at: number
  readonly kind: 'all' | 'get' | 'run' | 'read' | 'insert' | 'begin' | 'commit' | 'savepoint'
  /** The statement with its placeholders, the table of an insert, the mode of a transaction. */
  readonly text: string
}

/**
 * Called around every driver call; whoever made the call meets what it throws. Thrown before a commit, the transaction
 * is undone; thrown after it, the caller does not learn that it was kept.
 */
export type CallWatch = {
  before?(call: DriverCall): void | Promise<void>
  after?(call: DriverCall): void | Promise<void>
}

/**
 * The same dialect, with every call to the target announced to `watch`: to count them, to record them, to make one
 * fail, or to end the process there. Scratch databases are not watched: nobody's data lives in them.
 *
 * @example faultyDialect(dialect, { before: ({ at }) => { if (at === 17) process.kill(process.pid, 'SIGKILL') } })
 */
export function faultyDialect(dialect: Dialect, watch: CallWatch): Dialect {
  const counting: Counting = { dialect, watch, calls: 0 }
  return { ...dialect, open: async (url, options) => watchConnection(counting, await dialect.open(url, options)) }
}

type Counting = { readonly dialect: Dialect; readonly watch: CallWatch; calls: number }

const callOf = (counting: Counting, kind: DriverCall['kind'], text: string): DriverCall => ({
  at: ++counting.calls,
  kind,
  text,
})

async function announce<T>(counting: Counting, call: DriverCall, work: () => Promise<T>): Promise<T> {
  await counting.watch.before?.(call)
  const result = await work()
  await counting.watch.after?.(call)
  return result
}

const watchConnection = (counting: Counting, db: Connection): Connection => ({
  ...watchQueries(counting, db),
  transaction: (work, options) => transact({ counting, db }, work, options),
  close: () => db.close(),
})

type Watched = { readonly counting: Counting; readonly db: Connection }

async function transact<T>(
  { counting, db }: Watched,
  work: (tx: Transaction) => Promise<T>,
  options: Parameters<Connection['transaction']>[1],
): Promise<T> {
  let commit: DriverCall | undefined
  await counting.watch.before?.(callOf(counting, 'begin', options?.mode ?? 'write'))
  const result = await db.transaction(async (tx) => {
    const value = await work(watchTransaction(counting, tx))
    commit = callOf(counting, 'commit', '')
    await counting.watch.before?.(commit)
    return value
  }, options)
  if (commit !== undefined) await counting.watch.after?.(commit)
  return result
}

const watchTransaction = (counting: Counting, tx: Transaction): Transaction => ({
  ...watchQueries(counting, tx),
  ...(tx.openInsertion === undefined
    ? {}
    : { openInsertion: (into: InsertInto) => watchInsertion(counting, tx, into) }),
  savepoint: async (work) => {
    await counting.watch.before?.(callOf(counting, 'savepoint', ''))
    return tx.savepoint(work)
  },
})

/** Announced when it is opened and when it is ended: the rows between are on their way, and nobody knows where. */
async function watchInsertion(counting: Counting, tx: Transaction, into: InsertInto): Promise<Insertion> {
  const call = () => callOf(counting, 'insert', into.table)
  const open = () => (tx.openInsertion as NonNullable<Transaction['openInsertion']>)(into)
  const insertion = await announce(counting, call(), open)
  return { add: (rows) => insertion.add(rows), end: () => announce(counting, call(), () => insertion.end()) }
}

function watchQueries(counting: Counting, db: Queries): Queries {
  const call = (kind: DriverCall['kind'], query: Sql): DriverCall =>
    callOf(counting, kind, render(query, counting.dialect.syntax).text)
  return {
    all: (query) => announce(counting, call('all', query), () => db.all(query)),
    get: (query) => announce(counting, call('get', query), () => db.get(query)),
    run: (query) => announce(counting, call('run', query), () => db.run(query)),
    ...(db.fingerprint === undefined ? {} : { fingerprint: watchFingerprint(counting, db, 'fingerprint') }),
    ...(db.ownFingerprint === undefined ? {} : { ownFingerprint: watchFingerprint(counting, db, 'ownFingerprint') }),
    insert: (into, rows) => announce(counting, callOf(counting, 'insert', into.table), () => db.insert(into, rows)),
    read: (query, blockRows) => watchRead(counting, call('read', query), () => db.read(query, blockRows)),
  }
}

const watchFingerprint =
  (counting: Counting, db: Queries, how: 'fingerprint' | 'ownFingerprint'): NonNullable<Queries['fingerprint']> =>
  (table, columns) => {
    const call = callOf(counting, 'get', `fingerprint of ${table}`)
    return announce(counting, call, async () => db[how]?.(table, columns))
  }

async function* watchRead(
  counting: Counting,
  call: DriverCall,
  read: () => AsyncIterable<RowBlock>,
): AsyncGenerator<RowBlock> {
  yield* await announce(counting, call, async () => read())
}
