/** A user who may not make databases gets a proof all the same: the copy is restored into a database in this process. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { isProved } from '../../src/backup/manifest.ts'
import { proveBackup } from '../../src/backup/prove.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { sql } from '../../src/kernel/sql.ts'
import { server } from '../dialects/server.ts'
import { newFolder } from './support.ts'

const base = { clock: systemClock, reason: 'test' }

describe.skipIf(server === undefined)('a user who may not make databases', () => {
  test('has a backup proved in this process, with the rights of others in it', { timeout: 120_000 }, async () => {
    const url = server?.newUrl() ?? ''
    const name = randomBytes(6).toString('hex')
    const [owner, reader] = [sql.id(`mw_owner_${name}`), sql.id(`mw_reader_${name}`)]
    const admin = await postgres.open(url, { create: true })
    try {
      await admin.run(sql`create role ${owner} login`)
      await admin.run(sql`create role ${reader}`)
      await admin.run(sql`create schema app authorization ${owner}`)
      const own = new URL(url)
      own.username = `mw_owner_${name}`
      own.searchParams.set('search_path', 'app')
      const db = await postgres.open(own.href)
      await db.run(sql`create table parts (id integer primary key, name text)`)
      await db.run(sql`insert into parts values (1, 'a'), (2, 'b')`)
      await db.run(sql`grant select on parts to ${reader}`)
      await db.close()
      const order = { ...base, dialect: postgres, url: own.href, directory: join(newFolder(), 'backups') }
      const made = await createBackup(order)
      expect([isProved(made), made.tables['parts']?.rows]).toEqual([true, 2])
      expect((await proveBackup({ ...order, id: made.id, near: own.href })).findings).toEqual([])
      await expect(restoreBackup({ ...order, id: made.id })).rejects.toMatchObject({ code: 'DB229' })
    } finally {
      await admin.run(sql`drop owned by ${owner}`)
      await admin.run(sql`drop role ${owner}, ${reader}`)
      await admin.close()
    }
  })
})

test('roles of an embedded database are made where its copy is opened', { timeout: 120_000 }, async () => {
  const folder = newFolder()
  const url = `pglite:${join(folder, 'app')}`
  const db = await pglite.open(url, { create: true })
  await db.run(sql`create role reader`)
  await db.run(sql`create table parts (id integer primary key)`)
  await db.run(sql`grant select on parts to reader`)
  await db.close()
  const order = { ...base, dialect: pglite, url, directory: join(folder, 'backups') }
  const made = await createBackup(order)
  expect(isProved(made)).toBe(true)
  await restoreBackup({ ...order, id: made.id, aside: false })
  const restored = await pglite.open(url)
  expect((await restored.get(sql`select has_table_privilege('reader', 'parts', 'select') as may`))?.['may']).toBe(true)
  await restored.close()
})
