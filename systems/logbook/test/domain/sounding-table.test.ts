import fc from 'fast-check'
import { isProblem } from 'millwright'
import { describe, expect, test } from 'vitest'
import { Refusal } from 'millwright/http'
import { fillPercent, lookUp, readSoundingTables, tankOf, toM3 } from '../../src/domain/sounding-table.ts'
import { type RawTables, rawTables, tables, tank17P, tank17S } from './tables.ts'

/** Feet, inches, gallons, cubic metres, percent. */
const vectors = [
  [0, 0, 0, 0, 0],
  [0, 1, 4, 0.02, 0.2],
  [0, 2, 17, 0.06, 1.1],
  [0, 7, 137, 0.52, 8.5],
  [0, 11, 282, 1.07, 17.5],
  [1, 0, 323, 1.22, 20.1],
  [1, 6, 619, 2.34, 38.5],
  [1, 9, 783, 2.96, 48.7],
  [2, 0, 950, 3.6, 59.1],
  [2, 3, 1117, 4.23, 69.5],
  [2, 6, 1283, 4.86, 79.8],
  [2, 11, 1561, 5.91, 97.1],
  [3, 0, 1607, 6.08, 100],
] as const

test.each(vectors)(`%i'%i" in 17P`, (...vector) => {
  const [feet, inches, gallons, m3, percent] = vector
  expect(lookUp(tank17P, { feet, inches })).toEqual({ gallons, m3, interpolated: false })
  expect(fillPercent(tank17P, gallons)).toBe(percent)
})

test.each([
  [3, 1],
  [4, 0],
  [0, -1],
  [0, 12],
  [-1, 0],
  [0, 0.5],
  [0.5, 0],
  [Number.NaN, 0],
])(`%d'%d" is nowhere in the table`, (feet, inches) => {
  expect(() => lookUp(tank17P, { feet, inches })).toThrow(
    expect.objectContaining({ code: 'sounding_out_of_range', status: 400 }),
  )
})

test('the words of a sounding that the table does not have', () => {
  expect(() => lookUp(tank17P, { feet: 3, inches: 1 })).toThrow(`The table of tank 17P has no 3'1"`)
})

/** Inches with their part, gallons, cubic metres. */
test.each([
  [0, 0.5, 2, 0.01],
  [0, 1.25, 7, 0.03],
  [1, 6.5, 646, 2.45],
  [2, 3.75, 1158, 4.38],
  [2, 11.5, 1584, 6],
  [2, 11.875, 1601, 6.06],
])(`between two inches, when it is asked for: %d'%d"`, (...vector) => {
  const [feet, inches, gallons, m3] = vector
  expect(lookUp(tank17P, { feet, inches }, { interpolate: true })).toEqual({ gallons, m3, interpolated: true })
})

test.each([
  [3, 0.5],
  [2, 12.5],
  [0, -0.5],
])(`no line leads out of the table: %d'%d"`, (feet, inches) => {
  expect(() => lookUp(tank17P, { feet, inches }, { interpolate: true })).toThrow(Refusal)
})

test('an interpolated volume lies between its neighbours', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 35 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (inch, part) => {
      const at = (inches: number) => lookUp(tank17P, { feet: Math.floor(inches / 12), inches: inches % 12 }).gallons
      const found = lookUp(
        tank17P,
        { feet: Math.floor(inch / 12), inches: (inch % 12) + part },
        { interpolate: true },
      ).gallons
      return at(inch) <= found && found <= at(inch + 1)
    }),
  )
})

test.each([
  [1, 0],
  [4, 0.02],
  [100, 0.38],
  [999.5, 3.78],
  [1000, 3.79],
  [1117, 4.23],
  [1607, 6.08],
])('%d gallons are %d m³', (gallons, m3) => {
  expect(toM3(gallons)).toBe(m3)
})

test('an unknown tank is named, with those that there are', () => {
  expect(() => tankOf(tables, '18P')).toThrow('There is no tank 18P; there are 17P, 17S')
})

test('the two tanks differ, so that taking one for the other shows', () => {
  for (const [inch, gallons] of tank17P.gallonsByInch)
    expect(tank17S.gallonsByInch.get(inch)).toBe(inch === 0 ? 0 : gallons + 3)
  expect([tank17S.capacityGallons, tank17S.code, tank17P.code]).toEqual([1610, 'C', 'I'])
})

describe('a table that is wrong is not used', () => {
  const wrong: readonly (readonly [string, (raw: RawTables) => void])[] = [
    [`tank 17P: at 0'2" the gallons do not grow`, (raw) => void Object.assign(point(raw, 2), { gallons: 4 })],
    [`tank 17P: 0'5" is missing, twice or out of its turn`, (raw) => void raw.tanks['17P']?.soundings.splice(5, 1)],
    [
      `tank 17P: 0'6" is missing, twice or out of its turn`,
      (raw) => void raw.tanks['17P']?.soundings.splice(5, 0, point(raw, 5)),
    ],
    [
      'the file: tanks.17P.soundings.5.inches: Too big: expected number to be <=11',
      (raw) => void Object.assign(point(raw, 5), { inches: 12 }),
    ],
    [
      'tank 17P: it ends at 1607 gallons and holds 1700',
      (raw) => void Object.assign(raw.tanks['17P'] ?? {}, { capacity_gallons: 1700 }),
    ],
    [
      'tank 17P: 6.18 m³ are not 1607 gallons',
      (raw) => void Object.assign(raw.tanks['17P'] ?? {}, { capacity_m3: 6.18 }),
    ],
    [
      'the file: it counts 0.0045 m³ to a gallon, the program 0.00378541',
      (raw) => void Object.assign(raw.metadata, { conversion_factor_gal_to_m3: 0.0045 }),
    ],
  ]

  test.each(wrong)('%s', (words, spoil) => {
    const raw = rawTables()
    spoil(raw)
    expect(problemOf(() => readSoundingTables(raw))).toMatchObject({
      code: 'ORB111',
      exit: 4,
      text: {
        what: `The sounding tables cannot be trusted: ${words}.`,
        state: 'Nothing is served, and nothing was changed.',
        does: 'A wrong table makes wrong entries in a book that the law reads.',
        next: "Correct data/sounding-tables.json from the tank's own certificate.",
      },
    })
  })
})

const point = (raw: RawTables, at: number) =>
  raw.tanks['17P']?.soundings[at] as { feet: number; inches: number; gallons: number }

function problemOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return isProblem(error) ? error : undefined
  }
  return undefined
}
