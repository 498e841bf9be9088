import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareCell, guardCell } from '../../src/csv/excel.ts'

test.each([
  ['00123', '="00123"'],
  ['1.20214E+11', '="1.20214E+11"'],
  ['15-Oct', '="15-Oct"'],
  ['27/03/2025', '="27/03/2025"'],
  ['2025-03-27', '="2025-03-27"'],
  ['-5', '="-5"'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+A', "'+A"],
  ['-A', "'-A"],
  ["'=1", "''=1"],
  ['SN-001', 'SN-001'],
  ['LOCAL SUPPLY', 'LOCAL SUPPLY'],
  ["O'NEIL", "O'NEIL"],
  ['', ''],
])('%j is written for a spreadsheet as %j', (text, cell) => {
  expect(guardCell(text)).toBe(cell)
  expect(bareCell(cell)).toBe(text)
})

test('a spreadsheet that kept only the text of a guarded cell changes nothing', () => {
  expect(bareCell('00123')).toBe('00123')
})

test('no written cell begins like a formula, but for a text in quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from(`='"+-@\t09AE./ `)) }), (text) => {
      const cell = guardCell(text)
      expect(/^[=+\-@\t\r]/.test(cell)).toBe(cell.startsWith('="') && !cell.slice(2, -1).includes('"'))
    }),
    { numRuns: 2000 },
  )
})

test('whatever a text is, it comes back', () => {
  const texts = fc.oneof(
    fc.string({ unit: fc.constantFrom(...Array.from(`='"+-@\t09AE./ `)) }),
    fc.string({ unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(bareCell(guardCell(text))).toBe(text)
    }),
    { numRuns: 2000 },
  )
})
