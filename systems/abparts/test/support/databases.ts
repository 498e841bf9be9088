import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'

/** The server of the tests; each file makes a database of its own there and drops it. */
export const server = process.env['ABPARTS_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

export const serverAnswers = await answers()

async function answers(): Promise<boolean> {
  try {
    const db = await openDatabase(server)
    await db.close()
    return true
  } catch {
    return false
  }
}

/** What a test holds: the database behind `db()` is empty at the start of each test, unless `keep` says otherwise. */
export type Bench = { readonly name: string; readonly db: () => Database }

type BenchOptions = { readonly keep?: boolean }

/** The same tests on a PGlite in memory and on a PostgreSQL server; without a server, its half is shown as skipped. */
export function describeEachDatabase(title: string, tests: (bench: Bench) => void, options: BenchOptions = {}): void {
  describePglite(title, tests, options)
  describePostgres(title, tests, options)
}

export function describePglite(title: string, tests: (bench: Bench) => void, options: BenchOptions = {}): void {
  describe(`${title} (PGlite)`, () => prepared('PGlite', () => openDatabase('pglite:'), { tests, options }))
}

export function describePostgres(title: string, tests: (bench: Bench) => void, options: BenchOptions = {}): void {
  describe.skipIf(!serverAnswers)(`${title} (PostgreSQL)`, () =>
    prepared('PostgreSQL', ownDatabase, { tests, options }),
  )
}

type Prepared = { readonly tests: (bench: Bench) => void; readonly options: BenchOptions }

function prepared(name: string, open: () => Promise<Database>, { tests, options }: Prepared): void {
  let db: Database | undefined
  beforeAll(async () => {
    db = await open()
  }, 120_000)
  afterAll(async () => db?.close(), 60_000)
  if (options.keep !== true) beforeEach(() => emptied(db as Database), 60_000)
  tests({ name, db: () => db as Database })
}

export const emptied = (db: Database): Promise<void> => db.exec('drop schema public cascade; create schema public')

async function ownDatabase(): Promise<Database> {
  const name = `mw_test_abparts_${randomBytes(6).toString('hex')}`
  const maintenance = await openDatabase(server)
  await maintenance.exec(`create database ${name}`)
  const db = await openDatabase(Object.assign(new URL(server), { pathname: `/${name}` }).href)
  const close = async (): Promise<void> => {
    await db.close()
    await maintenance.exec(`drop database ${name}`)
    await maintenance.close()
  }
  return { ...db, close }
}
