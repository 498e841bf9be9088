import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cleaningOf,
  cleanSerial,
  cleanText,
  foldText,
  isAllDigits,
  isLonger,
  isNullSpelling,
  isPlain,
} from '../../src/domain/text.ts'

// Text with everything that cleaning is about, far more often than chance would give it.
const dirty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' ',
        '  ',
        '\u00a0',
        '\u3000',
        '\u200b',
        '\u200f',
        '\u2060',
        '\ufeff',
        '\n',
        '\t',
        '\u0000',
        'e',
        '\u0301',
        'é',
        'A',
        '#',
        'ج',
        '\u{1f600}',
        '\u2028',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('clean text', () => {
  test.each([
    ['  MONITOR ', 'MONITOR'],
    ['INFUSION  PUMP', 'INFUSION PUMP'],
    ['A\u00a0B\u3000C\u2009D', 'A B C D'],
    ['A\u200bB\u200fC\u2060D\ufeffE', 'ABCDE'],
    ['LINE\nBREAK\tTAB\u0000', 'LINEBREAKTAB'],
    ['cafe\u0301', 'caf\u00e9'],
    ['e\u200b\u0301', '\u00e9'],
    [' \u00a0 ', ''],
    ['جهاز  تخطيط', 'جهاز تخطيط'],
  ])('%j becomes %j', (text, clean) => expect(cleanText(text)).toBe(clean))

  test('cleaning twice is cleaning once', () => {
    fc.assert(
      fc.property(dirty, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('what is left holds none of what was removed', () => {
    fc.assert(
      fc.property(dirty, (text) => {
        const clean = cleanText(text)
        expect(clean).not.toMatch(/[\u0000-\u001f\u200b-\u200f\u2060\ufeff\u00a0\u3000]|^ | $| {2}/)
        expect(clean).toBe(clean.normalize('NFC'))
      }),
      { numRuns: 3000 },
    )
  })

  test('nothing but spaces, invisible characters and decomposition is lost', () => {
    const bare = (text: string): string =>
      text
        .normalize('NFD')
        .replace(/[\p{Zs}\p{Cc}\u200b-\u200f\u2060\ufeff\u2028\u2029]/gu, '')
        .normalize('NFC')
    fc.assert(
      fc.property(dirty, (text) => {
        expect(bare(cleanText(text))).toBe(bare(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('plain text is what the slow way would leave alone', () => {
    const plain = /^[!-~]+(?: [!-~]+)*$/
    fc.assert(
      fc.property(fc.oneof(dirty, fc.string()), (text) => {
        expect(isPlain(text)).toBe(plain.test(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('says which cleaning a text needs', () => {
    expect(cleaningOf(' A\u00a0 B\n')).toEqual([
      'text_control_removed',
      'text_space_normalised',
      'text_trimmed',
      'text_collapsed',
    ])
    expect(cleaningOf('e\u0301\u200b')).toEqual(['text_invisible_removed', 'text_normalised'])
  })
})

describe('serials', () => {
  test('inner spaces stay, since collapsing them once made two devices one', () => {
    expect(cleanSerial(' N-A  78 ')).toBe('N-A  78')
    expect(cleanSerial('\u200bSN 1\u00a02\n')).toBe('SN 1\u00a02')
  })

  test('cleaning twice is cleaning once', () => {
    fc.assert(
      fc.property(dirty, (text) => {
        expect(cleanSerial(cleanSerial(text))).toBe(cleanSerial(text))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('small questions', () => {
  test.each(['', 'N/A', 'n/a', 'NA', 'Null', 'none', 'NaN', 'nil', '-', '--'])('%j means no value', (text) =>
    expect(isNullSpelling(text)).toBe(true),
  )
  test.each(['N-A', 'N/A 1', 'ANA', '0', '---', 'nilly'])('%j is a value', (text) =>
    expect(isNullSpelling(text)).toBe(false),
  )

  test('digits only', () => {
    expect(['45819', '', '4581A', '٤٥'].map(isAllDigits)).toEqual([true, false, false, false])
  })

  test('length counts characters as databases do', () => {
    expect(isLonger('\u{1f600}'.repeat(100), 100)).toBe(false)
    expect(isLonger('A'.repeat(101), 100)).toBe(true)
  })

  test('folding brings spellings together and keeps other alphabets apart', () => {
    expect(foldText('Infusion-Pump')).toBe(foldText('INFUSION PUMP'))
    expect(foldText('جهاز')).not.toBe(foldText('قلب'))
  })
})
