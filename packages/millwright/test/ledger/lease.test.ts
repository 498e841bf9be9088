/** A holder on another machine cannot be asked whether it lives: it is watched for one lease, on a clock that only grows. */
import { hostname } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { type Clock, systemClock } from '../../src/kernel/clock.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import { breakLock, holdFence, isHolderAlive, leaseMs, readLock, takeLock } from '../../src/ledger/lock.ts'
import { problemOf } from '../run/project-with.ts'

async function heldElsewhere(): Promise<Connection> {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  await ensureLedger(sqlite, db)
  await db.run(sql`update millwright_lock set run = 'far', holder = 'elsewhere process 7', epoch = 4, beat = 9`)
  return db
}

/** Time passes only while somebody sleeps; what happens meanwhile is told by `meanwhile`. */
function stillClock(meanwhile: (ms: number) => Promise<unknown> = async () => {}): Clock & { passed(): number } {
  let ticks = 1000
  return {
    ...systemClock,
    now: () => new Date(0),
    ticks: () => ticks,
    passed: () => ticks - 1000,
    sleep: async (ms) => {
      ticks += ms
      await meanwhile(ticks - 1000)
    },
  }
}

test('a holder that stands still for one lease is gone, and is fenced off', async () => {
  const db = await heldElsewhere()
  const clock = stillClock()
  expect(await takeLock(db, 'near', clock)).toEqual({ run: 'near', epoch: 5 })
  expect(clock.passed()).toBe(leaseMs)
  expect(await problemOf(holdFence(db, { run: 'far', epoch: 4 }))).toMatchObject({ code: 'RUN102', exit: 4 })
  expect((await readLock(db)).takenAt).toBe('1970-01-01T00:00:00.000Z')
})

test('one that writes a batch at the last moment keeps the lock', async () => {
  const db = await heldElsewhere()
  const clock = stillClock(async (ms) => {
    if (ms >= leaseMs - 500) await holdFence(db, { run: 'far', epoch: 4 })
  })
  expect(await problemOf(takeLock(db, 'near', clock))).toMatchObject({
    code: 'RUN101',
    message: 'Another run holds the lock: far, elsewhere process 7.',
  })
  expect(await readLock(db)).toMatchObject({ run: 'far', epoch: 4 })
})

test('one that was overtaken by a third while it was watched is not overtaken again', async () => {
  const db = await heldElsewhere()
  const clock = stillClock(async (ms) => {
    if (ms === 5000) {
      await breakLock(db)
      await takeLock(db, 'third', systemClock)
    }
  })
  expect(await problemOf(takeLock(db, 'near', clock))).toMatchObject({ code: 'RUN101' })
  expect(await readLock(db)).toMatchObject({ run: 'third' })
})

test('a process of this machine is asked at once: nobody sleeps', async () => {
  const db = await heldElsewhere()
  const clock = stillClock(() => Promise.reject(new Error('nobody should wait')))
  await db.run(sql`update millwright_lock set holder = ${`${hostname()} process ${process.ppid}`}`)
  expect(await problemOf(takeLock(db, 'near', clock))).toMatchObject({ code: 'RUN101' })
  await db.run(sql`update millwright_lock set holder = ${`${hostname()} process ${2 ** 22 + 7}`}`)
  expect(await takeLock(db, 'near', clock)).toEqual({ run: 'near', epoch: 5 })
})

test('who lives: ourselves in another run do not, a stranger on another machine is not known', () => {
  const words = [`${hostname()} process 1`, `${hostname()} process ${2 ** 22 + 7}`, 'elsewhere process 1', '', 'x']
  expect(words.map(isHolderAlive)).toEqual([true, false, undefined, undefined, undefined])
})
