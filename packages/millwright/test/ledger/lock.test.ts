import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { sql } from '../../src/kernel/sql.ts'
import { ensureLedger, writeMeta } from '../../src/ledger/ledger.ts'
import { breakLock, holdFence, readLock, releaseLock, takeLock, thisHolder } from '../../src/ledger/lock.ts'
import { advancePart, insertPart, newPart, readPart } from '../../src/ledger/parts.ts'
import { findRun, insertRun, readRun } from '../../src/ledger/runs.ts'
import { problemOf } from '../run/project-with.ts'

async function ledger() {
  const db = await sqlite.scratch()
  await ensureLedger(sqlite, db)
  return db
}

test('taken, proved with every write, given back, taken again with a higher epoch', async () => {
  const db = await ledger()
  const fence = await takeLock(db, 'r1', systemClock)
  await holdFence(db, fence)
  expect(await readLock(db)).toMatchObject({ run: 'r1', epoch: 1, holder: thisHolder(), beat: 2 })
  expect(await problemOf(takeLock(db, 'r2', systemClock))).toMatchObject({ code: 'RUN101' })
  await releaseLock(db, fence)
  expect(await takeLock(db, 'r2', systemClock)).toEqual({ run: 'r2', epoch: 2 })
  await db.close()
})

test('a fence that was overtaken writes nothing and gives nothing back', async () => {
  const db = await ledger()
  const first = await takeLock(db, 'r1', systemClock)
  await breakLock(db)
  expect(await problemOf(holdFence(db, first))).toMatchObject({ code: 'RUN102' })
  const second = await takeLock(db, 'r1', systemClock)
  await releaseLock(db, first)
  await holdFence(db, second)
  expect(await problemOf(holdFence(db, first))).toMatchObject({ code: 'RUN102' })
  await db.close()
})

test('the lock of a process of this machine that is gone, or had our own id, is taken over', async () => {
  const db = await ledger()
  for (const pid of [2 ** 22 + 1, process.pid]) {
    await db.run(
      sql`update millwright_lock set run = 'old', holder = ${`${hostname()} process ${pid}`}, epoch = epoch + 1`,
    )
    const fence = await takeLock(db, 'new', systemClock)
    await releaseLock(db, fence)
  }
  await db.run(sql`update millwright_lock set run = 'old', holder = ${`${hostname()} process ${process.ppid}`}`)
  expect(await problemOf(takeLock(db, 'new', systemClock))).toMatchObject({ code: 'RUN101' })
  await db.close()
})

test('a position is only moved from where it is, and never back', async () => {
  const db = await ledger()
  const key = { run: 'r', migration: 'm', step: 's' }
  await insertPart(db, key)
  await advancePart(db, key, { from: 0, to: { ...newPart, record: 7, mark: '7' } })
  expect(await problemOf(advancePart(db, key, { from: 0, to: { ...newPart, record: 9 } }))).toMatchObject({
    code: 'RUN107',
  })
  await expect(advancePart(db, key, { from: 7, to: { ...newPart, record: 3 } })).rejects.toThrow(
    'A constraint of the database refused a change: a position never moves backwards.',
  )
  expect(await readPart(db, key)).toMatchObject({ record: 7, mark: '7' })
  await db.close()
})

test('a ledger of a newer format, a run that is not there', async () => {
  const db = await ledger()
  await insertRun(db, { id: 'r', plan: 'p', document: '{}', command: 'up', actor: 'a', startedAt: 'now', version: '1' })
  expect(await problemOf(readRun(db, 'x'))).toMatchObject({ code: 'RUN105' })
  expect(await problemOf(findRun(db, 'x'))).toMatchObject({ code: 'RUN105' })
  await writeMeta(db, 'format', '99')
  expect(await problemOf(ensureLedger(sqlite, db))).toMatchObject({ code: 'RUN104' })
  await db.close()
})
