import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalRow, fingerprint, fingerprints, RowSum, rowDigest } from '../../src/backup/fingerprint.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Value } from '../../src/kernel/value.ts'

const value = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.string({ unit: 'binary' }),
  fc.uint8Array(),
)
const row = fc.array(value, { minLength: 1, maxLength: 5 })

const sumOf = (rows: readonly (readonly Value[])[]): string => {
  const sum = new RowSum()
  for (const one of rows) sum.add(rowDigest(one))
  return sum.toHex()
}

describe('rowDigest', () => {
  test('is the first half of a SHA-256 in hexadecimal', () => {
    const whole = createHash('sha256').update('i1;t1:an').digest('hex')
    expect(rowDigest([1n, 'a', null])).toBe(whole.slice(0, 32))
  })

  test('writes every value with its type and, where needed, its length', () => {
    const values = [null, 1n, -12n, 1, 'a', 'ä', '', new Uint8Array([1, 255]), true, false]
    expect(canonicalRow(values)).toBe('ni1;i-12;f3ff0000000000000t1:at2:ät0:b2:01ffo1o0')
  })

  test('tells alike what looks alike', () => {
    const rows: readonly (readonly Value[])[] = [
      [null],
      [''],
      ['n'],
      ['null'],
      [0n],
      [0],
      [-0],
      [1n],
      [1],
      ['1'],
      ['1.0'],
      [1.5],
      ['i1;'],
      [new Uint8Array()],
      [new Uint8Array([110])],
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc', ''],
      ['', 'abc'],
      ['abc'],
      [null, null],
      [2n ** 53n],
      [2n ** 53n + 1n],
      [2 ** 53],
      ['a\0'],
      ['a'],
      ['é'],
      ['e\u0301'],
      ['\ufeffa'],
      ['t1:a'],
      ['at1:b'],
      ['a', 'b'],
    ]
    expect(new Set(rows.map(rowDigest)).size).toBe(rows.length)
  })

  test('is the same for rows whose form is put together byte by byte', () => {
    const short = fc.string({ unit: fc.oneof(fc.constantFrom(' ', '~', '\x7f', '\0'), fc.string({ maxLength: 1 })) })
    const long = fc.integer({ min: 90, max: 230 }).map((length) => 'x'.repeat(length))
    const plain = fc.oneof(fc.constant(null), fc.bigInt(), fc.constant(-(10n ** 250n)), short, long, value)
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 120 }), (values) => {
        expect(rowDigest(values)).toBe(createHash('sha256').update(canonicalRow(values)).digest('hex').slice(0, 32))
      }),
      { numRuns: 2000 },
    )
  })

  test('two rows have one form only when they are the same', () => {
    fc.assert(
      fc.property(row, row, (a, b) => {
        const isSame = a.length === b.length && a.every((one, at) => same(one, b[at] as Value))
        expect(canonicalRow(a) === canonicalRow(b)).toBe(isSame)
      }),
      { numRuns: 2000 },
    )
  })
})

const same = (a: Value, b: Value): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.from(a).equals(b) : Object.is(a, b)

