import { defaultSeed } from './draw.ts'
import { eventTables } from './event-tables.ts'
import { masterTables } from './master-tables.ts'
import { readingTables } from './reading-tables.ts'
import { type Defect, type RecipeOptions, recipeOf } from './recipe.ts'
import type { Cell, TableRows } from './table.ts'

/** What a generated database holds; whole once all of its rows were made. */
export type Manifest = {
  readonly profile: 'factory-17'
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

/** A legacy database of seventeen tables. The same options give the same rows, always and everywhere. */
export function legacyDataset(options: Omit<RecipeOptions, 'injected'> = {}): Dataset {
  const rows: Record<string, number> = {}
  const injected: { [defect in Defect]?: number } = {}
  const recipe = recipeOf({
    ...options,
    injected: (defect) => void (injected[defect] = (injected[defect] ?? 0) + 1),
  })
  const tables = [...masterTables(recipe), ...readingTables(recipe), ...eventTables(recipe)]
  const { scale, isDefective } = recipe
  return {
    tables: tables.map((table) => ({ ...table, rows: () => counted(table, rows) })),
    manifest: () => ({
      profile: 'factory-17',
      scale,
      defects: isDefective,
      seed: options.seed ?? defaultSeed,
      rows: { ...rows },
      injected: { ...injected },
    }),
  }
}

function* counted({ table, rows }: TableRows, tally: Record<string, number>): Generator<readonly Cell[]> {
  tally[table] = 0
  for (const row of rows()) {
    tally[table] += 1
    yield row
  }
}
