import { expect, test } from 'vitest'
import { fit, left, right, widthOf, wrap } from '../../src/report/layout.ts'
import { balanceWords, instantWords, ledgerWords, rateWords, sizeWords, timeWords } from '../../src/report/words.ts'
import { counters } from './sample.ts'

test.each([
  [counters(0), 'no records'],
  [counters(5, { unchanged: 5 }), '5 read = 5 unchanged'],
  [counters(1204, { updated: 117, unchanged: 1087 }), '1,204 read = 117 updated + 1,087 unchanged'],
  [counters(10, { inserted: 8 }), '10 read, but 8 inserted: 2 unaccounted for'],
  [counters(10, { inserted: 12 }), '10 read, but 12 inserted: 2 too many'],
  [counters(3), '3 read, but 0: 3 unaccounted for'],
])('the ledger in words, %#', (given, words) => {
  expect(ledgerWords(given)).toBe(words)
})

test('balance, time, rate, instant and size in words', () => {
  expect(balanceWords(counters(1, { filtered: 1 }))).toBe('balanced')
  expect([0, 412.4, 999.9, 1000, 1290, 59_999, 60_000, 3_723_000].map(timeWords)).toEqual(
    '0 ms,412 ms,999 ms,1.0 s,1.2 s,59.9 s,1:00,1:02:03'.split(','),
  )
  expect([null, 0, 732, 7321, 999_960, 1_234_567].map(rateWords)).toEqual(
    '–,0 rows/s,732 rows/s,7.3k rows/s,1.0M rows/s,1.2M rows/s'.split(','),
  )
  expect([null, '2026-01-31T02:00:04.120Z', 'yesterday'].map(instantWords)).toEqual([
    '–',
    '2026-01-31 02:00:04 UTC',
    'yesterday',
  ])
  expect([1, 999, 1000, 1_536_000, 7e13].map(sizeWords)).toEqual(['1 byte', '999 bytes', '1.0 kB', '1.5 MB', '70.0 TB'])
})

test('width counts columns, not characters', () => {
  expect(['abc', '表格', 'é', 'e\u0301', '👍', '👩\u200d🔬'].map(widthOf)).toEqual([3, 4, 1, 1, 2, 4])
})

test('text is cut between characters, with a mark', () => {
  expect([fit('abcdef', 4), fit('表格表', 4), fit('a👍b', 3), fit('abc', 3), fit('abc', 0)]).toEqual([
    'abc…',
    '表…',
    'a…',
    'abc',
    '',
  ])
  expect(left('表', 4) + '|').toBe('表  |')
  expect(right('ab', 4)).toBe('  ab')
})

test('words are wrapped, the first line keeps its blanks', () => {
  expect(wrap('  one two three four', 12, '    ')).toEqual(['  one two', '    three', '    four'])
  expect(wrap('averylongword next', 6)).toEqual(['avery…', 'next'])
})
