import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { noCounters } from '../../src/kernel/counters.ts'
import { sql } from '../../src/kernel/sql.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import {
  advancePart,
  insertPart,
  insertStep,
  newPart,
  type Part,
  readPart,
  readStep,
  readSteps,
  setStepState,
  type StepRow,
} from '../../src/ledger/parts.ts'
import { problemOf } from '../run/project-with.ts'

async function ledger(): Promise<Connection> {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  await ensureLedger(sqlite, db)
  return db
}

const key = { run: 'r', migration: '0002', step: 'load' }
const other = { ...key, step: 'fill' }

const step: StepRow = {
  ...key,
  seq: 1,
  kind: 'load',
  state: 'running',
  total: 612,
  detail: { digest: 'abc', records: 612, large: 2n ** 60n },
  startedAt: '2026-11-21T10:00:00.000Z',
  ms: 0,
}

describe('a step', () => {
  test('comes back as it was written, in the order in which the steps began', async () => {
    const db = await ledger()
    await insertStep(db, step)
    await insertStep(db, { ...step, ...other, total: undefined, detail: {} })
    await insertStep(db, { ...step, run: 'another' })
    expect(await readStep(db, key)).toEqual(step)
    expect(await readSteps(db, 'r')).toEqual([step, { ...step, ...other, seq: 2, total: undefined, detail: {} }])
    expect(await readStep(db, { ...key, step: 'none' })).toBe(undefined)
  })

  test('sums the time of every attempt, and changes no other one', async () => {
    const db = await ledger()
    await insertStep(db, step)
    await insertStep(db, { ...step, ...other })
    await setStepState(db, key, { state: 'running', ms: 10.4 })
    await setStepState(db, key, { state: 'done', ms: 20 })
    await setStepState(db, key, { state: 'undone' })
    expect(await readStep(db, key)).toMatchObject({ state: 'undone', ms: 30 })
    expect(await readStep(db, other)).toMatchObject({ state: 'running', ms: 0 })
  })
})

const filled: Part = {
  record: 250,
  mark: { offset: 9007199254740993n, key: ['A', 3] },
  state: 'settling',
  counters: { ...noCounters, read: 250, inserted: 249, rejected: 1 },
  sums: { part: { columns: ['sku', 'qty'], rows: 249, sum: 'f'.repeat(64) } },
  notes: { 'date.swapped received': { severity: 'warning', message: 'x', rows: 3, samples: ['a', 'b'] } },
}

describe('a checkpoint', () => {
  test('begins at nothing and comes back as it was written', async () => {
    const db = await ledger()
    await insertPart(db, key)
    expect(await readPart(db, key)).toEqual(newPart)
    await advancePart(db, key, { from: 0, to: filled })
    expect(await readPart(db, key)).toEqual(filled)
    expect(await readPart(db, other)).toBe(undefined)
  })

  test('only moves from where it is: any other position is refused and nothing is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ from: fc.nat(6), by: fc.nat(3) }), { maxLength: 12 }), async (steps) => {
        const db = await sqlite.scratch()
        await ensureLedger(sqlite, db)
        await insertPart(db, key)
        let at = 0
        for (const { from, by } of steps) {
          const to = { ...newPart, record: from + by, mark: from + by }
          if (from === at) {
            await advancePart(db, key, { from, to })
            at = from + by
          } else {
            expect(await problemOf(advancePart(db, key, { from, to }))).toMatchObject({ code: 'RUN107' })
          }
          expect((await readPart(db, key))?.record).toBe(at)
        }
        await db.close()
      }),
      { numRuns: 50 },
    )
  })

  test('of a step that never began cannot move', async () => {
    const db = await ledger()
    expect(await problemOf(advancePart(db, key, { from: 0, to: filled }))).toMatchObject({
      code: 'RUN107',
      message: 'The position of step "load" in run r is not where this process left it.',
    })
  })

  test('never moves backwards, not even by hand', async () => {
    const db = await ledger()
    await insertPart(db, key)
    await advancePart(db, key, { from: 0, to: filled })
    await expect(db.run(sql`update millwright_part set record = record - 1`)).rejects.toThrow(
      'a position never moves backwards',
    )
    await db.run(sql`update millwright_part set record = record`)
    expect((await readPart(db, key))?.record).toBe(250)
  })

  test('is one per step, and is gone with the transaction that moved it', async () => {
    const db = await ledger()
    await insertPart(db, key)
    await expect(insertPart(db, key)).rejects.toThrow()
    const broken = db.transaction(async (tx) => {
      await advancePart(tx, key, { from: 0, to: filled })
      throw new Error('the power went')
    })
    await expect(broken).rejects.toThrow('the power went')
    expect(await readPart(db, key)).toEqual(newPart)
  })
})
