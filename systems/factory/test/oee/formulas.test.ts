import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate, averageOee, type Share } from '../../src/oee/aggregate.ts'
import { type Elements, evaluate } from '../../src/oee/evaluate.ts'
import { parseExpression } from '../../src/oee/expression.ts'
import { elements, type Formula, formulas } from '../../src/oee/formulas.ts'
import { fullVector, fullVectorValues, multiplied, publishedVectors } from './vectors.ts'

const factors = ['availability', 'effectiveness', 'qualityRatio', 'oee'] as const

describe('published examples', () => {
  for (const { id, source, elements: given, published, tolerance, exact } of publishedVectors) {
    test(`${id}: ${source}`, () => {
      for (const factor of factors) {
        const percent = (evaluate(factor, given) ?? Number.NaN) * 100
        if (published[factor] !== undefined) {
          expect(Math.abs(percent - published[factor])).toBeLessThanOrEqual(tolerance)
        }
        if (exact[factor] !== undefined) expect(percent).toBeCloseTo(exact[factor], 4)
      }
    })
  }

  test.each(multiplied)('V06: %f × %f × %f', (...row) => {
    const [availability, effectiveness, qualityRatio, oee] = row.map((percent) => percent / 100) as [
      number,
      number,
      number,
      number,
    ]
    const given = { availability, effectiveness, qualityRatio }
    expect(evaluate('oee', given)).toBeCloseTo(oee, 4)
  })

  test('V10: the three machines together are weighted by their planned time', () => {
    const shares = publishedVectors
      .filter(({ id }) => id.startsWith('V10'))
      .map(({ elements: given }) => shareOf(given))
    expect((aggregate(shares).oee ?? 0) * 100).toBeCloseTo(68.7241, 4)
  })

  test('V11, D47: the published 63.6 % counts the lost availability twice', () => {
    const given = { PBT: 450, APT: 390, PRI: 1, PQ: 350, GQ: 330 }
    expect(percentsOf(given)).toEqual([86.6667, 89.7436, 94.2857, 73.3333])
  })

  test('V14: five of seven days', () => {
    expect((evaluate('loading', { PBT: 5 * 1440, CAL: 7 * 1440 }) ?? 0) * 100).toBeCloseTo(71.4286, 4)
  })

  test('V16, V17: mean times', () => {
    const hours = 60
    const between = (APT: number, FED: number) => evaluate('meanOperatingTimeBetweenFailures', { APT, FED })
    const repair = (TTR: number, FED: number) => evaluate('meanTimeToRestoration', { TTR, FED })
    expect(between(20_000 * hours, 5)).toBe(4_000 * hours)
    expect(repair(20 * hours, 10)).toBe(2 * hours)
    expect(between(2_496 * hours, 4)).toBe(624 * hours)
    expect(evaluate('meanTimeToFailure', { APT: 3 + 2.5 + 2.6, FED: 3 })).toBeCloseTo(2.7, 12)
    expect(repair(8 * hours, 2)).toBe(4 * hours)
  })

  test('V18: inherent availability', () => {
    expect(evaluate('inherentAvailability', { APT: 900, TTR: 100, FED: 1 })).toBe(0.9)
  })

  test('V20: a waterfall of 168 hours', () => {
    const oee = evaluate('oee', { PBT: 104, APT: 104 - 72, PRI: 1, PQ: 32, GQ: 32 })
    expect((oee ?? 0) * 100).toBeCloseTo(30.7692, 4)
  })

  test('V21: the performance is not left out', () => {
    const given = { PBT: 4_000 / 60, APT: 60, PRI: 1 / 50, PQ: 500, GQ: 480 }
    expect(percentsOf(given)).toEqual([90, 16.6667, 96, 14.4])
  })

  test('V22: a mean of ratios is only ever a mean', () => {
    expect(averageOee([82, 78, 85, 71, 88])).toBeCloseTo(80.8, 10)
    expect(averageOee([])).toBeNull()
  })

  test('the full vector of the standard', () => {
    for (const [name, value] of Object.entries(fullVectorValues)) {
      expect(evaluate(name as Formula, fullVector), name).toBeCloseTo(value, 6)
    }
  })
})

const shareOf = (given: Elements): Share =>
  ({
    ...given,
    netOperating: evaluate('netOperating', given),
    productive: evaluate('productive', given),
  }) as unknown as Share

const percentsOf = (given: Elements): readonly number[] =>
  factors.map((factor) => Number(((evaluate(factor, given) ?? Number.NaN) * 100).toFixed(4)))

describe('where nothing can be divided', () => {
  const shift = { PBT: 450, APT: 390, PRI: 1, PQ: 350, GQ: 330, CAL: 1440 }
  const of = (change: Elements) => factors.map((factor) => evaluate(factor, { ...shift, ...change }))

  test('E1: without planned time there is no figure but quality and effectiveness', () => {
    expect(of({ PBT: 0, APT: 0, PQ: 0, GQ: 0 })).toEqual([null, null, null, null])
    expect(evaluate('teep', { ...shift, PBT: 0, APT: 0 })).toBeNull()
  })

  test('E2: nothing made is an OEE of 0, and no quality', () => {
    expect(of({ PQ: 0, GQ: 0 })).toEqual([390 / 450, 0, null, 0])
  })

  test('E3: counts without running are an OEE of 0', () => {
    expect(of({ APT: 0 })).toEqual([0, null, 330 / 350, 0])
  })

  test('E5: without an ideal cycle time effectiveness and OEE are not known, which is not 0', () => {
    expect(of({ PRI: null })).toEqual([390 / 450, null, 330 / 350, null])
    expect(of({ PRI: null, PQ: 0, GQ: 0 })).toEqual([390 / 450, null, null, null])
  })

  test('E4, D34: effectiveness above 1 is not capped', () => {
    expect(evaluate('effectiveness', { ...shift, PQ: 400 })).toBeGreaterThan(1)
  })
})

