import { defaultSeed } from './draw.ts'
import { eventTables } from './event-tables.ts'
import { masterTables } from './master-tables.ts'
import { readingTables } from './reading-tables.ts'
import { type Defect, type Recipe, type RecipeOptions, recipeOf } from './recipe.ts'
import { simpleTables } from './simple-tables.ts'
import type { Cell, TableRows } from './table.ts'

/** The model that is left: seventeen tables, or seven. */
export type Profile = 'factory-17' | 'factory-7'

/** What a generated database holds; whole once all of its rows were made. */
export type Manifest = {
  readonly profile: Profile
  readonly scale: number
  readonly defects: boolean
  readonly seed: number
  /** Rows by table. */
  readonly rows: { readonly [table: string]: number }
  /** What was put in that is wrong, by what it is. */
  readonly injected: { readonly [defect in Defect]?: number }
}

export type Dataset = {
  /** In an order in which every row finds what it refers to. Rows are made as they are taken, and counted. */
  readonly tables: readonly TableRows[]
  readonly manifest: () => Manifest
}

export type DatasetOptions = Omit<RecipeOptions, 'injected'> & { readonly profile?: Profile }

/**
 * A legacy database. The same options give the same rows, always and everywhere. Defects are put into seventeen tables only.
 *
 * @throws RangeError for seven tables with defects
 */
export function legacyDataset({ profile = 'factory-17', ...options }: DatasetOptions = {}): Dataset {
  if (profile === 'factory-7' && options.defects === true) throw new RangeError('Defects are put into factory-17 only.')
  const rows: Record<string, number> = {}
  const injected: { [defect in Defect]?: number } = {}
  const recipe = recipeOf({
    ...options,
    injected: (defect) => void (injected[defect] = (injected[defect] ?? 0) + 1),
  })
  const tables = profile === 'factory-7' ? simpleTables(recipe) : fullTables(recipe)
  const { scale, isDefective } = recipe
  return {
    tables: tables.map((table) => ({ ...table, rows: () => counted(table, rows) })),
    manifest: () => ({
      profile,
      scale,
      defects: isDefective,
      seed: options.seed ?? defaultSeed,
      rows: { ...rows },
      injected: { ...injected },
    }),
  }
}

const fullTables = (recipe: Recipe): readonly TableRows[] => [
  ...masterTables(recipe),
  ...readingTables(recipe),
  ...eventTables(recipe),
]

function* counted({ table, rows }: TableRows, tally: Record<string, number>): Generator<readonly Cell[]> {
  tally[table] = 0
  for (const row of rows()) {
    tally[table] += 1
    yield row
  }
}