describe('RowSum', () => {
  test('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(row), fc.infiniteStream(fc.nat()), (rows, keys) => {
        const shuffled = rows.map((one) => [keys.next().value, one] as const).toSorted(([a], [b]) => a - b)
        expect(sumOf(shuffled.map(([, one]) => one))).toBe(sumOf(rows))
      }),
    )
  })

  test('sees a row that stands twice, and twice two', () => {
    expect(new Set([[], [['a']], [['a'], ['a']], [['a'], ['a'], ['b'], ['b']], [['b'], ['b']]].map(sumOf)).size).toBe(5)
  })

  test('one changed cell makes another sum', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.nat(), value, (rows, place, other) => {
        const at = place % rows.length
        const changed = rows.map((one, index) => (index === at ? [...one.slice(1), other] : one))
        const moved = same((rows[at] as Value[])[0] as Value, other) && (rows[at] as Value[]).length === 1
        if (!moved && canonicalRow(changed[at] as Value[]) !== canonicalRow(rows[at] as Value[]))
          expect(sumOf(changed)).not.toBe(sumOf(rows))
      }),
    )
  })

  test('is the sum modulo 2^128 that bigints give, forwards and backwards', () => {
    const digest = fc
      .oneof(
        fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
        fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 96n, 2n ** 128n - 1n),
      )
      .map((n) => n.toString(16).padStart(32, '0'))
    fc.assert(
      fc.property(fc.array(fc.tuple(digest, fc.boolean())), (steps) => {
        const sum = new RowSum()
        let expected = 0n
        for (const [one, isAdded] of steps) {
          if (isAdded) sum.add(one)
          else sum.subtract(one)
          expected = BigInt.asUintN(128, isAdded ? expected + BigInt(`0x${one}`) : expected - BigInt(`0x${one}`))
        }
        expect(sum.toHex()).toBe(expected.toString(16).padStart(32, '0'))
      }),
    )
  })

  test('before + written − removed = after', () => {
    const sum = RowSum.fromHex(sumOf([['a'], ['b']]))
    const written = RowSum.fromHex(sumOf([['c']]))
    sum.addSum(written)
    sum.subtractSum(RowSum.fromHex(sumOf([['a']])))
    expect(sum.toHex()).toBe(sumOf([['b'], ['c']]))
    expect(new RowSum().toHex()).toBe(RowSum.zero)
  })
})

describe('fingerprint', () => {
  const columns = ['id', 'name', 'size', 'data']

  async function makeTable(rows: readonly (readonly Value[])[]) {
    const db = await sqlite.scratch()
    await db.run(sql`create table t (id integer primary key, name text, size real, data)`)
    await db.insert({ table: 't', columns, key: ['id'] }, rows)
    return db
  }

  const rows = [
    [1n, 'a', 1, new Uint8Array([7])],
    [2n, null, 0.1, 'x'],
    [3n, '', null, 5],
    [4n, 'ä', -0, 2n ** 60n],
  ] as const

  test('of a table is the sum of its rows as they are read', async () => {
    const db = await makeTable(rows)
    const read = (await db.all(sql`select * from t`)).map((one) => Object.values(one))
    expect(await fingerprint(db, 't', columns)).toEqual({ rows: 4, sum: sumOf(read) })
    expect(await fingerprint(await makeTable(rows.toReversed()), 't', columns)).toEqual({ rows: 4, sum: sumOf(read) })
    expect(await fingerprint(db, 't', columns.toReversed())).not.toEqual({ rows: 4, sum: sumOf(read) })
  })

  test('is the same from what was read and from what the dialect foretells', async () => {
    const db = await makeTable(rows)
    const types = ['INTEGER', 'TEXT', 'REAL', '']
    const foretold = rows.map((one) => one.map((cell, at) => sqlite.stored(types[at] as string)(cell) as Value))
    expect((await fingerprint(db, 't', columns)).sum).toBe(sumOf(foretold))
  })

  test.each([
    "name = 'b' where id = 1",
    "name = '' where id = 2",
    'name = null where id = 3',
    'data = 5 where id = 3',
    'size = 0.30000000000000004 where id = 2',
  ])('sees set %s', async (change) => {
    const db = await makeTable(rows)
    const before = await fingerprint(db, 't', columns)
    await db.run(sql.raw(`update t set ${change}`))
    expect(await fingerprint(db, 't', columns)).not.toEqual(before)
  })

  test('of all tables, in the order of the schema', async () => {
    const db = await makeTable(rows)
    await db.run(sql`create table a (x)`)
    const all = await fingerprints(db, await sqlite.inspect(db))
    expect([...all.keys()]).toEqual(['a', 't'])
    expect(all.get('a')).toEqual({ rows: 0, sum: RowSum.zero })
    expect(all.get('t')).toEqual(await fingerprint(db, 't', columns))
  })
})
