import { legacyColumns, type LegacyTable, legacyTables } from './columns.ts'
import { type Counts, expectedOf, legacyCounts, type Moved, targetCounts } from './expected.ts'
import { type Expected, type Injection, quotasOf } from './injection.ts'
import { legacyDefects } from './legacy-defects.ts'
import { type Recipe, recipeOf } from './recipe.ts'
import { cleanCount, cleanRow } from './rows.ts'
import { type SampleName, type Size, sizeOf } from './sizes.ts'
import type { Cell, TableRows } from './table-rows.ts'
import { targetColumns } from './target-columns.ts'
import { targetDefects } from './target-defects.ts'
import { type Twist, twisted } from './twists.ts'

export type DatasetOptions = {
  readonly sample: SampleName
  /** So many times as much of everything; default 1. */
  readonly scale?: number
  /** Another seed gives other ids and nothing else; default none. */
  readonly seed?: string
  /** The share of defective rows that are appended, such as 0.02; default none. */
  readonly defects?: number
  readonly twists?: readonly Twist[]
}

/** What was put into the rows, so that whoever reads them can be checked. */
export type Manifest = {
  readonly sample: SampleName
  readonly scale: number
  readonly seed: string
  readonly defects: number
  readonly twists: readonly Twist[]
  /** How many rows every table has. */
  readonly rows: Readonly<Record<string, number>>
  /** What the move makes of the clean rows, and what the rules find; not given where a twist changes them. */
  readonly expected: Moved | null
  readonly findings: { readonly legacy: Counts; readonly target: Counts } | null
}

export type Dataset = { readonly tables: readonly TableRows[]; readonly manifest: Manifest }

/**
 * A legacy database as streams of rows. The same options give the same rows.
 *
 * @throws RangeError when the formulas cannot serve the size
 * @example legacyDataset({ sample: 'small_sample', defects: 0.02 })
 */
export function legacyDataset(options: DatasetOptions): Dataset {
  const recipe = recipeFor(options)
  const injections = injectionsOf(recipe, options)
  return {
    tables: legacyTables.map((table) => tableRows(table, { recipe, injections, twists: options.twists ?? [] })),
    manifest: manifestOf(recipe, options),
  }
}

/** The rows that are appended to the moved clean rows of the same options, once every rule is off. */
export function targetDefectRows(options: DatasetOptions): readonly TableRows[] {
  const injections = targetInjectionsOf(recipeFor(options), options)
  return Object.entries(targetColumns).map(([table, types]) => {
    const columns = Object.keys(types)
    return {
      table,
      columns,
      types: Object.values(types),
      rows: () => inOrder(injectedInto(table, injections), columns),
    }
  })
}

/** The findings that the rows appended to a legacy database must bring about, one by one. */
export const expectedFindings = (options: DatasetOptions): Iterable<Expected> =>
  findsOf(injectionsOf(recipeFor(options), options))

/** The same for the rows appended to a moved database. */
export const expectedTargetFindings = (options: DatasetOptions): Iterable<Expected> =>
  findsOf(targetInjectionsOf(recipeFor(options), options))

function* findsOf(injections: readonly Injection[]): Generator<Expected> {
  for (const { count, make } of injections) {
    for (let g = 0; g < count; g++) yield* make(g).finds
  }
}

export function recipeFor({ sample, scale = 1, seed = '', twists = [] }: DatasetOptions): Recipe {
  const size = sizeOf(sample, scale)
  return recipeOf(twists.includes('skewed') ? { ...size, parts: Math.max(size.parts, size.inventory) } : size, seed)
}

function injectionsOf(recipe: Recipe, { defects = 0 }: DatasetOptions): readonly Injection[] {
  return defects === 0 ? [] : legacyDefects(recipe, quotasOf(recipe, defects))
}

function targetInjectionsOf(recipe: Recipe, { defects = 0 }: DatasetOptions): readonly Injection[] {
  return defects === 0 ? [] : targetDefects(recipe, quotasOf(recipe, defects))
}

type Making = {
  readonly recipe: Recipe
  readonly injections: readonly Injection[]
  readonly twists: readonly Twist[]
}

function tableRows(table: LegacyTable, making: Making): TableRows {
  const columns = Object.keys(legacyColumns[table])
  return {
    table,
    columns,
    types: Object.values(legacyColumns[table]),
    rows: () => inOrder(rowsOf(table, making), columns),
  }
}

function* rowsOf(
  table: LegacyTable,
  { recipe, injections, twists }: Making,
): Generator<Readonly<Record<string, Cell>>> {
  const count = cleanCount[table](recipe)
  const isSkewed = table === 'inventory' && twists.includes('skewed')
  for (let i = 0; i < count; i++) {
    const row = isSkewed ? skewedStock(recipe, i) : cleanRow[table](recipe, i)
    yield twisted(twists, { table, row, i })
  }
  yield* injectedInto(table, injections)
}

/** The third organisation owns nine tenths of a skewed stock; with as many parts as rows every pair is still distinct. */
function skewedStock(recipe: Recipe, i: number): Readonly<Record<string, Cell>> {
  const row = { ...cleanRow.inventory(recipe, i), part_id: recipe.id('prt', i) }
  return i % 10 === 9 ? row : { ...row, organization_id: recipe.id('org', 2) }
}

/** The appended rows of one table. */
function* injectedInto(table: string, injections: readonly Injection[]): Generator<Readonly<Record<string, Cell>>> {
  for (const { count, make } of injections) {
    for (let g = 0; g < count; g++) {
      const { rows } = make(g)
      yield* rows.filter((injected) => injected.table === table).map(({ row }) => row)
    }
  }
}

/** Rows as lists in the order of the columns; what a row does not name is NULL. */
function* inOrder(
  rows: Iterable<Readonly<Record<string, Cell>>>,
  columns: readonly string[],
): Generator<readonly Cell[]> {
  for (const row of rows) yield columns.map((column) => row[column] ?? null)
}

function manifestOf(recipe: Recipe, options: DatasetOptions): Manifest {
  const { sample, scale = 1, seed = '', defects = 0, twists = [] } = options
  const injections = injectionsOf(recipe, options)
  const rows = legacyTables.map(
    (table) => [table, cleanCount[table](recipe) + injectedCount(table, injections)] as const,
  )
  const isChanged = twists.some((twist) => twist !== 'long-notes' && twist !== 'microseconds')
  return {
    sample,
    scale,
    seed,
    defects,
    twists,
    rows: Object.fromEntries(rows),
    expected: isChanged ? null : expectedOf(recipe.size),
    findings: isChanged ? null : findingsOf(recipe.size, defects),
  }
}

function findingsOf(size: Size, defects: number): Manifest['findings'] {
  const quotas = defects === 0 ? undefined : quotasOf({ size }, defects)
  return { legacy: legacyCounts(size, quotas), target: targetCounts(size, quotas) }
}

/** Every time a defect is made it brings the same number of rows. */
function injectedCount(table: string, injections: readonly Injection[]): number {
  const counts = injections.map(({ count, make }) => count * make(0).rows.filter((row) => row.table === table).length)
  return counts.reduce((sum, count) => sum + count, 0)
}
