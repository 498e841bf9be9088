import type { Transaction } from '../kernel/connection.ts'
import { hashOf } from '../kernel/hash.ts'
import { unpackValues } from '../kernel/json.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import { advancePart, insertPart, insertStep, newPart, type PartStart, readStep } from '../ledger/parts.ts'
import type { Table } from '../schema/schema.ts'
import type { StepContext } from './context.ts'
import { type Cut, cut } from './cut.ts'
import type { BuildSpec, FillSpec } from './declared.ts'
import { inFence } from './in-fence.ts'
import type { WideStep } from './independent.ts'
import type { Detail } from './load/begin.ts'
import { targetOf } from './load/target.ts'
import { measureTable } from './measure.ts'
import { notEmpty } from './problems.ts'
import { countKeyed } from './walk.ts'

/** A step that is done in parts, and how its rows were cut when it began: the part of number n is the nth. */
export type Parts = { readonly total: number; readonly cuts: readonly Cut[] }

type Wide = { readonly step: WideStep; readonly table: Table }

/** Cuts a step into parts, or finds how it was cut: all in one state of the database, with the measure of its table. */
export async function beginParts(context: StepContext, wide: Wide): Promise<Parts> {
  const known = await readStep(context.db, context.key)
  if (known !== undefined) return { total: known.total ?? 0, cuts: cutsIn(known.detail) }
  return inFence(context, (tx) => cutFresh(tx, context, wide), true)
}

const cutsIn = (detail: { readonly [name: string]: unknown }): readonly Cut[] => detail['cuts'] as readonly Cut[]

/** Finds where a part ends. */
export async function readCut({ db, key }: StepContext): Promise<Cut> {
  const known = await readStep(db, key)
  return cutsIn(known?.detail ?? {})[(key.part ?? 0) - 1] as Cut
}

export const endOf = ({ upTo }: Cut): readonly Value[] => unpackValues(upTo) as Value[]

/** The step with only the rows of one part. */
export function partOfBuild(spec: BuildSpec, one: Cut): BuildSpec {
  const select = sql`select * from (${spec.select}\n) as millwright_part where (${sql.ids(spec.key)}) <= (${sql.join(endOf(one))})`
  return { ...spec, select }
}

async function cutFresh(tx: Transaction, context: StepContext, wide: Wide): Promise<Parts> {
  const { key, name, from } = rowsOf(wide)
  const { parts = 1 } = wide.step.spec
  const total = await countKeyed(tx, { step: wide.step.name, table: name, key }, from)
  const cuts = await cut(tx, { from, key, total, parts, leastRows: context.batch.minRows })
  const detail = { ...(await detailOf(tx, context, { ...wide, total })), cuts }
  await measure(tx, context, wide)
  const startedAt = context.clock.now().toISOString()
  const { kind } = wide.step
  await insertStep(tx, { ...context.key, seq: 0, kind, state: 'running', total, detail, startedAt, ms: 0 })
  await insertRest(tx, context)
  for (const [at, one] of cuts.entries())
    await insertPart(tx, { ...context.key, part: at + 1 }, startOf(wide.step, one))
  return { total, cuts }
}

type Rows = { readonly key: readonly string[]; readonly name: string; readonly from: Sql }

const rowsOf = ({ step, table }: Wide): Rows =>
  step.kind === 'fill' ? rowsOfFill(step.spec, table) : rowsOfBuild(step.spec)

const rowsOfFill = ({ key, where = sql`true` }: FillSpec, table: Table): Rows => ({
  key: key ?? table.primaryKey,
  name: table.name,
  from: sql`${sql.table(table.name)} as t where ${where}`,
})

const rowsOfBuild = ({ key, select, to }: BuildSpec): Rows => ({
  key,
  name: `the query for ${to}`,
  from: sql`(${select}\n) as q`,
})

/** A build in parts writes down what it writes down in one. */
async function detailOf(
  tx: Transaction,
  context: StepContext,
  { step, total }: Wide & { readonly total: number },
): Promise<{ readonly [name: string]: unknown }> {
  if (step.kind === 'fill') return { table: step.spec.table }
  const { to, undo } = step.spec
  const first = await tx.get(sql`select 1 as one from ${sql.table(to)} limit 1`)
  if (first !== undefined && undo !== undefined && undo !== 'journal') throw notEmpty(context.key.step, to)
  const pin = { records: total, digest: hashOf({ records: total }) }
  const detail: Detail = { pin, startedEmpty: first === undefined, source: `query for ${to}`, table: to }
  return detail
}

async function measure(tx: Transaction, context: StepContext, { step, table }: Wide): Promise<void> {
  const key = step.spec.key ?? table.primaryKey
  const columns = step.kind === 'fill' ? [...key, ...Object.keys(step.spec.set)] : await columnsOf(tx, step.spec)
  if (columns.length > 0) await measureTable(tx, context.key, targetOf(context.dialect, { table, key, columns }))
}

const columnsOf = async (tx: Transaction, { select }: BuildSpec): Promise<readonly string[]> =>
  Object.keys((await tx.get(sql`select * from (${select}\n) as q limit 1`)) ?? {})

/** The books of what concerns no part alone. */
async function insertRest(tx: Transaction, { key }: StepContext): Promise<void> {
  const rest = { ...key, part: 0 }
  await insertPart(tx, rest)
  await advancePart(tx, rest, { from: 0, to: { ...newPart, state: 'done' } })
}

function startOf({ kind }: WideStep, { after, before, rows }: Cut): PartStart {
  if (after === undefined) return { record: before, mark: undefined }
  return { record: before, mark: kind === 'fill' ? after : { after, of: before + rows } }
}
