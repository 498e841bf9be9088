/** What a run leaves behind beside its rows: rejects, lineage, values from before, and the way back. */
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { unpackValues } from '../../src/kernel/json.ts'
import { sql } from '../../src/kernel/sql.ts'
import { readBaseline, replaceBaseline, writeBaseline } from '../../src/ledger/baseline.ts'
import { dropUndo, lastUndo, type Undo, writeUndo } from '../../src/ledger/journal.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import { writeLineage } from '../../src/ledger/lineage.ts'
import {
  groupRejects,
  notLoaded,
  readRejects,
  type Reject,
  setRejectState,
  writeRejects,
} from '../../src/ledger/rejects.ts'

async function ledger(): Promise<Connection> {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  await ensureLedger(sqlite, db)
  return db
}

const key = { run: 'r', migration: '0002', step: 'load' }

const reject = (record: number, more: Partial<Reject> = {}): Reject => ({
  source: 'ocm.json',
  record,
  path: 'serial',
  rule: 'twin',
  message: 'is there already',
  raw: `{"serial": "S-${record}"}`,
  outcome: 'rejected',
  accepted: false,
  ...more,
})

describe('rejects', () => {
  test('come back whole, in the order in which they were met', async () => {
    const db = await ledger()
    const strange = reject(2, { raw: '\u202e"\n\t\\ "é😀', accepted: true, outcome: 'merged', path: '' })
    await writeRejects(db, key, [reject(1), strange])
    await writeRejects(db, key, [])
    await writeRejects(db, { ...key, run: 'another' }, [reject(3)])
    const found = await readRejects(db, 'r')
    expect(found).toEqual([
      { ...key, ...reject(1), id: 1, state: 'open' },
      { ...key, ...strange, id: 2, state: 'open' },
    ])
    expect(await readRejects(db, 'r', 1)).toEqual(found.slice(1))
  })

  test('are read a thousand at a time until there are no more', async () => {
    const db = await ledger()
    const all = Array.from({ length: 2345 }, (_, at) => reject(at))
    await writeRejects(db, key, all)
    const sizes: number[] = []
    const records: number[] = []
    for (let some = await readRejects(db, 'r'); some.length > 0; some = await readRejects(db, 'r', some.at(-1)?.id)) {
      sizes.push(some.length)
      records.push(...some.map(({ record }) => record))
    }
    expect(sizes).toEqual([1000, 1000, 345])
    expect(records).toEqual(all.map(({ record }) => record))
  })

  test('are grouped by step, rule, path and outcome, the largest group first; each has one example', async () => {
    const db = await ledger()
    await writeRejects(db, key, [
      reject(7, { rule: 'date', path: 'received' }),
      ...[3, 4, 5].map((record) => reject(record)),
      reject(6, { outcome: 'merged' }),
      reject(8, { accepted: true }),
    ])
    const groups = await groupRejects(db, 'r')
    expect(groups.map(({ rule, path, outcome, accepted, rows }) => [rule, path, outcome, accepted, rows])).toEqual([
      ['twin', 'serial', 'rejected', false, 3],
      ['date', 'received', 'rejected', false, 1],
      ['twin', 'serial', 'merged', false, 1],
      ['twin', 'serial', 'rejected', true, 1],
    ])
    expect(groups[0]).toMatchObject({ ...key2, raw: '{"serial": "S-3"}', message: 'is there already' })
  })

  test('that were loaded later are loaded, others are not', async () => {
    const db = await ledger()
    await writeRejects(db, key, [reject(3), reject(3, { path: 'name' }), reject(4), reject(5)])
    await setRejectState(db, 3, 'loaded')
    await setRejectState(db, 4, 'excluded')
    expect(await notLoaded(db, key)).toEqual(new Set([3, 5]))
    expect((await readRejects(db, 'r')).map(({ state }) => state)).toEqual(['open', 'open', 'loaded', 'excluded'])
  })
})

