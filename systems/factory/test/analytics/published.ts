import { type Connection, openDatabase, openProject } from 'millwright'
import { expect, test } from 'vitest'
import { compare, scopesOf } from '../../src/analytics/compare.ts'
import { kpisOf } from '../../src/analytics/kpis.ts'
import { lossesIn } from '../../src/analytics/losses.ts'
import { downtimePareto } from '../../src/analytics/pareto.ts'
import { equipment } from '../../src/analytics/places.ts'
import { type AskedRange, type Range, rangeFrom } from '../../src/analytics/range.ts'
import { reliabilityOf } from '../../src/analytics/reliability.ts'
import { findScope, type Scope, type ScopeKind } from '../../src/analytics/scope.ts'
import { seriesOf } from '../../src/analytics/series.ts'
import { shiftsOf } from '../../src/analytics/shift-list.ts'
import { type Timeline, timelineOf } from '../../src/analytics/timeline.ts'

/** Weighted OEE, A, P, Q, failures, MTTR and MTBF of each machine over the whole window. */
const machines = [
  [0.813306, 0.88046, 0.940348, 0.982326, 67, 14.368, 529.853],
  [0.803333, 0.875856, 0.937705, 0.97813, 78, 15.83, 452.75],
  [0.792801, 0.872036, 0.935034, 0.972305, 88, 15.136, 399.551],
  [0.808889, 0.877722, 0.93557, 0.985044, 67, 13.738, 528.205],
  [0.788675, 0.871128, 0.92872, 0.974835, 78, 13.945, 451.647],
  [0.803559, 0.879062, 0.931009, 0.981848, 79, 14.233, 448.656],
  [0.801845, 0.878208, 0.933923, 0.977647, 81, 14.124, 437.152],
  [0.796912, 0.876911, 0.935139, 0.971804, 91, 14.287, 388.539],
  [0.802232, 0.872074, 0.933621, 0.985317, 96, 14.624, 366.271],
  [0.867458, 0.866687, 1.02284, 0.97854, 81, 14.719, 432.701],
] as const

/** NEE, utilization, technical efficiency, setup, scrap and rework ratio, items an hour, TEEP. */
const standard = {
  'wu-0': [0.85716, 0.88046, 0.924343, 0.051162, 0.011848, 0.005826, 92.858136, 0.760141],
  'wu-4': [0.83226, 0.871128, 0.915187, 0.052369, 0.016729, 0.008436, 68.255911, 0.739314],
  'wu-9': [0.922327, 0.866687, 0.916954, 0.059489, 0.014338, 0.007122, 74.789986, 0.813166],
} as const

const standardNames = [
  'nee',
  'utilizationEfficiency',
  'technicalEfficiency',
  'setupRatio',
  'scrapRatio',
  'reworkRatio',
  'throughputRate',
  'teep',
]

const pareto = [
  ['SETUP', 1_111, 18_805.4],
  ['BD-CTRL', 177, 2_556.9],
  ['BD-ELEC', 170, 2_456.6],
  ['BD-MAT', 157, 2_322.9],
  ['BD-TOOL', 161, 2_262.2],
  ['BD-MECH', 141, 2_103.7],
] as const

const centerDays = [
  ['2025-03-08', 'line-0-0', 0.801343, 6_750, 10_001],
  ['2025-03-08', 'line-0-1', 0.804677, 6_750, 9_921],
  ['2025-03-29', 'line-0-0', 0.815703, 6_450, 9_685],
  ['2025-03-29', 'line-0-1', 0.830946, 6_450, 9_814],
  ['2025-04-06', 'line-0-0', 0.803422, 6_750, 9_976],
  ['2025-04-06', 'line-0-1', 0.808044, 6_750, 10_001],
] as const

const days = { from: '2025-03-08', to: '2025-04-06' }

