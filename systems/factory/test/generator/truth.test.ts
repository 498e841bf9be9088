import { describe, expect, test } from 'vitest'
import { breakdownsOf, eventsOf, maintenanceOf } from '../../src/generator/events.ts'
import { defaultSeed, drawFrom, mixed } from '../../src/generator/draw.ts'
import { bucketsOf, countsOf } from '../../src/generator/production.ts'
import { qualityOf } from '../../src/generator/quality.ts'
import { type Defect, type Machine, machinesOf, recipeOf } from '../../src/generator/recipe.ts'
import { samplesOf } from '../../src/generator/samples.ts'

const draw = drawFrom(defaultSeed)

test('the numbers that everything is drawn from', () => {
  expect(mixed(1)).toBe(1_364_076_727)
  expect([draw(1, 0)(0, 0), draw(1, 0)(0, 1), draw(1, 9)(89, 13)]).toEqual([
    2_617_841_900, 3_246_821_005, 1_993_035_586,
  ])
  expect([draw(4, 0)(0, 0), draw(20, 0)(0, 0), draw(2, 9)(89, 15)]).toEqual([464_587_845, 1_067_919_786, 3_195_726_042])
})

describe('the first machine', () => {
  const recipe = recipeOf()
  const [machine] = machinesOf(recipe) as unknown as [Machine]

  test('has these first stops', () => {
    const first = machine.stops
      .slice(0, 8)
      .map(({ kind, reason, start, end }) => `${kind} ${reason ?? ''} ${start}-${end}`)
    expect(first).toEqual([
      'BREAKDOWN BD-TOOL 1741411886-1741412700',
      'MINOR  1741415580-1741415700',
      'MINOR  1741419240-1741419480',
      'MINOR  1741421640-1741421760',
      'MINOR  1741423200-1741423320',
      'BREAK BREAK 1741424400-1741426200',
      'SETUP SETUP 1741430083-1741430948',
      'MINOR  1741433760-1741433820',
    ])
  })

  test('makes this in its first half hour', () => {
    const first = bucketsOf(recipe, machine).take(6).toArray()
    expect(first.map(({ at, total, defective }) => [at, total, defective])).toEqual(
      [9, 10, 9, 10, 9, 10].map((total, b) => [1_741_410_000 + 300 * b, total, 0]),
    )
    const defects = qualityOf(recipe, machine).take(3).toArray()
    expect(defects.map(({ at, count, type, disposition }) => [at, count, type, disposition])).toEqual([
      [1_741_416_757, 1, 'dft-7', 'reject'],
      [1_741_417_891, 1, 'dft-3', 'rework'],
      [1_741_420_366, 1, 'dft-4', 'reject'],
    ])
  })
})

type Counted = { [name: string]: number }

function countRows(scale: number, defects: boolean): { readonly rows: Counted; readonly injected: Counted } {
  const rows: Counted = {}
  const injected: Counted = {}
  const add = (tally: Counted, name: string, n = 1): void => void (tally[name] = (tally[name] ?? 0) + n)
  const recipe = recipeOf({ scale, defects, injected: (defect: Defect) => add(injected, defect) })
  const size = (rowsOf: Iterable<unknown>): number => {
    let n = 0
    for (const _ of rowsOf) n += 1
    return n
  }
  for (const machine of machinesOf(recipe)) {
    add(rows, 'OperationalMetric', size(samplesOf(recipe, machine)))
    add(rows, 'ProductionMetric', size(countsOf(recipe, machine)))
    add(rows, 'QualityMetric', size(qualityOf(recipe, machine)))
    add(rows, 'DowntimeEvent', size(eventsOf(recipe, machine)))
    add(rows, 'MaintenanceRecord', maintenanceOf(machine.stops).length)
    add(rows, 'Alert', breakdownsOf(machine.stops).length)
  }
  return { rows, injected }
}

describe('so many rows', () => {
  test('at scale 1 without defects', () => {
    expect(countRows(1, false)).toEqual({
      rows: {
        OperationalMetric: 431_400,
        ProductionMetric: 86_280,
        QualityMetric: 17_806,
        DowntimeEvent: 2_825,
        MaintenanceRecord: 386,
        Alert: 806,
      },
      injected: {},
    })
  })

  test('at scale 1 with defects, and so many of each', () => {
    expect(countRows(1, true)).toEqual({
      rows: {
        OperationalMetric: 429_286,
        ProductionMetric: 86_392,
        QualityMetric: 17_806,
        DowntimeEvent: 2_902,
        MaintenanceRecord: 386,
        Alert: 806,
      },
      injected: {
        phantom: 16,
        'clock skew': 2,
        outage: 1_350,
        'lost sample': 846,
        'null speed': 426,
        'duplicate sample': 80,
        'open event': 18,
        'negative event': 5,
        'overlapping event': 77,
        'negative count': 5,
        'unbalanced count': 25,
        'identical count': 68,
        'corrected count': 33,
        'orphan count': 11,
        'defect without type': 59,
      },
    })
  })

  test('at scale 10 with defects', { timeout: 120_000 }, () => {
    expect(countRows(10, true).rows).toEqual({
      OperationalMetric: 4_295_792,
      ProductionMetric: 864_803,
      QualityMetric: 177_448,
      DowntimeEvent: 28_583,
      MaintenanceRecord: 3_862,
      Alert: 8_071,
    })
  })
})
