import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StateRow } from '../../src/states/rows.ts'
import { folded, lineOf } from './folded.ts'
import { type OracleInput, oracleRows } from './seconds-oracle.ts'
import { type Situation, situations } from './vectors.ts'

const inputOf = ({ window, samples, downtimes, shifts = [] }: Situation): OracleInput => ({
  window,
  samples: [...samples].map(([at, speed]) => ({ id: `s${at}`, at, createdAt: at, speed })),
  events: downtimes,
  shifts,
})

const shown = ({ start, end, state, category, reason, shift, isOpen }: StateRow): string =>
  [`${start}-${isOpen ? 'open' : end}`, state, category, reason ?? '', shift < 0 ? '' : `shift ${shift}`]
    .filter((part) => part !== '')
    .join(' ')

describe('the situations of the rules', () => {
  for (const situation of situations) {
    test(situation.id, () => {
      const input = inputOf(situation)
      const { rows } = folded(input)
      expect(rows.map(shown)).toEqual(situation.rows)
      expect(oracleRows(input)).toEqual(rows.map(lineOf))
    })
  }

  test('S13 says what it left out', () => {
    const situation = situations.find(({ id }) => id.startsWith('S13')) as Situation
    expect(folded(inputOf(situation)).codes).toEqual({ DT_NEGATIVE: 1, DT_ZERO: 1 })
  })
})

const none = { shifts: [], events: [] }

describe('cleaning', () => {
  const sample = (at: number, speed: number | null, stored = `${at} s${at}`) => {
    const [createdAt, id] = stored.split(' ') as [string, string]
    return { id, at, createdAt: Number(createdAt), speed }
  }

  test('of samples in one second the last that was stored stays, and the first by id of those stored together', () => {
    const samples = [sample(0.2, 0, '5 b'), sample(0.9, 5, '6 c'), sample(60, 5, '7 d'), sample(60.5, 0, '7 e')]
    const { rows, codes } = folded({ ...none, window: [0, 120], samples })
    expect(rows.map(shown)).toEqual(['0-120 PRODUCING PRODUCTION'])
    expect(codes).toEqual({ SMP_DUPLICATE: 2 })
  })

  test('samples outside of the window and without a speed are left out and counted', () => {
    const samples = [sample(-1, 5), sample(0, 5), sample(30, null), sample(90, 0), sample(4_070_908_800, 5)]
    const { rows, codes } = folded({ ...none, window: [0, 120], samples })
    expect(rows.map(shown)).toEqual(['0-90 PRODUCING PRODUCTION', '90-120 IDLE PERFORMANCE_LOSS'])
    expect(codes).toEqual({ SMP_OUT_OF_WINDOW: 2, SMP_NULL: 1 })
  })

  test('an open downtime that is over when it begins never was', () => {
    const samples = [sample(0, 5), sample(60, 5), sample(120, 5)]
    const events = [{ id: 'a', start: 60, end: null, isPlanned: false, reason: 'A' }]
    const input = { ...none, window: [0, 180] as const, samples, events }
    const { rows, codes } = folded(input)
    expect(rows.map(shown)).toEqual(['0-180 PRODUCING PRODUCTION'])
    expect(codes).toEqual({ DT_OPEN: 1, DT_ZERO: 1 })
  })

  test('downtimes outside of the window are dropped', () => {
    const events = [
      { id: 'a', start: -100, end: 0, isPlanned: false, reason: 'A' },
      { id: 'b', start: 60, end: 90, isPlanned: false, reason: 'B' },
      { id: 'c', start: 0, end: 400 * 86_400, isPlanned: true, reason: 'C' },
    ]
    const { rows, codes } = folded({ ...none, window: [0, 60], samples: [], events })
    expect(rows.map(shown)).toEqual(['0-60 PLANNED_STOP PLANNED C'])
    expect(codes).toEqual({ DT_OUT_OF_WINDOW: 2 })
  })

  test('E16: a second of two shifts belongs to the one that began earlier', () => {
    const shifts = [
      [0, 60],
      [30, 90],
      [40, 50],
    ] as const
    const { rows } = folded({ ...none, window: [0, 120], samples: [sample(0, 5)], shifts })
    expect(rows.map(({ start, end, shift }) => [start, end, shift])).toEqual([
      [0, 60, 0],
      [60, 90, 1],
      [90, 120, -1],
    ])
  })
})

const anyInput: fc.Arbitrary<OracleInput> = fc
  .record({
    length: fc.integer({ min: 60, max: 3_000 }),
    start: fc.constantFrom(0, 1_000, -500),
    speeds: fc.array(
      fc.record({
        jitter: fc.constantFrom(0, 0, 0, 7, 59),
        speed: fc.constantFrom(5, 5, 5, 0, 0, null, undefined),
        twice: fc.constantFrom(false, false, false, true),
      }),
      { maxLength: 50 },
    ),
    events: fc.array(
      fc.record({
        at: fc.integer({ min: -200, max: 3_100 }),
        length: fc.constantFrom(null, null, -60, 0, 1, 15, 60, 100, 300, 900),
        isOnSample: fc.boolean(),
        isPlanned: fc.boolean(),
        reason: fc.constantFrom('A', 'B'),
      }),
      { maxLength: 7 },
    ),
    cut: fc.integer({ min: 1, max: 1_500 }),
    eventWins: fc.boolean(),
    unplannedFirst: fc.boolean(),
    holes: fc.boolean(),
  })
  .map(({ length, start, speeds, events, cut, ...options }) => ({
    ...options,
    window: [start, start + length] as const,
    samples: speeds.flatMap(({ jitter, speed, twice }, n) => {
      if (speed === undefined) return []
      const at = start + n * 60 + jitter
      const sample = { id: `s${n}`, at, createdAt: at, speed }
      return twice ? [sample, { ...sample, id: `t${n}`, createdAt: at + 1, speed: speed === 0 ? 5 : 0 }] : [sample]
    }),
    events: events.map(({ at, length: lasts, isOnSample, isPlanned, reason }, n) => {
      const from = start + (isOnSample ? Math.round(at / 60) * 60 : at)
      return { id: `e${n}`, start: from, end: lasts === null ? null : from + lasts, isPlanned, reason }
    }),
    shifts: [
      [start, start + cut],
      [start + cut, start + 2 * cut],
    ] as const,
  }))

describe('any situation', () => {
  test('3,000 of them give the rows that an evaluation second by second gives', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        expect(folded(input).rows.map(lineOf)).toEqual(oracleRows(input))
      }),
      { numRuns: 3_000 },
    )
  })

  test('covers its window without a gap and without an overlap', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { rows } = folded({ ...input, holes: false })
        expect([rows[0]?.start, rows.at(-1)?.end]).toEqual([...input.window])
        expect(rows.every(({ start, end }) => end > start)).toBe(true)
        expect(rows.slice(1).every(({ start }, at) => start === rows[at]?.end)).toBe(true)
      }),
    )
  })

  test('stopped anywhere and gone on with gives the same rows', () => {
    fc.assert(
      fc.property(anyInput, fc.array(fc.boolean(), { minLength: 100, maxLength: 100 }), (input, stops) => {
        const whole = folded(input).rows.map(lineOf)
        expect(folded(input, (item) => stops[item % stops.length] === true).rows.map(lineOf)).toEqual(whole)
        expect(folded(input, () => true).rows.map(lineOf)).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })
})
