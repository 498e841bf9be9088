import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'millwright'
import { expect, onTestFinished, test } from 'vitest'
import { openHospital } from '../../src/database/open.ts'
import { testHospital } from '../http/support.ts'

const insert = sql`insert into departments (code) values ('NEW')`
const count = sql`select count(*) as n from departments where code = 'NEW'`

test('work is done one after the other, and what throws is undone', async () => {
  const { desk } = await testHospital()
  const done: string[] = []
  const work = (name: string, hasFault: boolean): Promise<void> =>
    desk.db.write(async (db) => {
      done.push(`${name} begins`)
      await db.run(insert)
      await new Promise((resolve) => setImmediate(resolve))
      done.push(`${name} ends`)
      if (hasFault) throw new Error(name)
    })
  const [first, read, second] = await Promise.allSettled([
    work('first', true),
    desk.db.read((db) => db.get(count)),
    work('second', false),
  ])
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
  expect(read).toMatchObject({ status: 'fulfilled', value: { n: 0n } })
  expect(done).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(await desk.db.read((db) => db.get(count))).toEqual({ n: 1n })
})

test('work that waits for itself is told so', async () => {
  const { desk } = await testHospital()
  const nested = desk.db.write(() => desk.db.read((db) => db.get(count)))
  await expect(nested).rejects.toThrow('the database was asked from inside of its own work')
  expect(await desk.db.read((db) => db.get(count))).toEqual({ n: 0n })
})

test('a reader apart sees one state, and nobody waits for it', async () => {
  const { desk } = await testHospital()
  const seen = desk.db.apart(async function* (db) {
    yield await db.get(count)
    yield await db.get(count)
  })
  expect((await seen.next()).value).toEqual({ n: 0n })
  await desk.db.write((db) => db.run(insert))
  expect((await seen.next()).value).toEqual({ n: 0n })
  expect(await desk.db.read((db) => db.get(count))).toEqual({ n: 1n })
  await seen.return(undefined)
})

test('the file may be replaced while the connection is closed; whoever asks meanwhile gets the new one', async () => {
  const { desk, folder } = await testHospital()
  const replaced = desk.db.closedDuring(async () => {
    const other = new DatabaseSync(join(folder, 'hospital.db'))
    other.exec("insert into departments (code) values ('NEW')")
    other.close()
  })
  const read = desk.db.read((db) => db.get(count))
  await replaced
  expect(await read).toEqual({ n: 1n })
})

test('a lock of another process is waited for, and reading goes on meanwhile', async () => {
  const { desk, folder } = await testHospital()
  const other = new DatabaseSync(join(folder, 'hospital.db'))
  onTestFinished(() => other.close())
  other.exec('begin immediate')
  const written = desk.db.write((db) => db.run(insert))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await desk.db.read((db) => db.get(count))).toEqual({ n: 0n })
  other.exec('commit')
  expect(await written).toBe(1)
})

test('a lock that does not end is a refusal with the words for it', { timeout: 60_000 }, async () => {
  const { call, folder } = await testHospital()
  const other = new DatabaseSync(join(folder, 'hospital.db'))
  onTestFinished(() => other.close())
  other.exec('begin immediate')
  const answer = await call('Admin', 'POST /api/settings', { email_send_time_hour: 5 })
  expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
    503,
    '5',
    {
      error: 'Another program keeps the database locked. Nothing was changed; try again',
      code: 'database_busy',
      details: [],
    },
  ])
})

test('a closed database answers nobody', async () => {
  const { project } = await testHospital()
  const db = await openHospital(project)
  await Promise.all([db.close(), db.close()])
  await expect(db.read((queries) => queries.get(count))).rejects.toMatchObject({ code: 'DB112' })
})