/** Any shift: time inside the plan is cut at random, so that the elements add up. */
const anyShift = fc
  .record({
    PBT: fc.integer({ min: 1, max: 32_400 }),
    cuts: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 4, maxLength: 4 }),
    PRI: fc.double({ min: 0.01, max: 600, noNaN: true }),
    PQ: fc.integer({ min: 0, max: 100_000 }),
    good: fc.integer({ min: 0, max: 1_000 }),
    rework: fc.integer({ min: 0, max: 1_000 }),
  })
  .map(({ PBT, cuts, PRI, PQ, good, rework }) => {
    const at = [0, ...cuts.map((cut) => Math.floor((cut * PBT) / 1_000)).toSorted((a, b) => a - b), PBT]
    const [APT, AUST, BDT, MST, IDT] = at.slice(1).map((end, n) => end - (at[n] as number)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const GQ = Math.floor((good * PQ) / 1_000)
    const RQ = Math.floor((rework * (PQ - GQ)) / 1_000)
    return { PBT, APT, AUST, BDT, MST, IDT, PRI, PQ, GQ, RQ, CAL: 86_400 }
  })

/** Equal up to rounding, which grows with the largest number that went into either side. */
const near = (a: number, b: number, largest = a): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(largest)))

const value = (name: Formula, given: Elements): number => evaluate(name, given) ?? Number.NaN

describe('identities', () => {
  test('availability cancels: the OEE is ideal time of good items by planned time', () => {
    fc.assert(
      fc.property(anyShift, (shift) => {
        fc.pre(shift.APT > 0 && shift.PQ > 0)
        near(value('oee', shift), (shift.PRI * shift.GQ) / shift.PBT)
      }),
    )
  })

  test('the losses fill the planned time', () => {
    fc.assert(
      fc.property(anyShift, (shift) => {
        const lost = ['speedLoss', 'reworkLoss', 'defectLoss'].map((name) => value(name as Formula, shift))
        const stops = shift.BDT + shift.AUST + shift.MST + shift.IDT
        near(
          shift.PBT - value('productive', shift),
          lost.reduce((sum, loss) => sum + loss, stops),
          shift.PRI * shift.PQ,
        )
      }),
    )
  })

  test('availability needs no cap, NEE is not below OEE, TEEP is not above it', () => {
    fc.assert(
      fc.property(anyShift, (shift) => {
        expect(value('availability', shift)).toBeLessThanOrEqual(1)
        expect(value('nee', shift)).toBeGreaterThanOrEqual(value('oee', shift))
        near(value('nee', { ...shift, AUST: 0 }), value('oee', shift))
        expect(value('teep', shift)).toBeLessThanOrEqual(value('oee', shift))
      }),
    )
  })

  test('sums add, and their figures are those of one long shift', () => {
    fc.assert(
      fc.property(fc.array(anyShift, { minLength: 1, maxLength: 9 }), (shifts) => {
        const whole = aggregate(shifts.map(shareOf))
        near(
          whole.PBT,
          shifts.reduce((sum, { PBT }) => sum + PBT, 0),
        )
        fc.pre(whole.APT > 0 && whole.netOperating > 0)
        near(whole.oee ?? Number.NaN, whole.productive / whole.PBT)
        near(whole.oee ?? 0, (whole.availability ?? 0) * (whole.effectiveness ?? 0) * (whole.quality ?? 0))
      }),
    )
  })
})

describe('the formulas as texts', () => {
  test('every name in a formula is an element or another formula', () => {
    const known = new Set<string>([...elements, ...Object.keys(formulas), 'min'])
    const strange = Object.values(formulas).flatMap((text) =>
      (text.match(/[A-Za-z]\w*/g) ?? []).filter((name) => !known.has(name)),
    )
    expect(strange).toEqual([])
  })

  test.each([
    ['A +', '"" stands where a value must in "A +".'],
    ['A B', '"B" is left over in "A B".'],
    ['(A', '")" is missing in "(A".'],
    ['min(A B)', '"," is missing in "min(A B)".'],
  ])('%s is refused', (text, message) => {
    expect(() => parseExpression(text)).toThrow(new SyntaxError(message))
  })

  test('operators of one rank go from left to right', () => {
    expect(evaluate('equipmentLoadRatio', { PQ: 6, POT: 8, PRI: 4 })).toBe(3)
    expect(evaluate('criticalMachineCapability', { USL: 10, LSL: 0, MEAN: 4, SD: 1 })).toBe(4 / 3)
    expect(evaluate('machineCapability', { USL: 10, LSL: 4, SD: 1 })).toBe(1)
  })
})
