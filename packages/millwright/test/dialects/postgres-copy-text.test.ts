import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CopyText } from '../../src/dialects/postgres/copy-text.ts'
import { copyLine } from '../../src/dialects/postgres/values.ts'
import type { Value } from '../../src/kernel/value.ts'

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(
    null,
    '',
    '\\N',
    '\\.',
    'a\tb',
    'a\nb\r',
    'a\\b',
    'ä',
    '😀',
    'x'.repeat(201),
    'ü'.repeat(150),
    true,
    -0,
  ),
  fc.string(),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
  fc.bigInt(),
  fc.uint8Array(),
)
const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 20 })

const textOf = (given: readonly (readonly Value[])[]): string => {
  const text = new CopyText()
  const chunks: Uint8Array[] = []
  for (const row of given) {
    expect(text.add(row)).toBe(true)
    if (text.isFull) chunks.push(text.take())
  }
  return Buffer.concat([...chunks, text.take()]).toString()
}

test('a row goes into its bytes as it would stand in a line', () => {
  fc.assert(
    fc.property(rows, (given) => {
      expect(textOf(given)).toBe(given.map(copyLine).join(''))
    }),
    { numRuns: 1000 },
  )
})

test('a chunk grows with a row that is larger, and a full one is followed by another', () => {
  const given = [['x'.repeat(500_000), 1n], ...Array.from({ length: 5000 }, (_, at) => ['y'.repeat(90), BigInt(at)])]
  expect(textOf(given)).toBe(given.map(copyLine).join(''))
})

test.each(['a\0b', `\ud800${'x'.repeat(300)}`, '\udc00'])('nothing is left of a row with %j in it', (bad) => {
  const text = new CopyText()
  text.add(['before', 1n])
  expect(text.add(['first', bad, 'last'])).toBe(false)
  text.add(['after', null])
  expect(Buffer.from(text.take()).toString()).toBe('before\t1\nafter\t\\N\n')
  expect(text.isEmpty).toBe(true)
})
