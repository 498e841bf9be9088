import { expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import {
  type AppliedMigration,
  checkFormat,
  ensureLedger,
  forgetApplied,
  hasLedger,
  ledgerFormat,
  markProved,
  readApplied,
  readAppliedOne,
  readMeta,
  recordApplied,
  writeMeta,
} from '../../src/ledger/ledger.ts'
import { readLock, takeLock } from '../../src/ledger/lock.ts'
import {
  clearRequest,
  countRuns,
  endRun,
  findRun,
  insertRun,
  isPauseRequested,
  type NewRun,
  readRun,
  readRuns,
  requestPause,
  setBackup,
} from '../../src/ledger/runs.ts'
import { problemOf } from '../run/project-with.ts'

async function ledger(): Promise<Connection> {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  await ensureLedger(sqlite, db)
  return db
}

const newRun = (id: string): NewRun => {
  return { id, plan: 'hash', document: '{"items":[]}', command: 'up', actor: 'ann', startedAt: 'then', version: '1.0' }
}

test('a run comes back as it was written, from its beginning to its end', async () => {
  const db = await ledger()
  await insertRun(db, newRun('r1'))
  expect(await readRun(db, 'r1')).toEqual({
    ...newRun('r1'),
    state: 'planned',
    verdict: undefined,
    why: undefined,
    request: undefined,
    finishedAt: undefined,
    backup: undefined,
  })
  await setBackup(db, 'r1', 'b1')
  await requestPause(db, 'r1')
  expect(await isPauseRequested(db, 'r1')).toBe(true)
  await endRun(db, 'r1', { verdict: 'PAUSED', why: 'asked', at: 'now' })
  const ended = { verdict: 'PAUSED', why: 'asked', finishedAt: 'now', backup: 'b1', request: undefined }
  expect(await readRun(db, 'r1')).toMatchObject(ended)
})

test('a pause is asked of one run only, and can be taken back', async () => {
  const db = await ledger()
  await insertRun(db, newRun('r1'))
  await insertRun(db, newRun('r2'))
  await requestPause(db, 'r1')
  expect([await isPauseRequested(db, 'r1'), await isPauseRequested(db, 'r2')]).toEqual([true, false])
  await clearRequest(db, 'r1')
  expect([await isPauseRequested(db, 'r1'), await isPauseRequested(db, 'none')]).toEqual([false, false])
})

test('runs are listed the newest first, and found by the beginning of their name', async () => {
  const db = await ledger()
  for (const id of ['aa1', 'aa2', 'b', 'bc']) await insertRun(db, newRun(id))
  expect((await readRuns(db)).map(({ id, document }) => [id, document])).toEqual([
    ['bc', ''],
    ['b', ''],
    ['aa2', ''],
    ['aa1', ''],
  ])
  expect(await countRuns(db)).toBe(4)
  expect((await findRun(db)).id).toBe('bc')
  expect((await findRun(db, 'aa2')).document).toBe('{"items":[]}')
  expect((await findRun(db, 'b')).id).toBe('b')
  expect(await problemOf(findRun(db, 'aa'))).toMatchObject({ code: 'RUN108', message: '`aa` could be run aa2 or aa1.' })
  expect(await problemOf(findRun(db, 'c'))).toMatchObject({ code: 'RUN105' })
})

const applied: AppliedMigration = {
  id: '0001',
  name: 'parts',
  kind: 'sql',
  checksum: 'c',
  parents: ['0000', 'merge'],
  content: '-- migrate:up\n',
  appliedAt: 'then',
  run: undefined,
  ms: 12,
  proved: true,
}

test('applied migrations are listed in the order in which they were applied', async () => {
  const db = await ledger()
  await recordApplied(db, { ...applied, id: '0002', run: 'r', proved: false })
  await recordApplied(db, applied)
  expect((await readApplied(db)).map(({ id, content }) => [id, content])).toEqual([
    ['0002', ''],
    ['0001', ''],
  ])
  expect(await readAppliedOne(db, '0001')).toEqual(applied)
  expect(await readAppliedOne(db, '0002')).toMatchObject({ run: 'r', proved: false })
  await markProved(db, '0002', true)
  expect(await readAppliedOne(db, '0002')).toMatchObject({ proved: true })
  await forgetApplied(db, '0001')
  expect((await readApplied(db)).map(({ id }) => id)).toEqual(['0002'])
  await expect(recordApplied(db, { ...applied, id: '0002' })).rejects.toThrow()
})

test('a ledger is made once, and one of a newer format is left alone', async () => {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  expect(await hasLedger(sqlite, db)).toBe(false)
  await ensureLedger(sqlite, db)
  expect([await hasLedger(sqlite, db), await readMeta(db, 'format')]).toEqual([true, ledgerFormat])
  await writeMeta(db, 'schema', 'hash')
  await takeLock(db, 'r', systemClock)
  await ensureLedger(sqlite, db)
  for (const statement of sqlite.ledgerTables) await db.run(sql.raw(statement)) // as a second process does at the same moment
  expect([await readMeta(db, 'schema'), (await readLock(db)).run]).toEqual(['hash', 'r'])
  await writeMeta(db, 'format', String(Number(ledgerFormat) + 1))
  const problem = { code: 'RUN104', message: 'The ledger in this database has format 2; this Millwright knows 1.' }
  expect(await problemOf(checkFormat(db))).toMatchObject(problem)
  expect(await problemOf(ensureLedger(sqlite, db))).toMatchObject(problem)
})

test('of two that take a free lock at the same moment one is told who was quicker', async () => {
  const db = await ledger()
  const slow: Connection = {
    ...db,
    all: (query) => db.all(query),
    get: (query) => db.get(query),
    run: (query) => db.run(query),
    close: () => db.close(),
    transaction: async (work) => {
      await takeLock(db, 'quick', systemClock)
      return db.transaction(work)
    },
  }
  const problem = await problemOf(takeLock(slow, 'slow', systemClock))
  expect(problem).toMatchObject({ code: 'RUN101', exit: 4 })
  expect(problem.message).toMatch(/^Another run holds the lock: quick, .+ process \d+\.$/)
  expect(await readLock(db)).toMatchObject({ run: 'quick', epoch: 1 })
})
