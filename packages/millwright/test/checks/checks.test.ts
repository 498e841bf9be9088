import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateBalanced } from '../../src/checks/balanced.ts'
import { evaluateKeeps } from '../../src/checks/keeps.ts'
import { packRowSet, readRowSet, unpackRowSet } from '../../src/checks/rows.ts'
import { evaluateSame } from '../../src/checks/same.ts'
import { evaluateZero } from '../../src/checks/zero.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { noCounters, outcomes } from '../../src/kernel/counters.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Value } from '../../src/kernel/value.ts'
import { readJson, storedJson } from '../../src/kernel/json.ts'

type Pair = readonly [Value, Value]

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, '', 'a', 'A', 'ä', '1', 1n, 2n, -1n, 1.5, 2 ** 53, 9007199254740993n),
  fc.bigInt({ min: -5n, max: 5n }),
  fc.string({ maxLength: 3, unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.uint8Array({ maxLength: 3 }),
)
const rows = fc.array(fc.tuple(value, value), { maxLength: 12 })

async function tables(left: readonly Pair[], right: readonly Pair[]): Promise<Connection> {
  const db = await sqlite.scratch()
  for (const [name, list] of [
    ['l', left],
    ['r', right],
  ] as const) {
    await db.run(sql.raw(`create table ${name} (a any, b any) strict`))
    for (const [a, b] of list) await db.run(sql`insert into ${sql.id(name)} values (${a}, ${b})`)
  }
  return db
}

/** Independent of the engine's own ways: a text per value, and counting by hand. */
const nameOf = (one: Value): string =>
  one === null
    ? 'null'
    : one instanceof Uint8Array
      ? `b${Buffer.from(one).toString('hex')}`
      : `${typeof one} ${String(one)}`

function differencesByHand(left: readonly Pair[], right: readonly Pair[]): number {
  const open = right.map((pair) => pair.map(nameOf).join('|'))
  let missing = 0
  for (const pair of left) {
    const at = open.indexOf(pair.map(nameOf).join('|'))
    if (at === -1) missing++
    else open.splice(at, 1)
  }
  return missing + open.length
}

const [leftQuery, rightQuery] = [sql`select a, b from l`, sql`select a, b from r`]

describe('two random tables', () => {
  test('same counts exactly what one side has more often', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.boolean(), async (left, other, isCopy) => {
        const right = isCopy ? left.toReversed() : other
        const db = await tables(left, right)
        const found = await evaluateSame(db, leftQuery, rightQuery)
        await db.close()
        const wanted = differencesByHand(left, right)
        expect(found.differences).toBe(wanted)
        expect(found.ok).toBe(wanted === 0)
        expect(found.samples.length).toBe(Math.min(5, new Set(found.samples).size))
      }),
      { numRuns: 150 },
    )
  })

  test('keeps compares with the measure of before, stored as text in between', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (left, right) => {
        const db = await tables(left, right)
        const before = unpackRowSet(readJson(storedJson(packRowSet(await readRowSet(db, leftQuery)))))
        const found = await evaluateKeeps(db, before, rightQuery)
        expect(found.differences).toBe(differencesByHand(left, right))
        expect((await evaluateKeeps(db, before, leftQuery)).ok).toBe(true)
        await db.close()
      }),
      { numRuns: 100 },
    )
  })

  test('zero counts the rows and names at most five', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (left) => {
        const db = await tables(left, [])
        const found = await evaluateZero(db, sql`select a, b from l where a is null`)
        await db.close()
        const wanted = left.filter(([a]) => a === null).length
        expect(found).toMatchObject({ ok: wanted === 0, differences: wanted })
        expect(found.samples).toHaveLength(wanted > 5 ? 6 : wanted)
      }),
      { numRuns: 100 },
    )
  })
})

test('one more, one less, one twice: each is one difference', async () => {
  const three: readonly Pair[] = [
    [1n, 'x'],
    [2n, 'y'],
    [2n, 'y'],
  ]
  for (const right of [three.slice(1), three.slice(0, 2), [...three, three[0] as Pair]]) {
    const db = await tables(three, right)
    expect(await evaluateSame(db, leftQuery, rightQuery)).toMatchObject({ ok: false, differences: 1 })
    await db.close()
  }
})

describe('balanced', () => {
  const counters = fc.record({
    inserted: fc.nat(9),
    updated: fc.nat(9),
    deleted: fc.nat(9),
    unchanged: fc.nat(9),
    merged: fc.nat(9),
    filtered: fc.nat(9),
    rejected: fc.nat(9),
  })

  test('passes exactly when every term is there, and the source was counted the same', () => {
    fc.assert(
      fc.property(counters, fc.constantFrom(...outcomes), fc.integer({ min: -2, max: 2 }), (some, term, error) => {
        const read = Object.values(some).reduce((sum, n) => sum + n, 0)
        expect(evaluateBalanced({ ...some, read }, read).ok).toBe(true)
        expect(evaluateBalanced({ ...some, read }, undefined).ok).toBe(true)
        expect(evaluateBalanced({ ...some, read, [term]: some[term] + error }, read).ok).toBe(error === 0)
        expect(evaluateBalanced({ ...some, read }, read + error)).toMatchObject({
          ok: error === 0,
          differences: Math.abs(error),
        })
      }),
    )
  })

  test('says what it counted', () => {
    expect(evaluateBalanced({ ...noCounters, read: 3, inserted: 2 }, 4)).toMatchObject({
      ok: false,
      before: '4 counted',
      after: '3 read = 2 inserted',
      differences: 1,
    })
  })
})
