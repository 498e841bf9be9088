import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf, sha256 } from '../../src/kernel/hash.ts'
import { canonicalJson, packValues, readJson, storedJson, unpackValues } from '../../src/kernel/json.ts'
import type { Value } from '../../src/kernel/value.ts'

const bytes = fc.uint8Array({ maxLength: 30 })
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.integer().map(Number),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string({ unit: 'binary' }),
  bytes,
)

/** How a value is written into an assertion, so that a bigint, a float and -0 never look alike. */
const shown = (one: unknown): string => {
  if (one instanceof Uint8Array) return `bytes ${Buffer.from(one).toString('hex')}`
  if (typeof one === 'object' && one !== null) return JSON.stringify(Object.entries(one).map(([k, v]) => [k, shown(v)]))
  return `${typeof one} ${Object.is(one, -0) ? '-0' : String(one)}`
}

describe('packed database values', () => {
  test('come back exactly, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(value), (row) => {
        expect(shown(unpackValues(packValues(row)))).toBe(shown(row))
      }),
      {
        numRuns: 2000,
        examples: [[[-0, 0, 0n, NaN, Infinity, -Infinity, 5, 5n, 1e21, 1e-7, 2 ** 53, 2n ** 63n - 1n]]],
      },
    )
  })

  test('of different kinds never look alike', () => {
    const kinds = [5, 5n, '5', true, null, new Uint8Array([5]), 5.5, -0, 0, 0n, 'NaN', NaN, '', new Uint8Array()]
    const texts = kinds.map((one) => packValues([one]))
    expect(new Set(texts).size).toBe(kinds.length)
  })

  test('differ exactly when the values do', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (a, b) => {
        expect(packValues(a) === packValues(b)).toBe(shown(a) === shown(b))
      }),
    )
  })

  test('are written as a person can read them', () => {
    expect(packValues([1n, 1, -0, 0.5, 1e300, NaN, new Uint8Array([1, 2])])).toBe(
      '[1,1.0,-0.0,0.5,1e+300,{"$float":"NaN"},{"$bytes":"AQI="}]',
    )
  })
})

describe('stored JSON', () => {
  test('keeps every digit of a large integer, and bytes', () => {
    const stored = storedJson({ small: 7n, large: 2n ** 62n + 1n, bytes: new Uint8Array([0, 255]), none: undefined })
    expect(stored).toBe('{"small":7,"large":4611686018427387905,"bytes":{"$bytes":"AP8="}}')
    expect(readJson(stored)).toEqual({ small: 7, large: 2n ** 62n + 1n, bytes: new Uint8Array([0, 255]) })
  })

  test('gives back every JSON value; whole numbers above 2^53 as bigint', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const read = readJson(storedJson(given))
        expect(JSON.stringify(read, (_name, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))).toBe(
          JSON.stringify(given),
        )
      }),
      { numRuns: 500 },
    )
    expect(readJson('[9007199254740991, 9007199254740992, 1e300, 1.5]')).toEqual([
      9007199254740991,
      9007199254740992n,
      1e300,
      1.5,
    ])
  })

  test('of nothing is null', () => {
    expect([storedJson(undefined), canonicalJson(undefined)]).toEqual(['null', 'null'])
  })
})

/** The same value with the members of every object turned round. */
function turned(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(turned)
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  )
}

describe('canonical JSON', () => {
  test('sorts members at every depth and leaves lists alone', () => {
    expect(canonicalJson({ b: [{ z: 1, a: 2 }], a: { d: null, c: undefined }, ä: 1n })).toBe(
      '{"a":{"d":null},"b":[{"a":2,"z":1}],"ä":1}',
    )
    expect(canonicalJson(JSON.parse('{"__proto__": 1, "a": {"__proto__": 2}}'))).toBe(
      '{"__proto__":1,"a":{"__proto__":2}}',
    )
  })

  test('is equal for equal values in any order, and says the same as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        expect(canonicalJson(turned(given))).toBe(canonicalJson(given))
        expect(JSON.parse(canonicalJson(given))).toEqual(JSON.parse(JSON.stringify(given)))
        expect(hashOf(turned(given))).toBe(hashOf(given))
      }),
      { numRuns: 500 },
    )
  })

  test('a date is its text', () => {
    const at = new Date('2026-11-21T10:00:00.000Z')
    expect(canonicalJson({ at })).toBe('{"at":"2026-11-21T10:00:00.000Z"}')
  })
})

test('hashes are those of the standard', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256(new Uint8Array([0x61, 0x62, 0x63]))).toBe(sha256('abc'))
  expect(hashOf({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'))
})
