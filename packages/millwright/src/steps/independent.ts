import type { Dialect, ReadsOf } from '../dialects/dialect.ts'
import type { Queries } from '../kernel/connection.ts'
import { wordsBeneath } from '../kernel/problem.ts'
import { isSql, type Sql, sql } from '../kernel/sql.ts'
import type { Schema, Table } from '../schema/schema.ts'
import type { BuildSpec, FillSpec, Step } from './declared.ts'
import { partsOf, tableNameOf } from './describe.ts'
import { notIndependent } from './problems.ts'

/** A step whose rows may be cut into parts. */
export type WideStep = Extract<Step, { kind: 'fill' | 'build' }>

/** Whether a step is done in parts, side by side: it asks for it, and the database can. */
export const isWide = ({ can }: Pick<Dialect, 'can'>, step: Step): step is WideStep =>
  can.parallelWrites && partsOf(step) > 1

type Place = { readonly dialect: Dialect; readonly db: Queries; readonly schema: Schema }

/**
 * Holds a step that is to be done in parts against what would make one part depend on another.
 * @throws MOVE118 with what it is
 */
export async function checkIndependence(place: Place, step: Step): Promise<void> {
  if (!isWide(place.dialect, step)) return
  const { schema } = place
  const table = schema.tables.find(({ name }) => name === tableNameOf(step)) as Table
  const why = whyTriggers(schema, table) ?? whyTable(table, step) ?? (await whyReads(place, table, step))
  if (why !== undefined) throw notIndependent(step.name, why)
}

function whyTriggers({ triggers }: Schema, { name }: Table): string | undefined {
  const found = triggers.find(({ table }) => table === name)
  return found === undefined ? undefined : `the trigger ${found.name} may read other rows`
}

function whyTable(table: Table, step: WideStep): string | undefined {
  return step.kind === 'fill' ? whyUnique(table, step.spec) : whySelf(table)
}

/** A value that goes from one row to another would be there twice for a moment, or not, as it happens. */
function whyUnique({ primaryKey, uniques }: Table, { set }: FillSpec): string | undefined {
  const column = Object.keys(set).find((name) => [primaryKey, ...uniques].some((names) => names.includes(name)))
  return column === undefined
    ? undefined
    : `the column ${column} is unique, so its values depend on those of other rows`
}

function whySelf({ name, foreignKeys }: Table): string | undefined {
  const key = foreignKeys.find(({ table }) => table.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : `rows of ${name} point at other rows of it (${key.columns.join(', ')})`
}

async function whyReads({ dialect, db }: Place, table: Table, step: WideStep): Promise<string | undefined> {
  const of: ReadsOf =
    step.kind === 'fill' ? { table: table.name, expressions: expressionsOf(step.spec) } : { query: queryOf(step.spec) }
  try {
    const { tables = [], functions = [] } = (await dialect.reads?.(db, of)) ?? {}
    if (tables.includes(table.name)) return `it reads other rows of ${table.name}, which it writes`
    const [first] = functions
    return first === undefined
      ? undefined
      : `nobody can see what the function ${first} reads; declare it immutable if it reads nothing`
  } catch (error) {
    return `what it reads cannot be told (${wordsBeneath(error)})`
  }
}

const queryOf = ({ select }: BuildSpec): Sql => select

const expressionsOf = ({ set, where = sql`true` }: FillSpec): readonly Sql[] => [
  where,
  ...Object.values(set).filter((value) => isSql(value)),
]
