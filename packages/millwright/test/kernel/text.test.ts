import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCount, formatDuration, oneLine, plural, printable } from '../../src/kernel/text.ts'

/** Written by code point, because the characters themselves would turn this file around. */
const ranges: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'control characters': [
    [0x00, 0x08],
    [0x0b, 0x1f],
    [0x7f, 0x9f],
  ],
  'direction marks': [
    [0x200e, 0x200f],
    [0x061c, 0x061c],
  ],
  'embeddings, overrides and isolates': [
    [0x202a, 0x202e],
    [0x2066, 0x2069],
  ],
  'line and paragraph separators': [[0x2028, 0x2029]],
}

const codesOf = (list: readonly (readonly [number, number])[]): readonly number[] =>
  list.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))

const escapeOf = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

describe('printable text', () => {
  test.each(Object.entries(ranges))('shows %s as escapes', (_name, list) => {
    for (const code of codesOf(list)) {
      expect(printable(`a${String.fromCharCode(code)}b`)).toBe(`a${escapeOf(code)}b`)
    }
  })

  test('leaves every other character alone, line ends and tabs too', () => {
    const unsafe = new Set(Object.values(ranges).flatMap(codesOf))
    for (let code = 0; code <= 0xffff; code++) {
      const char = String.fromCharCode(code)
      if (!unsafe.has(code)) expect(printable(char)).toBe(char)
    }
    expect(printable('Zürich\t中文\nعربي 😀')).toBe('Zürich\t中文\nعربي 😀')
  })
})

describe('one line', () => {
  test('shows line ends and tabs, and cuts with an ellipsis', () => {
    expect(oneLine('a\nb\tc\rd')).toBe('a\\nb\\tc\\u000dd')
    expect(oneLine('x'.repeat(120))).toBe('x'.repeat(120))
    expect(oneLine('x'.repeat(121))).toBe(`${'x'.repeat(119)}…`)
    expect(oneLine('abcdef', 4)).toBe('abc…')
  })

  test('never is longer than its width, has one line, and cuts no character in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, width) => {
        const line = oneLine(text, width)
        expect(line.length).toBeLessThanOrEqual(width)
        expect(line).not.toMatch(/[\n\r\t\u0085\u2028\u2029]/)
        expect(line.isWellFormed()).toBe(true)
      }),
      { numRuns: 500, examples: [['a😀b', 3]] },
    )
  })
})

test('counts have their thousands apart', () => {
  expect([0, 999, 1000, 1234567, 12345678901234567890n].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '12,345,678,901,234,567,890',
  ])
})

test('durations are read like a clock', () => {
  expect([0, 999, 1000, 59_999, 60_000, 252_000, 3_599_999, 3_723_000, 360_000_000].map(formatDuration)).toEqual([
    '0:00',
    '0:00',
    '0:01',
    '0:59',
    '1:00',
    '4:12',
    '59:59',
    '1:02:03',
    '100:00:00',
  ])
})

test('one of something is not several', () => {
  expect([plural(0, 'row'), plural(1, 'row'), plural(2, 'row'), plural(1200, 'index', 'indexes')]).toEqual([
    '0 rows',
    '1 row',
    '2 rows',
    '1,200 indexes',
  ])
})
