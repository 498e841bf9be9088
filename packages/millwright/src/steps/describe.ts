import type { Dialect } from '../dialects/dialect.ts'
import type { SourcePin } from '../sources/source.ts'
import { formatCount } from '../kernel/text.ts'
import { isSql, render, type Sql } from '../kernel/sql.ts'
import { type Schema, type Table, tableOf } from '../schema/schema.ts'
import type { Step } from './declared.ts'
import { keyIsChanged, keyNotUnique, noColumn, noTable } from './problems.ts'
import { statementsOf } from './tidy.ts'

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
  /** What a load will read, as it was when the plan was made. */
  readonly pin?: SourcePin
}

/** Describes a step without touching anything. */
export function describeStep(dialect: Dialect, step: Step): StepPlan {
  const text = (query: Sql) => render(query, dialect.syntax).text.replaceAll(/\s+/g, ' ').trim()
  const { name, kind } = step
  switch (step.kind) {
    case 'load':
      return {
        name,
        kind,
        from: step.spec.from.text,
        table: step.spec.to,
        key: step.spec.key,
        touches: [],
        undo: step.spec.undo ?? 'journal',
      }
    case 'build':
      return {
        name,
        kind,
        from: text(step.spec.select),
        table: step.spec.to,
        key: step.spec.key,
        touches: [],
        undo: step.spec.undo ?? 'journal',
      }
    case 'fill':
      return {
        name,
        kind,
        from: Object.entries(step.spec.set)
          .map(([column, set]) => `${column} = ${isSql(set) ? text(set) : 'a function of the row'}`)
          .join(', '),
        table: step.spec.table,
        key: step.spec.key ?? [],
        touches: Object.keys(step.spec.set),
        undo: 'journal',
      }
    case 'each':
      return {
        name,
        kind,
        from: `a function over ${text(step.spec.over)}`,
        table: step.spec.to,
        key: step.spec.rowKey ?? step.spec.key,
        touches: [],
        undo: step.spec.undo ?? 'journal',
      }
    case 'prune':
      return {
        name,
        kind,
        from: `rows where ${text(step.spec.where)}, at most ${formatCount(step.spec.atMost)}`,
        table: step.spec.from,
        key: step.spec.key ?? [],
        touches: [],
        undo: 'journal',
      }
    case 'tidy':
      return {
        name,
        kind,
        from: statementsOf(step.spec.run).map(text).join('; '),
        table: undefined,
        key: [],
        touches: [],
        undo:
          'none' in step.spec.undo ? `none: ${step.spec.undo.none}` : statementsOf(step.spec.undo).map(text).join('; '),
      }
  }
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