const key2 = { migration: '0002', step: 'load', state: 'open' }

test('lineage keeps keys exactly, and is written once for each record', async () => {
  const db = await ledger()
  const rows = [
    {
      record: 0,
      digest: 'd0',
      key: ['A', 9007199254740993n, 1.5],
      action: 'inserted',
      issues: [{ code: 'x' }],
      raw: '{}',
    },
    { record: 1, digest: 'd1', key: undefined, action: 'rejected', issues: [], raw: 'null' },
  ]
  const about = { source: 'ocm.json', target: 'device', rows }
  await writeLineage(db, key, about)
  await writeLineage(db, key, { ...about, rows: [] })
  await writeLineage(db, key, { ...about, rows: [{ ...rows[0], action: 'other' } as (typeof rows)[0]] })
  const found = await db.all(sql`select * from millwright_lineage order by record`)
  expect(found.map(({ action, target, source, raw }) => ({ action, target, source, raw }))).toEqual([
    { action: 'inserted', target: 'device', source: 'ocm.json', raw: '{}' },
    { action: 'rejected', target: 'device', source: 'ocm.json', raw: 'null' },
  ])
  expect(unpackValues(String(found[0]?.['key']))).toEqual(['A', 9007199254740993n, 1.5])
  expect(found[1]?.['key']).toBe(null)
})

describe('a value from before', () => {
  const name = { run: 'r', migration: '0002', name: 'keeps sum' }

  test('stays the first one that was measured, unless it is measured again on purpose', async () => {
    const db = await ledger()
    expect(await readBaseline(db, name)).toBe(undefined)
    await writeBaseline(db, name, { rows: 3, sum: 2n ** 60n })
    await writeBaseline(db, name, { rows: 4 })
    expect(await readBaseline(db, name)).toEqual({ rows: 3, sum: 2n ** 60n })
    await replaceBaseline(db, name, ['new'])
    expect(await readBaseline(db, name)).toEqual(['new'])
    await replaceBaseline(db, { ...name, name: 'first' }, null)
    expect(await readBaseline(db, { ...name, name: 'first' })).toBe(null)
  })
})

describe('the way back', () => {
  const undo = (n: number): Undo => ({
    table: 'part',
    key: ['sku'],
    columns: ['qty', 'note'],
    created: [[[`new ${n}`], 'h1']],
    changed: [[[`old ${n}`], [5n, null], 'h2']],
  })

  test('is taken from the newest batch to the oldest', async () => {
    const db = await ledger()
    for (const n of [1, 2, 3]) await writeUndo(db, key, undo(n))
    await writeUndo(db, { ...key, step: 'other' }, undo(9))
    const seen: unknown[] = []
    for (let last = await lastUndo(db, key); last !== undefined; last = await lastUndo(db, key)) {
      seen.push(last.undo)
      await dropUndo(db, last.id)
    }
    expect(seen).toEqual([undo(3), undo(2), undo(1)])
    expect(await lastUndo(db, { ...key, step: 'other' })).toMatchObject({ undo: undo(9) })
  })

  test('of a batch that did nothing needs nothing', async () => {
    const db = await ledger()
    await writeUndo(db, key, { ...undo(1), created: [], changed: [] })
    expect(await lastUndo(db, key)).toBe(undefined)
  })

  test('keeps every value as it was', async () => {
    const db = await ledger()
    const value = fc.oneof(
      fc.constant(null),
      fc.double({ noNaN: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1 }), async (values) => {
        await writeUndo(db, key, { ...undo(1), changed: [[values, values, 'h']] })
        const found = (await lastUndo(db, key)) as { id: number; undo: Undo }
        expect(found.undo.changed).toEqual([[values, values, 'h']])
        await dropUndo(db, found.id)
      }),
      { numRuns: 200, examples: [[[-0, 0, 0n, Infinity, new Uint8Array()]]] },
    )
  })
})
