import type { Seconds } from '../shifts/local-time.ts'
import { defaultShifts } from '../shifts/instances.ts'
import { days, type SiteShift, type Unit } from './site.ts'
import type { Machine, Recipe } from './recipe.ts'
import { slowness, type Stop } from './truth.ts'

/** A row of OperationalMetric: what a machine's speed was. */
export type SampleRow = {
  readonly id: string
  readonly unit: string
  readonly at: Seconds
  readonly createdAt: Seconds
  readonly speed: number | null
}

const sampleSeconds = 60
const skewedClock = 4_070_908_800
const outageSamples = 45

/** The samples of a machine, one each minute; with defects some are lost, doubled, empty or from another century. */
export function* samplesOf(recipe: Recipe, machine: Machine): Generator<SampleRow> {
  const clean = cleanSamples(recipe, machine)
  yield* recipe.isDefective ? spoilt(recipe, machine, clean) : clean
}

function* cleanSamples(recipe: Recipe, machine: Machine): Generator<SampleRow> {
  for (const { at, speed } of cleanSpeeds(recipe, machine, sampleSeconds)) yield sampleAt(machine.unit, at, speed)
}

type Speed = { readonly at: Seconds; readonly speed: number }

/** How fast a machine truly is, every so many seconds. */
export function* cleanSpeeds({ draw }: Recipe, { unit, stops }: Machine, every: number): Generator<Speed> {
  let next = 0
  for (const shift of unit.site.shifts) {
    const running = speedIn(unit, slowness(draw, unit.g, shift.n))
    for (let at = shift.start; at < shift.end; at += every) {
      while (next < stops.length && (stops[next] as Stop).end <= at) next += 1
      const isStopped = next < stops.length && (stops[next] as Stop).start <= at
      yield { at, speed: isStopped ? 0 : running }
    }
  }
}

const sampleAt = (unit: Unit, at: Seconds, speed: number): SampleRow => ({
  id: `om-${unit.g}-${(at - unit.site.start) / sampleSeconds}`,
  unit: unit.id,
  at,
  createdAt: at,
  speed,
})

/** Items an hour, to two places. */
const speedIn = ({ cycle }: Unit, slow: number): number => Math.round((3_600 / cycle) * (1_000 / slow) * 100) / 100

const nominalSpeed = ({ cycle }: Unit): number => 3_600 / cycle

function* spoilt(recipe: Recipe, machine: Machine, clean: Iterable<SampleRow>): Generator<SampleRow> {
  const draws = drawsFor(recipe, machine)
  let i = 0
  for (const row of clean) {
    yield* spoiltSample(recipe, draws, { i, row })
    i += 1
  }
}

type Draws = ReturnType<typeof drawsFor>

function drawsFor(recipe: Recipe, { unit, stops }: Machine) {
  const { draw } = recipe
  return {
    skew: draw(34, unit.g),
    lost: draw(20, unit.g),
    empty: draw(21, unit.g),
    twice: draw(32, unit.g),
    phantoms: phantomsOf(recipe, unit, stops),
    outages: outagesOf(recipe, unit),
    nominal: nominalSpeed(unit),
  }
}

function phantomsOf({ draw }: Recipe, { g, site }: Unit, stops: readonly Stop[]): ReadonlySet<number> {
  const chance = draw(33, g)
  const phantoms = stops.filter(({ kind, n, m }) => kind === 'BREAKDOWN' && chance(n, m) % 50 === 0)
  return new Set(phantoms.map(({ start }) => Math.floor((start - site.start) / sampleSeconds) + 1))
}

function outagesOf({ draw }: Recipe, { g, site }: Unit): ReadonlySet<number> {
  const lost = new Set<number>()
  for (let day = 0; day < days; day++) {
    if (day % 10 !== g % 10) continue
    const morning = site.shifts[day * defaultShifts.length] as SiteShift
    const first = (morning.start - site.start) / sampleSeconds + 60 + (draw(22, g)(day, 0) % 300)
    for (let at = 0; at < outageSamples; at++) lost.add(first + at)
  }
  return lost
}

type Placed = { readonly i: number; readonly row: SampleRow }

function* spoiltSample({ injected }: Recipe, draws: Draws, { i, row }: Placed): Generator<SampleRow> {
  const isPhantom = draws.phantoms.has(i)
  if (isPhantom) injected('phantom')
  const read = isPhantom ? { ...row, speed: draws.nominal } : row
  if (draws.skew(i, 0) % 100_000 === 0) {
    injected('clock skew')
    yield { ...read, id: `${row.id}-skew`, at: skewedClock + i }
  }
  if (draws.outages.has(i)) return injected('outage')
  if (draws.lost(i, 0) % 1_000 < 2) return injected('lost sample')
  const isEmpty = draws.empty(i, 0) % 1_000 === 0
  if (isEmpty) injected('null speed')
  const kept = isEmpty ? { ...read, speed: null } : read
  yield kept
  if (draws.twice(i, 0) % 5_000 !== 0) return
  injected('duplicate sample')
  yield { ...kept, id: `${row.id}-again`, createdAt: row.createdAt + 1, speed: kept.speed === 0 ? draws.nominal : 0 }
}
