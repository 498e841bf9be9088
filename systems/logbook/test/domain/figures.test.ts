import { describe, expect, test } from 'vitest'
import { readDraft } from '../../src/domain/draft.ts'
import { bookDate, entryText, twoPlaces } from '../../src/domain/entry-text.ts'
import {
  baselineVolume,
  boardSummary,
  daysBetween,
  deltaOf,
  readFormNumber,
  tableDifference,
} from '../../src/domain/figures.ts'
import {
  consumption,
  daysOfFuel,
  fuelOnBoard,
  fuelStats,
  reconcileFuel,
  sumOf,
  weeklyFuel,
} from '../../src/domain/fuel.ts'
import { nameFault } from '../../src/domain/names.ts'
import { readSoundingTables, tankOf } from '../../src/domain/sounding-table.ts'
import { rawTables, tank17P, tank17S } from './tables.ts'

describe('consumption', () => {
  test.each([
    [12_345, 12_567.2, 222.2],
    [100, 100.333, 0.33],
    [0.1, 0.3, 0.2],
    [50_000, 50_250.5, 250.5],
    [1000, 1000, 0],
  ])('from %d to %d are %d gallons', (start, end, gallons) => {
    expect(consumption({ start, end })).toBe(gallons)
  })

  test('a meter that came round says so', () => {
    expect(() => consumption({ start: 999_990, end: 12.5 })).toThrow(
      expect.objectContaining({
        code: 'meter_reversed',
        message: 'The meter ends at 12.5, before its start at 999990',
      }),
    )
    expect(consumption({ start: 999_990, end: 12.5, rollover: true })).toBe(22.5)
    expect(consumption({ start: 99_990, end: 12.5, rollover: true, meterMax: 100_000 })).toBe(22.5)
    expect(() => consumption({ start: 10, end: 20, rollover: true })).toThrow(
      expect.objectContaining({ code: 'rollover_unneeded' }),
    )
  })
})

const tickets = (amounts: readonly number[]) =>
  amounts.map((amount, at) => ({ date: `2025-12-${20 + at} 08:00:00.000000`, consumption: amount }))

describe('fuel over time', () => {
  test('all of it', () => {
    expect(fuelStats(tickets([222.2, 250.5, 198.75]))).toEqual({
      total: 671.45,
      average_per_day: 223.82,
      min: 198.75,
      max: 250.5,
      days_tracked: 3,
      tickets: 3,
    })
    expect(fuelStats([])).toEqual({ total: 0, average_per_day: 0, min: 0, max: 0, days_tracked: 0, tickets: 0 })
  })

  test('two tickets of one day are one day', () => {
    const twice = ['2025-12-20 08:00:00', '2025-12-20T20:00:00'].map((date) => ({ date, consumption: 100 }))
    expect(fuelStats(twice)).toMatchObject({ days_tracked: 1, average_per_day: 200, tickets: 2 })
  })

  test('the last week, over seven days of the calendar', () => {
    const now = '2025-12-26T12:00:00'
    expect(weeklyFuel(tickets([222.2, 250.5, 198.75]), now)).toEqual({
      total: 671.45,
      average_per_calendar_day: 95.92,
      tickets: 3,
    })
    expect(weeklyFuel(tickets([100, 100, 100, 100, 100]), now)).toEqual({
      total: 500,
      average_per_calendar_day: 71.43,
      tickets: 5,
    })
    expect(weeklyFuel(tickets([100, 50]), '2025-12-27T08:00:00')).toMatchObject({ tickets: 2, total: 150 })
    expect(weeklyFuel(tickets([100, 50]), '2025-12-27T08:00:01')).toMatchObject({ tickets: 1, total: 50 })
  })

  test('what is left, and for how long', () => {
    expect(fuelOnBoard(125_000, 671.45)).toBe(124_328.55)
    expect(daysOfFuel(124_328.55, 95.92)).toBe(1296.2)
    expect(daysOfFuel(124_328.55, 0)).toBeNull()
  })

  const twelve = [12_500, 12_300, 10_500, 10_200, 9800, 9600, 14_000, 13_800, 13_000, 12_800, 3000, 2800]

  test('the form against its own tanks and its log', () => {
    expect(sumOf(twelve)).toBe(124_300)
    const form = { fuelOnLog: 124_500, correction: 500, total: 125_000, tanks: twelve }
    expect(reconcileFuel(form)).toEqual([
      { code: 'fuel_total_mismatch', expected: 124_300, found: 125_000, difference: 700 },
    ])
    expect(reconcileFuel({ ...form, total: 124_300, fuelOnLog: 123_800 })).toEqual([])
    expect(reconcileFuel({ ...form, total: 124_300.5, fuelOnLog: null })).toEqual([])
    expect(reconcileFuel({ ...form, total: 124_301, fuelOnLog: 123_800 }).map(({ code }) => code)).toEqual([
      'fuel_log_mismatch',
      'fuel_total_mismatch',
    ])
  })
})

