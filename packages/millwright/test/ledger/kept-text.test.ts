import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptText, readText, shownText } from '../../src/ledger/kept-text.ts'

test('every text comes back as it was, and none is kept that a database might refuse (P19)', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((rest) => `json:"${rest}`),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  )
  fc.assert(
    fc.property(text, (given) => {
      const kept = keptText(given)
      expect(kept.includes('\0')).toBe(false)
      expect(kept.isWellFormed()).toBe(true)
      expect(readText(kept)).toBe(given)
    }),
  )
})

test('a usual text is kept as it stands, and a message shows that something was there', () => {
  expect(keptText('{"a":"ä"}')).toBe('{"a":"ä"}')
  expect(shownText('a\0b\ud800')).toBe('a␀b�')
})
