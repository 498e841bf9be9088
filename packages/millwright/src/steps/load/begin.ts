import { type Sql, sql } from '../../kernel/sql.ts'
import { insertPart, insertStep, readStep } from '../../ledger/parts.ts'
import type { Table } from '../../schema/schema.ts'
import type { Source, SourcePin } from '../../sources/source.ts'
import type { StepContext } from '../context.ts'
import { inFence } from '../in-fence.ts'
import type { LoadSpec } from '../declared.ts'
import type { Compute } from '../each.ts'
import { notEmpty, sourceChanged } from '../problems.ts'

/** What runs: a load, or a build dressed as one. */
export type Loading = {
  readonly spec: LoadSpec<unknown>
  readonly source: Source
  readonly table: Table
  readonly kind: 'load' | 'build' | 'each'
  /** The query of a build, which the database can execute by itself. */
  readonly select?: Sql
  /** The author's function for some records at a time. */
  readonly compute?: Compute
  /** Of a part: how many records there are up to its end. */
  readonly upToRecord?: number
  /** What the plan found in the source. */
  readonly planned?: SourcePin
}

/** What a load writes down when it begins, so that a resume continues the same work. */
export type Detail = {
  readonly pin: SourcePin
  readonly startedEmpty: boolean
  readonly source: string
  readonly table: string
}

/** Begins a load, or finds how it began. @throws MOVE108 when the source is no longer the same */
export async function beginLoad(context: StepContext, loading: Loading): Promise<Detail> {
  const { source, kind, planned } = loading
  const known = await readStep(context.db, context.key)
  if (known !== undefined && kind !== 'load') return known.detail as unknown as Detail
  const pin = await source.pin()
  if (planned !== undefined && planned.digest !== pin.digest) throw sourceChanged(context.key.step, source.name)
  if (known === undefined) return insertFresh(context, loading, pin)
  const detail = known.detail as unknown as Detail
  if (detail.pin.digest !== pin.digest) throw sourceChanged(context.key.step, source.name)
  return detail
}

async function insertFresh(context: StepContext, { spec, source, kind }: Loading, pin: SourcePin): Promise<Detail> {
  const first = await context.db.get(sql`select 1 as one from ${sql.table(spec.to)} limit 1`)
  if (first !== undefined && spec.undo === 'drop-created') throw notEmpty(context.key.step, spec.to)
  const detail: Detail = { pin, startedEmpty: first === undefined, source: source.name, table: spec.to }
  const startedAt = context.clock.now().toISOString()
  await inFence(context, async (tx) => {
    await insertStep(tx, {
      ...context.key,
      seq: 0,
      kind,
      state: 'running',
      total: pin.records,
      detail,
      startedAt,
      ms: 0,
    })
    await insertPart(tx, context.key)
  })
  return detail
}
