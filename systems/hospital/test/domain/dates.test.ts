import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  addYear,
  dayNumber,
  daysBetween,
  formatDate,
  fromDayNumber,
  isIsoDate,
  quarterDates,
  readDate,
} from '../../src/domain/dates.ts'

const day = fc
  .integer({ min: -700_000, max: 2_800_000 })
  .map((at) => new Date(at * 86_400_000).toISOString())
  .filter((text) => /^\d{4}-/.test(text))
  .map((text) => text.slice(0, 10))
  .filter((iso) => iso >= '0001' && iso < '9990')

describe('the date rule', () => {
  test.each([
    ['10/01/2025', '2025-01-10', 'padded'],
    ['1/4/2025', '2025-04-01', 'unpadded'],
    ['1-4-2025', '2025-04-01', 'separator'],
    ['01.04.2025', '2025-04-01', 'separator'],
    ['2025-04-01', '2025-04-01', 'iso'],
    ['٠١/٠٤/٢٠٢٥', '2025-04-01', 'arabic'],
    ['۱/۴/۲۰۲۵', '2025-04-01', 'arabic'],
    [' 29/02/2024\u00a0', '2024-02-29', 'padded'],
  ])('%j is %s (%s)', (text, iso, form) => expect(readDate(text)).toMatchObject({ iso, form }))

  test.each([
    ['31/02/2025', 'impossible'],
    ['29/02/2025', 'impossible'],
    ['10/25/2025', 'impossible'],
    ['00/01/2025', 'impossible'],
    ['2025-13-01', 'impossible'],
    ['01/01/0000', 'impossible'],
    ['10/01/25', 'two_digit_year'],
    ['25-01-10', 'two_digit_year'],
    ['10/01-2025', 'unreadable'],
    ['10 January 2025', 'unreadable'],
    ['45819', 'unreadable'],
    ['2025/01/10', 'unreadable'],
  ])('%j is refused: %s', (text, fault) => expect(readDate(text)).toEqual({ iso: null, fault }))

  test('month first only when the source says so', () => {
    expect(readDate('10/25/2025', 'MDY')).toMatchObject({ iso: '2025-10-25' })
    expect(readDate('03/04/2025', 'MDY')).toMatchObject({ iso: '2025-03-04', ambiguous: true })
    expect(readDate('03/04/2025', 'DMY')).toMatchObject({ iso: '2025-04-03', ambiguous: true })
    expect(readDate('04/04/2025')).toMatchObject({ ambiguous: false })
  })

  test('reading what was written gives the same day, in every form', () => {
    fc.assert(
      fc.property(day, (iso) => {
        const written = formatDate(iso)
        const [d, m, y] = written.split('/') as [string, string, string]
        for (const text of [written, `${Number(d)}/${Number(m)}/${y}`, `${d}-${m}-${y}`, `${d}.${m}.${y}`, iso]) {
          expect(readDate(text).iso).toBe(iso)
        }
        expect(readDate(`${m}/${d}/${y}`, 'MDY').iso).toBe(iso)
        expect(isIsoDate(iso)).toBe(true)
      }),
    )
  })

  test('a day is real exactly when the calendar has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 9999 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
        (y, m, d) => {
          const date = new Date(Date.UTC(y, m - 1, d))
          const isReal = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d
          expect(readDate(`${d}/${m}/${y}`).iso !== null).toBe(isReal)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('more different texts than are remembered are still read right', () => {
    for (let at = 0; at < 70_000; at++) expect(readDate(`x${at}`).iso).toBeNull()
    expect(readDate('10/01/2025').iso).toBe('2025-01-10')
  })
})

describe('counting by the calendar', () => {
  test.each([
    ['2025-01-10', '2026-01-10'],
    ['2024-02-29', '2025-02-28'],
    ['2023-02-28', '2024-02-28'],
  ])('a year after %s is %s', (from, to) => expect(addYear(from)).toBe(to))

  test('days are counted as the world counts them', () => {
    const utc = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000
    fc.assert(
      fc.property(day, fc.integer({ min: -2000, max: 2000 }), (iso, days) => {
        expect(daysBetween('1970-01-01', iso)).toBe(utc(iso))
        expect(fromDayNumber(dayNumber(iso))).toBe(iso)
        fc.pre(iso > '0010')
        expect(addDays(iso, days)).toBe(new Date((utc(iso) + days) * 86_400_000).toISOString().slice(0, 10))
      }),
    )
  })

  test('months clamp to the end of the month', () => {
    expect(addMonths('2024-11-30', 3)).toBe('2025-02-28')
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2024-12-31', 12)).toBe('2025-12-31')
  })

  test.each([
    ['2025-03-27', 'P90D', ['2025-06-25', '2025-09-23', '2025-12-22']],
    ['2025-03-27', 'P3M', ['2025-06-27', '2025-09-27', '2025-12-27']],
    ['2024-11-30', 'P3M', ['2025-02-28', '2025-05-30', '2025-08-30']],
  ] as const)('quarters from %s by %s', (first, step, later) =>
    expect(quarterDates(first, step)).toEqual([first, ...later]),
  )
})