describe('what an entry says', () => {
  /** The two tanks as the original has them: alike. */
  const raw = rawTables()
  const [p, s] = [raw.tanks['17P'], raw.tanks['17S']]
  Object.assign(s ?? {}, { soundings: p?.soundings, capacity_gallons: 1607, capacity_m3: 6.08 })
  const alike = tankOf(readSoundingTables(raw), '17S')
  const facts = { date: '2025-12-22T10:00', engineer: 'A. Engineer', title: '1st Assistant Engineer' }

  test('code C, from the dirty oil', () => {
    expect(entryText({ ...facts, tank: alike, m3: 4.86 })).toEqual({
      code: 'C',
      text: `DATE: 22 DEC 2025
CODE: C

11.1 Dirty Oil Tank (17S)
11.2 6.08 m³ capacity
11.3 4.86 m³ retained
11.4 N/A

A. Engineer, (1st Assistant Engineer) 22 DEC 2025`,
    })
    expect(entryText({ ...facts, tank: tank17S, m3: 4.87 }).text).toContain(
      '11.2 6.09 m³ capacity\n11.3 4.87 m³ retained',
    )
  })

  test('code I, from the oily water', () => {
    expect(entryText({ ...facts, tank: tank17P, m3: 2.96 })).toEqual({
      code: 'I',
      text: `DATE: 22 DEC 2025
CODE: I

34.1 Oily Water Tank (17P)
34.2 6.08 m³ capacity
34.3 2.96 m³ retained

A. Engineer, (1st Assistant Engineer) 22 DEC 2025`,
    })
  })

  test('as the flag state wants it', () => {
    const { text } = entryText({ ...facts, tank: tank17P, m3: 2.96 }, { dateSeparator: '-', inventoryItem: '26' })
    expect(text).toContain('DATE: 22-DEC-2025')
    expect(text).toContain('26.3 2.96 m³ retained')
  })

  test.each([
    [1.2345, '1.23'],
    [0.1, '0.10'],
    [10.999, '11.00'],
    [0, '0.00'],
    [1.005, '1.01'],
  ])('%d is written %s', (value, text) => {
    expect(twoPlaces(value)).toBe(text)
  })

  test('the months are those of the book, whatever the machine speaks', () => {
    const all = Array.from({ length: 12 }, (_, at) => bookDate(`2025-${String(at + 1).padStart(2, '0')}-09`, '-'))
    expect(all.join(' ')).toBe(
      '09-JAN-2025 09-FEB-2025 09-MAR-2025 09-APR-2025 09-MAY-2025 09-JUN-2025 09-JUL-2025 09-AUG-2025 09-SEP-2025 09-OCT-2025 09-NOV-2025 09-DEC-2025',
    )
  })
})

describe('smaller figures', () => {
  test('how a tank changed', () => {
    expect(deltaOf({ gallons: 783, m3: 2.96 }, { gallons: 619, m3: 2.34 })).toEqual({ gallons: 164, m3: 0.62 })
  })

  test('days since an event are days of the calendar', () => {
    expect(daysBetween('2025-12-15 14:30:00', '2025-12-18')).toBe(3)
    expect(daysBetween('2025-12-15T23:59', '2025-12-16T00:01')).toBe(1)
  })

  test('gallons of a form are rounded, and the cubic metres are those of what is stored', () => {
    expect(baselineVolume(750.9)).toEqual({ gallons: 751, m3: 2.84 })
    expect(baselineVolume(750.5)).toEqual({ gallons: 751, m3: 2.84 })
  })

  test('the form against the table', () => {
    expect(tableDifference(tank17P, { feet: 1, inches: 6 }, 750)).toEqual({ table: 619, difference: 131 })
    expect(tableDifference(tank17P, { feet: 1, inches: 6 }, 620)).toBeUndefined()
  })

  test('the board in one line', () => {
    expect(boardSummary(['online', 'issue', 'offline', 'issue'])).toBe('1 offline, 2 issues')
    expect(boardSummary(['online', 'issue'])).toBe('1 issues')
    expect(boardSummary(['online'])).toBe('all online')
  })

  test.each([
    [`22'6"`, 22, 6],
    [`24' 3"`, 24, 3],
    ['22-06', 22, 6],
    ['7ft 4in', 7, 4],
    ['24', 24, 0],
    [`9'`, 9, 0],
  ])('the draft %s', (text, feet, inches) => {
    expect(readDraft(text)).toEqual({ feet, inches })
  })

  test.each(['abt 23 ft', `22'12"`, '', null, 22, `22'6`, '22.5'])('no draft: %s', (text) => {
    expect(readDraft(text)).toBeNull()
  })

  test.each([
    ['-500', -500],
    ['(500)', -500],
    ['500 (est.)', 500],
    ['1,250.5', 1250.5],
    ['−12', -12],
    ['500 gal', 500],
  ])('a number on a form: %s', (text, value) => {
    expect(readFormNumber(text)).toBe(value)
  })

  test.each(['', 'abt 500', '5OO', '1.2.3', '(500'])('no number on a form: "%s"', (text) => {
    expect(readFormNumber(text)).toBeUndefined()
  })

  test.each(["O'Brien", 'Zoë Müller', 'J. Smith-Jones', 'Ярослав', '李明'])('%s is a name', (name) => {
    expect(nameFault('engineer_name', name)).toBeUndefined()
  })

  test.each([
    ['A', 'too_short'],
    [' Ann', 'too_short'],
    ['4711', 'not_a_name'],
    ['<b>Ann</b>', 'not_a_name'],
    ['--', 'not_a_name'],
    ['a'.repeat(101), 'too_long'],
  ])('%s is none', (name, code) => {
    expect(nameFault('engineer_name', name)?.code).toBe(code)
  })
})
