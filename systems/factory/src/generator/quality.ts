import type { Seconds } from '../shifts/local-time.ts'
import { bucketsOf, productOf } from './production.ts'
import type { Machine, Recipe } from './recipe.ts'
import type { Unit } from './site.ts'

/** A row of QualityMetric: defects that were found, or with a count of 0 only a measurement. */
export type QualityRow = {
  readonly id: string
  readonly unit: string
  readonly at: Seconds
  readonly type: string | null
  readonly count: number
  readonly disposition: string | null
  readonly value: number | null
  readonly product: string
}

const defectTypes = 8
const hour = 3_600

export const defectTypeId = (index: number): string => `dft-${index + 1}`

export function* qualityOf(recipe: Recipe, machine: Machine): Generator<QualityRow> {
  yield* defectsOf(recipe, machine)
  yield* measurementsOf(recipe, machine.unit)
}

function* defectsOf(recipe: Recipe, machine: Machine): Generator<QualityRow> {
  const { draw, isDefective, injected } = recipe
  const { unit } = machine
  const [type, disposition, moment, untyped] = [6, 7, 8, 30].map((stream) => draw(stream, unit.g)) as [
    ReturnType<typeof draw>,
    ReturnType<typeof draw>,
    ReturnType<typeof draw>,
    ReturnType<typeof draw>,
  ]
  for (const { b, at, shift, defective } of bucketsOf(recipe, machine)) {
    if (defective === 0) continue
    const isUntyped = isDefective && untyped(b, 0) % 200 === 0
    if (isUntyped) injected('defect without type')
    yield {
      id: `qm-${unit.g}-${b}`,
      unit: unit.id,
      at: at + (moment(b, 0) % 300),
      type: isUntyped ? null : defectTypeId(type(b, 0) % defectTypes),
      count: defective,
      disposition: disposition(b, 0) % 3 === 2 ? 'rework' : 'reject',
      value: null,
      product: productOf(unit, shift),
    }
  }
}

function* measurementsOf({ draw }: Recipe, unit: Unit): Generator<QualityRow> {
  const { start, end, shifts } = unit.site
  const drawn = draw(35, unit.g)
  const hours = Math.floor((end - start) / hour)
  let next = 0
  for (let at = 0; at < hours; at++) {
    const moment = start + at * hour + 900
    while ((shifts[next]?.end ?? end) <= moment) next += 1
    const shift = shifts[next] ?? shifts.at(-1)
    if (shift === undefined) return
    yield {
      id: `qv-${unit.g}-${at}`,
      unit: unit.id,
      at: moment,
      type: null,
      count: 0,
      disposition: null,
      value: 9.9 + (drawn(at, 0) % 200) / 1_000,
      product: productOf(unit, shift),
    }
  }
}
