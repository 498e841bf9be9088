import type { Cipher } from '../../kernel/cipher.ts'
import type { Connection, Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { PartsOrder, Snapshots, TakenParts, WorkingCopy } from '../dialect.ts'
import { parseAddress, urlOfDatabase } from './address.ts'
import { readArchive } from './archive/files.ts'
import { loadContents } from './archive/load.ts'
import { loadTogether } from './archive/load-together.ts'
import { knowingIn, printTogether } from './archive/prints.ts'
import { lockContents, writeArchive } from './archive/write.ts'
import { connect, exists, onServer, openSession } from './connect.ts'
import { endingWith } from './ending.ts'
import { openCopy } from './embedded/snapshots.ts'
import { codeOf, failureOf } from './failure.ts'
import { withHands } from './hands.ts'
import { orphans } from './orphans.ts'
import { cannotMake } from './problems.ts'
import { restoreBeside } from './replace.ts'
import { dropAbandoned, dropDatabase, dropSoon, makeBeside, passingName, searchPathOf } from './scratch.ts'
import type { Session } from './session.ts'
import { quote } from './syntax.ts'
import { runTransaction } from './transaction.ts'

export const snapshots = {
  ending: '.dump',
  take,
  takeParts,
  open,
  copy,
  empty,
  integrity,
  orphans,
  restoreBeside,
} satisfies Snapshots

async function take<T>(from: string, to: string, look: (state: Queries) => Promise<T>): Promise<T> {
  return (await takeParts({ from, to }, look)).seen
}

function takeParts<T>(order: PartsOrder, look: (state: Queries) => Promise<T>): Promise<TakenParts<T>> {
  return withHands(order.from, { readOnly: true }, async (copier, helpers) => {
    const looker = await openSession(order.from, { readOnly: true })
    try {
      return await writeArchive({ copier, looker, helpers }, order, look)
    } finally {
      await looker.close()
    }
  })
}

/**
 * Restores a written copy into a database of its own on the server of another one, or into one in this process where
 * this user may not make any.
 */
async function open(path: string, near: string, cipher?: Cipher): Promise<Connection> {
  const store = { directory: path, cipher }
  const { searchPath } = await readArchive(store)
  const url = await makeBeside(near, passingName('proof'), searchPath).catch(refusedAs)
  if (url === undefined) return openCopy(path, near, cipher)
  return orDrop(url, async () => {
    const prints = await withHands(url, {}, async (first, helpers) => {
      await loadTogether(first, helpers, store)
      return printTogether(first, helpers) // nobody else knows of this database
    })
    const db = knowingIn(await connect(url, { readOnly: true }), prints)
    return endingWith(db, () => dropSoon(url))
  })
}

function refusedAs(error: unknown): undefined {
  if (codeOf(error) !== cannotMake.code) throw error
}

async function orDrop<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await dropDatabase(url).catch(() => undefined)
    throw error
  }
}

async function copy(from: string): Promise<WorkingCopy> {
  const isThere = await exists(from)
  const url = isThere ? ((await copyFiles(from)) ?? (await copyRows(from))) : await makeEmpty(from)
  return { url, dispose: () => dropDatabase(url) }
}

async function empty(near: string): Promise<WorkingCopy> {
  const url = await makeEmpty(near)
  return { url, dispose: () => dropDatabase(url) }
}

const makeEmpty = async (from: string): Promise<string> =>
  makeBeside(from, passingName('copy'), await searchPathOf(from))

/** The server copies a database's files by itself when nobody is connected to it and it belongs to this user. */
async function copyFiles(from: string): Promise<string | undefined> {
  const name = passingName('copy')
  try {
    await onServer(from, async (server) => {
      await dropAbandoned(server)
      const text = `create database ${quote(name)} template ${quote(parseAddress(from).database)}`
      await server.ask(text)
    })
    return urlOfDatabase(from, name)
  } catch (error) {
    if (['busy', 'readOnly'].includes(failureOf(error))) return undefined
    throw error
  }
}

/** Else its rows go through this process, under one snapshot and without a file between. */
async function copyRows(from: string): Promise<string> {
  const source = await openSession(from, { readOnly: true })
  try {
    const url = await makeBeside(from, passingName('copy'), await searchPathOf(from))
    await orDrop(url, () => pump(source, url))
    return url
  } finally {
    await source.close()
  }
}

async function pump(source: Session, url: string): Promise<void> {
  const target = await openSession(url, {})
  try {
    const work = async (tx: Queries) => {
      const contents = await lockContents(tx, source)
      await loadContents(target, contents, (_, rows) => source.wire.copyOut(`copy ${rows} to ${source.wire.copyTo}`))
    }
    await runTransaction(source, work, { mode: 'read' })
  } finally {
    await target.close()
  }
}

/** What the server knows to be broken: an index that was not finished, and pages whose checksum was wrong. */
async function integrity(db: Queries): Promise<readonly string[]> {
  const indexes = await db.all(sql`select i.indexrelid::regclass::text as name from pg_catalog.pg_index i
    where not i.indisvalid order by 1`)
  const pages = await db.get(sql`select coalesce(checksum_failures, 0) as failures from pg_catalog.pg_stat_database
    where datname = current_database()`)
  const failures = Number(pages?.['failures'] ?? 0)
  return [
    ...indexes.map(({ name }) => `the index ${String(name)} is not valid`),
    ...(failures > 0 ? [`${failures} pages had another checksum than they should`] : []),
  ]
}
