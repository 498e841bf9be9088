import { defaultSeed, type Draw, drawFrom } from './draw.ts'
import { type Stop, stopsOf } from './truth.ts'
import { type Unit, unitsIn } from './site.ts'

/** Everything that a legacy database is made from. */
export type Recipe = {
  readonly scale: number
  readonly isDefective: boolean
  readonly draw: Draw
  /** Called once for each defect that is put in. */
  readonly injected: (defect: Defect) => void
}

/** What may be wrong with the rows, by what it is. */
export type Defect =
  | 'phantom'
  | 'clock skew'
  | 'outage'
  | 'lost sample'
  | 'null speed'
  | 'duplicate sample'
  | 'open event'
  | 'negative event'
  | 'overlapping event'
  | 'negative count'
  | 'unbalanced count'
  | 'identical count'
  | 'corrected count'
  | 'orphan count'
  | 'defect without type'

export type RecipeOptions = {
  readonly scale?: number
  readonly defects?: boolean
  readonly seed?: number
  readonly injected?: (defect: Defect) => void
}

/** The same options give the same rows, always and everywhere. */
export const recipeOf = ({
  scale = 1,
  defects = false,
  seed = defaultSeed,
  injected = () => {},
}: RecipeOptions = {}): Recipe => ({ scale, isDefective: defects, draw: drawFrom(seed), injected })

/** A machine with all that ever stopped it. */
export type Machine = { readonly unit: Unit; readonly stops: readonly Stop[] }

const machineOf = ({ draw }: Recipe, unit: Unit): Machine => ({ unit, stops: [...stopsOf(draw, unit)] })

export function* machinesOf(recipe: Recipe): Generator<Machine> {
  for (const unit of unitsIn(recipe.scale)) yield machineOf(recipe, unit)
}
