import type { Seconds } from '../shifts/local-time.ts'
import type { Machine, Recipe } from './recipe.ts'
import type { SiteShift, Unit } from './site.ts'
import { producingSeconds, slowness } from './truth.ts'

/** Five minutes of a machine: what it truly made in them. */
export type Bucket = {
  readonly b: number
  readonly at: Seconds
  readonly shift: SiteShift
  readonly seconds: number
  readonly total: number
  readonly defective: number
}

const bucketSeconds = 300

/** The buckets of a machine. What is not finished in one is taken on into the next. */
export function* bucketsOf({ draw }: Recipe, { unit, stops }: Machine): Generator<Bucket> {
  const produced = producingSeconds(stops)
  const chance = draw(5, unit.g)
  let rest = 0
  let b = 0
  for (const shift of unit.site.shifts) {
    const milliseconds = unit.cycle * slowness(draw, unit.g, shift.n)
    for (let at = shift.start; at < shift.end; at += bucketSeconds) {
      const seconds = produced(at, at + bucketSeconds)
      rest += 1_000 * seconds
      const total = Math.floor(rest / milliseconds)
      rest -= total * milliseconds
      yield { b, at, shift, seconds, total, defective: Math.min(total, defectsBy(chance(b, 0) % 1_000)) }
      b += 1
    }
  }
}

function defectsBy(chance: number): number {
  if (chance < 120) return 1
  return chance < 140 ? 2 : 0
}

/** A row of ProductionMetric; `at` is where its five minutes begin. */
export type CountRow = {
  readonly id: string
  readonly unit: string
  readonly at: Seconds
  readonly createdAt: Seconds
  readonly total: number | null
  readonly good: number | null
  readonly defective: number | null
  readonly cycle: number | null
  readonly shift: string
  readonly product: string
}

const orphan = 'wu-deleted'
const shiftNames = ['A', 'B', 'C'] as const

export const productOf = ({ line }: Unit, { day }: SiteShift): string => `PRD-${3 * line + (day % 3) + 1}`

export function* countsOf(recipe: Recipe, machine: Machine): Generator<CountRow> {
  const draws = recipe.isDefective ? drawsFor(recipe, machine.unit) : undefined
  for (const bucket of bucketsOf(recipe, machine)) {
    const row = countIn(machine.unit, bucket)
    if (draws === undefined) yield row
    else yield* spoiltCounts(recipe, draws, { row, bucket })
  }
}

const countIn = (unit: Unit, { b, at, shift, seconds, total, defective }: Bucket): CountRow => ({
  id: `pm-${unit.g}-${b}`,
  unit: unit.id,
  at,
  createdAt: at + 1,
  total,
  good: total - defective,
  defective,
  cycle: total === 0 ? null : Math.round((seconds / total) * 1_000) / 1_000,
  shift: shiftNames[shift.n % shiftNames.length] as string,
  product: productOf(unit, shift),
})

type Draws = ReturnType<typeof drawsFor>

const drawsFor = ({ draw }: Recipe, { g }: Unit) => ({
  identical: draw(26, g),
  corrected: draw(27, g),
  unbalanced: draw(28, g),
  orphaned: draw(29, g),
  negative: draw(31, g),
})

type Placed = { readonly row: CountRow; readonly bucket: Bucket }

function* spoiltCounts({ injected }: Recipe, draws: Draws, { row, bucket }: Placed): Generator<CountRow> {
  const { b, at } = bucket
  const base = spoiltCount({ injected }, draws, { row, bucket })
  yield base
  if (draws.identical(b, 0) % 1_000 === 0) {
    injected('identical count')
    yield { ...base, id: `${row.id}-again`, createdAt: at + 2 }
  }
  if (draws.corrected(b, 0) % 2_000 === 0) {
    injected('corrected count')
    yield { ...base, id: `${row.id}-more`, createdAt: at + 60, total: plusOne(base.total), good: plusOne(base.good) }
  }
  if (draws.orphaned(b, 0) % 10_000 === 0) {
    injected('orphan count')
    yield { ...base, id: `${row.id}-orphan`, unit: orphan }
  }
}

const plusOne = (count: number | null): number => (count ?? 0) + 1

function spoiltCount({ injected }: Pick<Recipe, 'injected'>, draws: Draws, { row, bucket }: Placed): CountRow {
  let spoilt = row
  if (draws.negative(bucket.b, 0) % 10_000 === 0) {
    injected('negative count')
    spoilt = { ...spoilt, total: -bucket.total - 1 }
  }
  if (bucket.defective > 0 && draws.unbalanced(bucket.b, 0) % 500 === 0) {
    injected('unbalanced count')
    spoilt = { ...spoilt, good: bucket.total }
  }
  return spoilt
}
