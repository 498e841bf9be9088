import type { Dialect } from '../dialects/dialect.ts'
import type { SourcePin } from '../sources/source.ts'
import { formatCount } from '../kernel/text.ts'
import { isSql, render, type Sql } from '../kernel/sql.ts'
import { type Schema, type Table, tableOf } from '../schema/schema.ts'
import type { BuildSpec, FillSpec, PruneSpec, Step, TidySpec } from './declared.ts'
import { isPushedDown } from './fill.ts'
import { keyIsChanged, keyNotUnique, noColumn, noTable } from './problems.ts'
import { statementsOf } from './tidy.ts'

/** Into how many parts a step may be cut. */
export const partsOf = (step: Step): number =>
  step.kind === 'fill' || step.kind === 'build' ? (step.spec.parts ?? 1) : 1

/** A step as the plan prints it. */
export type StepPlan = {
  readonly name: string
  readonly kind: Step['kind']
  /** Where the rows come from: a file, a table, a query. */
  readonly from: string
  readonly table: string | undefined
  readonly key: readonly string[]
  /** Columns this step may change; empty means "those the map returns", known when it runs. */
  readonly touches: readonly string[]
  readonly undo: string
  /** Whether rows stay in the database or go through this process. */
  readonly lane: 'sql' | 'stream'
  /** Into how many parts at most its rows are cut, and whether those are done side by side or as one. */
  readonly parts?: { readonly most: number; readonly sideBySide: boolean }
  /** What a load will read, as it was when the plan was made. */
  readonly pin?: SourcePin
}

/** Describes a step without touching anything. */
export function describeStep(dialect: Dialect, step: Step): StepPlan {
  const text = (query: Sql) => render(query, dialect.syntax).text.replaceAll(/\s+/g, ' ').trim()
  const { name, kind } = step
  const most = partsOf(step)
  const parts = most > 1 ? { parts: { most, sideBySide: dialect.can.parallelWrites } } : {}
  return { name, kind, lane: laneOf(dialect, step), ...parts, ...factsOf(step, text) }
}

/** Rows stay in the database, or go through this process. */
function laneOf(dialect: Dialect, step: Step): StepPlan['lane'] {
  if (step.kind === 'tidy') return 'sql'
  if (step.kind === 'build') return dialect.pushDown === undefined ? 'stream' : 'sql'
  return step.kind === 'fill' && isPushedDown(dialect, step.spec) ? 'sql' : 'stream'
}

type Facts = Omit<StepPlan, 'name' | 'kind' | 'lane'>
type Text = (query: Sql) => string

function factsOf(step: Step, text: Text): Facts {
  switch (step.kind) {
    case 'load':
      return written(step.spec.from.text, step.spec)
    case 'build':
      return written(text(step.spec.select), step.spec)
    case 'each':
      return written(`a function over ${text(step.spec.over)}`, {
        ...step.spec,
        key: step.spec.rowKey ?? step.spec.key,
      })
    case 'fill':
      return factsOfFill(step.spec, text)
    case 'prune':
      return factsOfPrune(step.spec, text)
    case 'tidy':
      return factsOfTidy(step.spec, text)
  }
}

type Writing = Pick<BuildSpec, 'to' | 'key' | 'undo'>

const written = (from: string, { to, key, undo = 'journal' }: Writing): Facts => ({
  from,
  table: to,
  key,
  touches: [],
  undo,
})

function factsOfFill({ set, table, key = [], undo = 'journal' }: FillSpec, text: Text): Facts {
  const sets = Object.entries(set).map(
    ([column, to]) => `${column} = ${isSql(to) ? text(to) : 'a function of the row'}`,
  )
  const way = undo === 'journal' ? undo : `none: ${undo.none}`
  return { from: sets.join(', '), table, key, touches: Object.keys(set), undo: way }
}

function factsOfPrune({ from, key = [], where, atMost }: PruneSpec, text: Text): Facts {
  const which = `rows where ${text(where)}, at most ${formatCount(atMost)}`
  return { from: which, table: from, key, touches: [], undo: 'journal' }
}

function factsOfTidy({ run, undo }: TidySpec, text: Text): Facts {
  const way = 'none' in undo ? `none: ${undo.none}` : statementsOf(undo).map(text).join('; ')
  return { from: statementsOf(run).map(text).join('; '), table: undefined, key: [], touches: [], undo: way }
}

/**
 * Holds a step against the schema it will meet, before anything is written.
 * @throws MOVE102 missing table, MOVE103 missing column, MOVE104 key without a unique constraint, MOVE105 key that is changed
 */
export function checkStep(schema: Schema, step: Step): void {
  if (step.kind === 'tidy') return
  const name = tableNameOf(step)
  const table = tableOf(schema, name)
  if (table === undefined) throw noTable(step.name, name)
  const key = keyOf(step, table)
  checkKey(step.name, table, key)
  if (step.kind === 'fill') checkChanges(step.name, table, { key, changes: Object.keys(step.spec.set) })
}

type DataStep = Exclude<Step, { kind: 'tidy' }>

/** The table that a step writes. */
export function tableNameOf(step: DataStep): string {
  if (step.kind === 'fill') return step.spec.table
  return step.kind === 'prune' ? step.spec.from : step.spec.to
}

function keyOf(step: DataStep, table: Table): readonly string[] {
  if (step.kind === 'fill' || step.kind === 'prune') return step.spec.key ?? table.primaryKey
  return step.kind === 'each' ? (step.spec.rowKey ?? step.spec.key) : step.spec.key
}

function checkKey(step: string, table: Table, key: readonly string[]): void {
  for (const column of key) if (!hasColumn(table, column)) throw noColumn(step, table.name, column)
  const wanted = new Set(key)
  const isUnique = [table.primaryKey, ...table.uniques].some(
    (columns) => columns.length > 0 && columns.every((column) => wanted.has(column)),
  )
  if (!isUnique) throw keyNotUnique(step, table.name, key.join(', '))
}

function checkChanges(
  step: string,
  table: Table,
  { key, changes }: { key: readonly string[]; changes: readonly string[] },
): void {
  for (const column of changes) {
    if (!hasColumn(table, column)) throw noColumn(step, table.name, column)
    if (key.includes(column)) throw keyIsChanged(step, column)
  }
}

const hasColumn = (table: Table, column: string): boolean => table.columns.some(({ name }) => name === column)
