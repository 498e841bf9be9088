/** The protocol of one batch: what the database says goes before what the process believes. */
import { expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Transaction } from '../../src/kernel/connection.ts'
import { noCounters } from '../../src/kernel/counters.ts'
import { sql } from '../../src/kernel/sql.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import { takeLock } from '../../src/ledger/lock.ts'
import { insertPart, newPart, readPart } from '../../src/ledger/parts.ts'
import { commitBatch } from '../../src/steps/batch.ts'
import { defaultBatch, firstBatchRows, nextBatchRows, type StepContext } from '../../src/steps/context.ts'
import { newEffects } from '../../src/steps/effects.ts'

async function begun() {
  const db = await sqlite.scratch()
  await ensureLedger(sqlite, db)
  await db.run(sql`create table t (x integer)`)
  await db.run(sql`insert into t values (0)`)
  const key = { run: 'r', migration: 'm', step: 's' }
  await insertPart(db, key)
  const fence = await takeLock(db, 'r', systemClock)
  return { db, key, context: { db, key, fence } as unknown as StepContext }
}

const raise = async (tx: Transaction) => {
  await tx.run(sql`update t set x = x + 1`)
  return { ...newEffects('t', ['x']), counters: { ...noCounters, read: 5, updated: 5 } }
}

test('a batch that was committed already, its answer lost, is adopted and not done again', async () => {
  const { db, key, context } = await begun()
  const batch = { from: newPart, to: { record: 5, mark: 'five' }, key: ['x'], work: raise }
  expect(await commitBatch(context, batch)).toMatchObject({ adopted: false, part: { record: 5, mark: 'five' } })
  const again = await commitBatch(context, batch)
  expect(again).toMatchObject({ adopted: true, part: { record: 5, mark: 'five', counters: { read: 5, updated: 5 } } })
  expect(await db.get(sql`select x from t`)).toEqual({ x: 1n })
  expect(await readPart(db, key)).toMatchObject({ record: 5, counters: { read: 5 } })
  await db.close()
})

test('a batch whose work fails leaves neither rows nor a position', async () => {
  const { db, key, context } = await begun()
  const work = async (tx: Transaction) => {
    await raise(tx)
    throw new Error('half-way')
  }
  await expect(commitBatch(context, { from: newPart, to: { record: 5, mark: 5 }, key: ['x'], work })).rejects.toThrow(
    'half-way',
  )
  expect(await db.get(sql`select x from t`)).toEqual({ x: 0n })
  expect(await readPart(db, key)).toMatchObject({ record: 0 })
  await db.close()
})

test('the size of a batch follows its time, within the limits from the first one on', () => {
  const limits = { ...defaultBatch, minRows: 10, maxRows: 40, targetMs: 250 }
  expect(firstBatchRows(limits)).toBe(40)
  expect(firstBatchRows({ ...limits, minRows: 2000, maxRows: 9000 })).toBe(2000)
  expect(firstBatchRows(defaultBatch)).toBe(1000)
  expect([nextBatchRows(20, 1, limits), nextBatchRows(30, 1, limits), nextBatchRows(20, 250, limits)]).toEqual([
    30, 40, 20,
  ])
  expect([nextBatchRows(20, 1000, limits), nextBatchRows(12, 1000, limits)]).toEqual([10, 10])
})