/** The published figures of a factory of scale 1 without defects, asked of the questions that charts ask. */
export function publishedFigures(target: () => string): void {
  type Asked = { readonly db: Connection; readonly scope: Scope; readonly range: Range }

  const askIn =
    (asked: AskedRange) =>
    async <T>(kind: ScopeKind, id: string, work: (asked: Asked) => Promise<T>): Promise<T> => {
      const db = await openDatabase(await openProject({ url: target() }), { readOnly: true })
      try {
        const scope = await findScope(db, kind, id)
        return await work({ db, scope, range: rangeFrom(asked, scope) })
      } finally {
        await db.close()
      }
    }
  const ask = askIn(days)

  test('charts: the figures and failures of each machine are the published ones', { timeout: 60_000 }, async () => {
    for (const [g, [oee, A, P, Q, failures, mttr, mtbf]] of machines.entries()) {
      const { groups, reliability } = await ask('equipment', `wu-${g}`, async ({ db, scope, range }) => ({
        groups: await lossesIn(db, { scope, range }),
        reliability: await reliabilityOf(db, { scope, range }),
      }))
      const { figures } = groups
      const six = (value: number | null | undefined): number => Number(value?.toFixed(6))
      expect([six(figures?.oee), six(figures?.A), six(figures?.P), six(figures?.Q)]).toEqual([oee, A, P, Q])
      expect([
        reliability.failures,
        Number(reliability.mttr?.toFixed(3)),
        Number(reliability.mtbf?.toFixed(3)),
      ]).toEqual([failures, mttr, mtbf])
      expect(reliability.list).toHaveLength(failures)
    }
  })

  test.each(Object.entries(standard))('charts: the figures of the standard for %s', async (id, expected) => {
    const { kpis } = await ask('equipment', id, ({ db, scope, range }) => kpisOf(db, { scope, range }))
    const found = standardNames.map((name) => Number(kpis.find((kpi) => kpi.name === name)?.value?.toFixed(6)))
    expect(found).toEqual([...expected])
  })

  test('charts: the Pareto of stops is the published one, and its vital few end past 80 %', async () => {
    const bars = await ask('site', 'plant-0', ({ db, scope, range }) =>
      downtimePareto(db, { scope, range, by: 'minutes', planned: false }),
    )
    expect(bars.map(({ reason, count, minutes }) => [reason, count, Number(minutes.toFixed(1))])).toEqual(pareto)
    expect(bars.filter(({ vital }) => vital).map(({ reason }) => reason)).toEqual([
      'SETUP',
      'BD-CTRL',
      'BD-ELEC',
      'BD-MAT',
    ])
    expect(bars.at(-1)?.cumulative).toBeCloseTo(1, 12)
  })

  test('charts: the waterfall goes from scheduled time to the published productive time', async () => {
    const { waterfall } = await ask('site', 'plant-0', ({ db, scope, range }) => lossesIn(db, { scope, range }))
    const seconds = waterfall.filter(({ kind }) => kind === 'total').map(({ running }) => Math.round(running * 60))
    expect(seconds).toEqual([25_884_000, 24_206_400, 21_180_860, 19_556_667])
    for (const [at, { running, minutes, kind }] of waterfall.entries())
      if (kind !== 'total') expect(running).toBeCloseTo((waterfall[at - 1]?.running ?? 0) - minutes, 9)
  })

  test.each(centerDays)('charts: %s at %s', async (date, id, ...expected) => {
    const { points } = await ask('work-center', id, ({ db, scope, range }) =>
      seriesOf(db, { scope, range, granularity: 'day', withMembers: true }),
    )
    const point = points.find(({ label }) => label === date)
    expect([Number(point?.oee?.toFixed(6)), point?.sums.planned, point?.sums.produced]).toEqual(expected)
    expect(point?.members?.reduce((sum, member) => sum + member.sums.produced, 0)).toBe(expected[2])
  })

  test('charts: hours, shifts, days and weeks add up to the same', { timeout: 60_000 }, async () => {
    const sums = await ask('equipment', 'wu-5', async ({ db, scope, range }) => {
      const found = []
      for (const granularity of ['shift', 'day', 'week'] as const) {
        const { points } = await seriesOf(db, { scope, range, granularity })
        found.push({ granularity, n: points.length, ...totals(points) })
      }
      return found
    })
    const [first] = sums
    expect(sums.map(({ granularity, n }) => [granularity, n])).toEqual([
      ['shift', 90],
      ['day', 30],
      ['week', 5],
    ])
    for (const { planned, operating, produced } of sums)
      expect([planned, operating, produced]).toEqual([first?.planned, first?.operating, first?.produced])
    const hours = await askIn({ from: '2025-03-08T05:00:00Z', to: '2025-04-07T04:00:00Z' })(
      'equipment',
      'wu-5',
      ({ db, scope, range }) => seriesOf(db, { scope, range, granularity: 'hour' }),
    )
    expect([hours.points.length, totals(hours.points)]).toEqual([
      719,
      { planned: first?.planned, operating: first?.operating, produced: first?.produced },
    ])
  })

  test('charts: the night of the change has 420 minutes, and says so', async () => {
    const { items } = await ask('site', 'plant-0', ({ db, scope: site, range }) =>
      shiftsOf(db, { site, range, limit: 90 }),
    )
    expect(items).toHaveLength(90)
    expect(
      items.filter(({ dst }) => dst).map(({ shiftDate, shiftCode, minutes }) => [shiftDate, shiftCode, minutes]),
    ).toEqual([['2025-03-29', 'C', 420]])
  })

  test('charts: a timeline fills its range, in pages as well as at once', async () => {
    const twoDays = askIn({ from: '2025-03-09T05:00:00Z', to: '2025-03-11T05:00:00Z' })
    await twoDays('work-center', 'line-0-0', async (asked) => {
      const { lanes, next } = await timelineOf(asked.db, { ...asked, merge: false, limit: 10_000 })
      expect([lanes.length, next]).toEqual([5, null])
      for (const { totals: states } of lanes) expect(Object.values(states).reduce((a, b) => a + b)).toBe(48 * 3_600)
      expect(await bandsInPages(asked)).toEqual(bandsOf(lanes))
      const merged = await timelineOf(asked.db, { ...asked, merge: true, limit: 10_000 })
      for (const { bands } of merged.lanes) {
        const names = bands.map(({ state, reason }) => `${state} ${reason}`)
        expect(names.filter((name, at) => name === names[at - 1])).toEqual([])
      }
    })
  })

  const bandsOf = (lanes: Timeline['lanes']) => lanes.flatMap(({ id, bands }) => bands.map((band) => ({ id, ...band })))

  async function bandsInPages(asked: Asked) {
    const paged = []
    for (let cursor: string | undefined; ; ) {
      const { lanes, next } = await timelineOf(asked.db, { ...asked, merge: false, limit: 97, cursor })
      paged.push(...bandsOf(lanes))
      if (next === null) return paged
      cursor = next
    }
  }

  test('charts: a ranking has its ranks, and the change since the week before', async () => {
    const inWeek = askIn({ from: '2025-03-15', to: '2025-03-21' })
    const { ranking } = await inWeek('site', 'plant-0', async ({ db, range }) => {
      const ids = (await equipment(db, { limit: 100 })).items.map(({ id }) => id)
      return compare(db, { scopes: await scopesOf(db, ids), range, metric: 'oee' })
    })
    expect(ranking.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const { value, previous, delta } of ranking) expect(delta).toBeCloseTo((value ?? 0) - (previous ?? 0), 12)
    const { figures } = await inWeek('equipment', ranking[0]?.id ?? '', ({ db, ...question }) => lossesIn(db, question))
    expect(ranking[0]?.value).toBe(figures?.oee)
  })
}

function totals(points: readonly { readonly sums: { planned: number; operating: number; produced: number } }[]) {
  const sum = (name: 'planned' | 'operating' | 'produced'): number =>
    Math.round(points.reduce((total, { sums }) => total + sums[name], 0) * 1e6) / 1e6
  return { planned: sum('planned'), operating: sum('operating'), produced: sum('produced') }
}
