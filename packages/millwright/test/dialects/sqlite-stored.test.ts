import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Value } from '../../src/kernel/value.ts'

const types = [
  'INTEGER',
  'INT',
  'BIGINT',
  'CHARINT',
  'FLOATING POINT',
  'TEXT',
  'VARCHAR(10)',
  'CLOB',
  'BLOB',
  '',
  'REAL',
  'DOUBLE PRECISION',
  'FLOAT',
  'NUMERIC',
  'DECIMAL(10,5)',
  'BOOLEAN',
  'DATE',
  'STRING',
  'ANY',
  'any',
]

test.each<readonly [string, Value, Value | undefined]>([
  ['INTEGER', 5, 5n],
  ['INTEGER', true, 1n],
  ['INTEGER', -0, 0n],
  ['INTEGER', 1.5, 1.5],
  ['INTEGER', 'x12', 'x12'],
  ['INTEGER', ' 12', undefined],
  ['DATE', '2026-01-31', '2026-01-31'],
  ['DATE', '2026', undefined],
  ['NUMERIC', '1.20214E+11', undefined],
  ['TEXT', 5, undefined],
  ['TEXT', 5n, '5'],
  ['TEXT', false, '0'],
  ['REAL', 5n, 5],
  ['REAL', 2n ** 53n + 1n, undefined],
  ['REAL', -0, 0],
  ['', 5, 5],
  ['BLOB', '12', '12'],
  ['ANY', '12', undefined],
  ['INTEGER', Number.NaN, undefined],
  ['INTEGER', 2n ** 63n, undefined],
  ['TEXT', '\ud800', undefined],
])('%s keeps %s as %s', (type, value, expected) => {
  expect(sqlite.stored(type)(value)).toEqual(expected)
})

const numeral = fc
  .tuple(
    fc.constantFrom('', ' ', '\t', '\v', '\u00a0', '+', '-'),
    fc.constantFrom('12', '1.', '.5', '1e3', '0x1F', '1_000', '.', 'e5', 'Infinity', '9223372036854775808', '12a', '٣'),
    fc.constantFrom('', ' ', '\n', '\0', 'e', 'e-2'),
  )
  .map((parts) => parts.join(''))

const edge = fc.constantFrom(
  2 ** 63,
  -(2 ** 63),
  2 ** 53,
  2 ** 62,
  -0,
  0,
  5e-324,
  1e15,
  1e300,
  2 ** 51 + 1,
  Number.POSITIVE_INFINITY,
)
const value = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true }),
  edge,
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n),
  fc.string({ unit: 'binary' }),
  numeral,
  fc.uint8Array(),
)

test('what is foretold is what the database gives back', async () => {
  const db = await sqlite.scratch()
  for (const [at, type] of types.entries()) await db.run(sql.raw(`create table t${at} (v ${type})`))
  for (const type of ['INTEGER', 'TEXT', 'REAL', 'BLOB', 'ANY'])
    await db.run(sql.raw(`create table s_${type} (v ${type}) strict`))
  const tables = [
    ...types.map((type, at) => [`t${at}`, type] as const),
    ...['INTEGER', 'TEXT', 'REAL', 'BLOB', 'ANY'].map((type) => [`s_${type}`, type] as const),
  ]
  let told = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...tables), value, async ([table, type], given) => {
      const foretold = sqlite.stored(type)(given)
      await db.run(sql`delete from ${sql.id(table)}`)
      const refused = await db.insert({ table, columns: ['v'], key: [] }, [[given]])
      if (refused.length > 0 || foretold === undefined) return
      told++
      const found = (await db.get(sql`select v from ${sql.id(table)}`))?.['v']
      if (found instanceof Uint8Array) expect(found).toEqual(foretold)
      else
        expect(Object.is(found, foretold), `${type} ${String(given)}: ${String(found)} for ${String(foretold)}`).toBe(
          true,
        )
    }),
    { numRuns: 20_000 },
  )
  expect(told).toBeGreaterThan(10_000)
  await db.close()
})
