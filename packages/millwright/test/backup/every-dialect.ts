import { join } from 'node:path'
import type { createBackup } from '../../src/backup/create.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { server } from '../dialects/server.ts'
import { newFolder } from './support.ts'

const onServer = server

type Given = readonly [name: string, dialect: Dialect, urlIn: (folder: string) => string]

/** Every database that there is, with a way to a new one. */
export const givens: readonly Given[] = [
  ['SQLite', sqlite, (folder) => `sqlite:${join(folder, 'app.db')}`],
  ['PGlite', pglite, (folder) => `pglite:${join(folder, 'app')}`],
  ...(onServer === undefined ? [] : [['PostgreSQL', postgres, () => onServer.newUrl()] as const]),
]

/** Those whose copy is made of parts. */
export const inParts: readonly Given[] = givens.filter(([, { snapshots }]) => snapshots.takeParts !== undefined)

export type Ground = {
  readonly folder: string
  readonly order: Parameters<typeof createBackup>[0]
  /** Does something in the database. */
  change(statement: string): Promise<void>
  count(table: string): Promise<unknown>
}

/** A database with three tables, and a directory for its backups. */
export async function makeGround(dialect: Dialect, urlIn: (folder: string) => string): Promise<Ground> {
  const folder = newFolder('place')
  const url = urlIn(folder)
  const within = async <T>(work: (db: Connection) => Promise<T>): Promise<T> => {
    const db = await dialect.open(url, { create: true })
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }
  const change = (statement: string) => within(async (db) => void (await db.run(sql.raw(statement))))
  for (const name of ['parts', 'orders', 'notes']) {
    await change(`create table ${name} (id integer primary key, name text not null)`)
    await change(`insert into ${name} values (1, 'first of ${name}'), (2, 'second of ${name}')`)
  }
  const order = { dialect, url, directory: join(folder, 'backups'), clock: systemClock, reason: 'test' }
  return {
    folder,
    order,
    change,
    count: (table) => within(async (db) => (await db.get(sql`select count(*) as n from ${sql.id(table)}`))?.['n']),
  }
}
