import { type Connection, sql } from 'millwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lossesIn } from '../../src/analytics/losses.ts'
import { rangeFrom } from '../../src/analytics/range.ts'
import { reliabilityOf } from '../../src/analytics/reliability.ts'
import { findScope, type ScopeKind } from '../../src/analytics/scope.ts'
import { type Granularity, type Point, seriesOf } from '../../src/analytics/series.ts'
import { oeeRows } from '../../src/move/oee-select.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { instances, machines, type Second, smallFactory, writeCount, writeState, writeStates } from './small-factory.ts'

const kinds: readonly Second[] = [
  { state: 'PRODUCING', category: 'PRODUCTION', reason: null },
  { state: 'PRODUCING', category: 'PRODUCTION', reason: null },
  { state: 'DOWN', category: 'AVAILABILITY_LOSS', reason: 'SETUP' },
  { state: 'DOWN', category: 'AVAILABILITY_LOSS', reason: 'BELT' },
  { state: 'IDLE', category: 'PERFORMANCE_LOSS', reason: null },
  { state: 'IDLE', category: 'AVAILABILITY_LOSS', reason: 'NO_DATA' },
  { state: 'PLANNED_STOP', category: 'PLANNED', reason: 'BREAK' },
]

/** Invented, and the same each time. */
function draws(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Minute = { readonly machine: string; readonly at: number; readonly second: Second; readonly shift: string }
type Made = {
  readonly machine: string
  readonly at: number
  readonly shift: string
  readonly total: number
  readonly good: number
  readonly rework: number
}

/** What every minute of two days was, thought up minute by minute. */
function thinkUp(): { readonly minutes: readonly Minute[]; readonly made: readonly Made[] } {
  const draw = draws(7)
  const minutes = machines.flatMap((machine) => minutesOf(machine, draw))
  const counted = minutes.filter(({ at, machine }) => (at / 60) % 10 === 0 && machine !== 'm2')
  return { minutes, made: counted.map(({ machine, at, shift }) => ({ machine, at, shift, ...itemsOf(draw) })) }
}

function minutesOf(machine: string, draw: (below: number) => number): readonly Minute[] {
  let [kind, left] = [0, 0]
  return instances.flatMap(({ id: shift, start, end }) =>
    Array.from({ length: (end - start) / 60 }, (_, nth) => {
      if (left-- <= 0) [kind, left] = [draw(kinds.length), draw(50)]
      return { machine, at: start + nth * 60, shift, second: kinds[kind] as Second }
    }),
  )
}

function itemsOf(draw: (below: number) => number): { total: number; good: number; rework: number } {
  const total = draw(12)
  const good = total - draw(Math.min(3, total + 1))
  return { total, good, rework: draw(total - good + 1) }
}

const cycles: Readonly<Record<string, number | undefined>> = { m1: 30, m2: 45 }

describeEachDatabase('figures of two days', (bench) => {
  const { minutes, made } = thinkUp()
  let db: Connection
  beforeAll(async () => {
    db = await smallFactory(bench.newUrl())
    for (const machine of machines) {
      const own = new Map(minutes.filter((one) => one.machine === machine).map(({ at, second }) => [at, second]))
      await writeStates(db, machine, (at) => own.get(at))
    }
    for (const one of made) await writeCount(db, one)
  }, 120_000)
  afterAll(() => db.close())

  const series = async (kind: ScopeKind, id: string, granularity: Granularity) => {
    const scope = await findScope(db, kind, id)
    return seriesOf(db, { scope, range: rangeFrom(days, scope), granularity })
  }

  const days = { from: '2025-03-28', to: '2025-03-29' }

  /** Minute by minute and item by item, without a sum of the code under test. */
  function oracle(isIn: (one: { machine: string; at: number; shift: string }) => boolean) {
    const some = minutes.filter(isIn)
    const count = (is: (second: Second) => boolean): number => some.filter(({ second }) => is(second)).length
    const items = made.filter(isIn)
    const ideal = (pick: (one: Made) => number): number =>
      items.reduce((sum, one) => sum + (pick(one) * (cycles[one.machine] ?? 0)) / 60, 0)
    return {
      scheduled: some.length,
      plannedStop: count(({ state }) => state === 'PLANNED_STOP'),
      operating: count(({ state }) => state === 'PRODUCING'),
      setup: count(({ reason }) => reason === 'SETUP'),
      breakdown: count(({ reason }) => reason === 'BELT'),
      minorStops: count(({ category }) => category === 'PERFORMANCE_LOSS'),
      idle: count(({ reason }) => reason === 'NO_DATA'),
      produced: items.reduce((sum, { total }) => sum + total, 0),
      good: items.reduce((sum, { good }) => sum + good, 0),
      netOperating: ideal(({ total }) => total),
      productive: ideal(({ good }) => good),
    }
  }

  const inFigures = ({ scheduled, plannedStop, operating, produced, productive }: ReturnType<typeof oracle>) => {
    const planned = scheduled - plannedStop
    const isSomething = operating * planned * produced > 0
    return { A: planned === 0 ? 0 : operating / planned, oee: isSomething ? productive / planned : 0 }
  }

  async function compareAll(): Promise<void> {
    for (const granularity of ['shift', 'day', 'hour'] as const) {
      const { points } = await series('equipment', 'm1', granularity)
      expect(points.length).toBe({ shift: 6, day: 2, hour: 42 }[granularity])
      points.forEach(comparePoint)
    }
  }

  function comparePoint({ start, end, sums, losses, A, P, Q, oee }: Point): void {
    const [from, to] = [Date.parse(start) / 1_000, Date.parse(end) / 1_000]
    const truth = oracle(({ machine, at }) => machine === 'm1' && at >= from && at < to)
    expect({ ...sums, ...losses }).toMatchObject(rounded(truth))
    const figures = inFigures(truth)
    expect(A ?? 0).toBeCloseTo(figures.A, 9)
    expect(oee ?? 0).toBeCloseTo(figures.oee, 9)
    if (P !== null && Q !== null && A !== null) expect(A * P * Q).toBeCloseTo(figures.oee, 9)
  }

  test('are those of an oracle that counts minutes', { timeout: 60_000 }, compareAll)

  test('are the same when they were calculated and stored', { timeout: 60_000 }, async () => {
    const before = await series('site', 's1', 'shift')
    await db.run(sql`insert into oee_calculations select k.id, k."timestamp", k."equipmentId", k."shiftInstanceId", k."plannedTime", k."availableTime",
      k."operatingTime", k."netOperatingTime", k."productiveTime", k.availability, k.performance, k.quality, k.oee, k.teep, k."totalProduced", k."goodProduced",
      k."defectCount", k."reworkCount", k."breakdownLoss", k."setupLoss", k."minorStopLoss", k."idleLoss", k."speedLoss", k."defectLoss", k."reworkLoss", k."calculatedAt"
      from (${oeeRows}) as k`)
    const after = await series('site', 's1', 'shift')
    expect(after.points.map(({ oee, sums }) => [oee?.toFixed(9), sums.produced])).toEqual(
      before.points.map(({ oee, sums }) => [oee?.toFixed(9), sums.produced]),
    )
    await compareAll()
  })

  test('E5: without an ideal cycle time there are availability and quality only, and no sum with others', async () => {
    const { points, quality } = await series('equipment', 'm3', 'day')
    expect(points.map(({ A, P, Q, oee }) => [A !== null, P, Q !== null, oee])).toEqual(
      Array(2).fill([true, null, true, null]),
    )
    expect(quality.withoutCycle).toBe(6)
    const whole = await series('site', 's1', 'day')
    const both = oracle(({ machine }) => machine !== 'm3')
    expect(whole.points.reduce((sum, { sums }) => sum + sums.operating, 0)).toBeCloseTo(both.operating, 9)
    expect(whole.quality.withoutCycle).toBe(6)
  })

  test('E2, E10: where nothing was counted the OEE is 0, and the quality is unknown', async () => {
    const { points, quality } = await series('equipment', 'm2', 'day')
    expect(points.map(({ oee, Q }) => [oee, Q])).toEqual([
      [0, null],
      [0, null],
    ])
    expect(quality.missingCounts).toBeGreaterThan(0)
  })

  test('minor stops as loss of speed leave the OEE as it is', async () => {
    const scope = await findScope(db, 'equipment', 'm1')
    const question = { scope, range: rangeFrom(days, scope), granularity: 'day' } as const
    const [iso, classic] = [await seriesOf(db, question), await seriesOf(db, { ...question, minorStops: 'classic' })]
    for (const [at, point] of iso.points.entries()) {
      const other = classic.points[at]
      expect(other?.A).toBeGreaterThan(point.A ?? 1)
      expect(other?.P).toBeLessThan(point.P ?? 0)
      expect(other?.oee).toBeCloseTo(point.oee ?? Number.NaN, 12)
    }
  })

  test('failures are stretches of a breakdown, joined where a shift ends', async () => {
    const scope = await findScope(db, 'equipment', 'm1')
    const { failures, repair } = await reliabilityOf(db, { scope, range: rangeFrom(days, scope) })
    const own = minutes.filter(({ machine }) => machine === 'm1')
    const isDown = (at: number): boolean => own[at]?.second.reason === 'BELT'
    expect(failures).toBe(own.filter((_, at) => isDown(at) && !isDown(at - 1)).length)
    expect(repair).toBe(own.filter(({ second }) => second.reason === 'BELT').length)
  })

  test('E6: a state without an end counts until its shift is over', async () => {
    const { id: shift, start, end } = instances.at(-1) as (typeof instances)[number]
    for (const table of ['oee_calculations', 'equipment_states'])
      await db.run(sql`delete from ${sql.id(table)} where "equipmentId" = 'm2' and "shiftInstanceId" = ${shift}`)
    const producing = kinds[0] as Second
    await writeState(db, { ...producing, machine: 'm2', shift, start, end: start + 600 })
    await writeState(db, {
      ...(kinds[3] as Second),
      machine: 'm2',
      shift,
      start: start + 600,
      end: null,
    })
    const scope = await findScope(db, 'equipment', 'm2')
    const { figures } = await lossesIn(db, {
      scope,
      range: rangeFrom({ from: '2025-03-29T21:00:00Z', to: '2025-03-30T10:00:00Z' }, scope),
    })
    expect([figures?.sums.operating, figures?.losses.breakdown]).toEqual([10, (end - start) / 60 - 10])
  })
})

const rounded = (truth: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(truth).map(([name, value]) => [name, expect.closeTo(value, 9)]))
