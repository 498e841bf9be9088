import { Patience } from '../dialects/until-free.ts'
import type { Queries, Transaction } from '../kernel/connection.ts'
import { packValues, unpackValues } from '../kernel/json.ts'
import { wordsOf } from '../kernel/problem.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import { countOf, type Value } from '../kernel/value.ts'
import type { Events } from '../ledger/events.ts'
import { insertPart, insertStep, newPart, type Part, readPart, readStep, setStepState } from '../ledger/parts.ts'
import { type BatchEnd, commitBatch } from './batch.ts'
import { spendBudget } from './budget.ts'
import { firstBatchRows, nextBatchRows, smallerBatch, type StepContext, type StepEnd } from './context.ts'
import { type Effects, newEffects } from './effects.ts'
import { inFence } from './in-fence.ts'
import type { Target } from './load/target.ts'
import { measureTable } from './measure.ts'
import { keyIsNull } from './problems.ts'

/** The next rows of a table along its key: behind these values, and so many of them. */
export type Block = {
  readonly after: readonly Value[] | undefined
  readonly rows: number
  /** How many bytes may travel: the block ends with the row that brings more. */
  readonly bytes: number
  /** How many rows came before. */
  readonly record: number
  readonly effects: Effects
}

/** How many rows a block had, and the key of the last; fewer than asked for means that it was the last block, unless it was cut. */
export type BlockEnd = {
  readonly read: number
  readonly last: readonly Value[] | undefined
  /** It was large enough before it had as many rows as it was asked for. */
  readonly isCut?: boolean
}

/** A step that goes through a table along a key and changes what it finds. */
export type Walk = {
  readonly kind: 'fill' | 'prune'
  readonly target: Target
  readonly where: Sql
  /** Rows behind this key are not of this part. */
  readonly upTo?: readonly Value[]
  readonly isJournaled: boolean
  /** Rows are summed in digests that only this database makes. */
  readonly own?: true | undefined
  /** Looks at the number of rows before the first of them is touched; throws when they are too many. */
  admit?(rows: number): void
  block(tx: Transaction, block: Block): Promise<BlockEnd>
}

type Walking = { readonly walk: Walk; readonly total: number; readonly patience: Patience; part: Part; rows: number }

/** Walks from wherever the step stands to the table's end, or to the batch boundary at which a pause was asked for. */
export async function* runWalk(context: StepContext, walk: Walk): Events<StepEnd> {
  if (context.key.part !== undefined) return yield* walkPart(context, walk)
  const walking = await begin(context, walk)
  const { migration, step } = context.key
  const total = { rows: walking.total, certainty: 'exact' } as const
  yield { type: 'stepStarted', migration, step, kind: walk.kind, total, done: walking.part.counters }
  const started = context.clock.ticks()
  const end = yield* goOn(context, walking)
  const ms = context.clock.ticks() - started
  await inFence(context, (tx) => setStepState(tx, context.key, { state: end === 'done' ? 'done' : 'running', ms }))
  if (end === 'done') yield { type: 'stepDone', migration, step, counters: walking.part.counters, ms }
  return end
}

/** Of a part all is written down already: where it begins, and that its step has begun. */
async function* walkPart(context: StepContext, walk: Walk): Events<StepEnd> {
  const part = (await readPart(context.db, context.key)) ?? newPart
  const rows = firstBatchRows(context.batch)
  return yield* goOn(context, { walk, total: 0, part, rows, patience: new Patience(context) })
}

async function begin(context: StepContext, walk: Walk): Promise<Walking> {
  const known = await readStep(context.db, context.key)
  const total = known?.total ?? (await insertFresh(context, walk))
  const part = (await readPart(context.db, context.key)) ?? newPart
  return { walk, total, part, rows: firstBatchRows(context.batch), patience: new Patience(context) }
}

async function insertFresh(context: StepContext, walk: Walk): Promise<number> {
  const total = await countRows(context, walk)
  walk.admit?.(total)
  await inFence(context, async (tx) => {
    const startedAt = context.clock.now().toISOString()
    const detail = { table: walk.target.table }
    await insertStep(tx, { ...context.key, seq: 0, kind: walk.kind, state: 'running', total, detail, startedAt, ms: 0 })
    await insertPart(tx, context.key)
  })
  return total
}

const countRows = ({ db, key: { step } }: StepContext, { target, where }: Walk): Promise<number> => {
  const { table, key } = target
  return countKeyed(db, { step, table, key }, sql`${sql.table(table)} where ${where}`)
}

export type Keyed = { readonly step: string; readonly table: string; readonly key: readonly string[] }

/** Counts what stands behind `from`, none of it with NULL in its key. @throws MOVE114 */
export async function countKeyed(db: Queries, { step, table, key }: Keyed, from: Sql): Promise<number> {
  const isNull = sql.join(
    key.map((name) => sql`${sql.id(name)} is null`),
    ' or ',
  )
  const counted = await db.get(sql`select count(*) as n, count(case when ${isNull} then 1 end) as nulls from ${from}`)
  const nulls = countOf(counted?.['nulls'])
  if (nulls > 0) throw keyIsNull(step, { table, key: key.join(', ') }, nulls)
  return countOf(counted?.['n'])
}

const isDone = ({ part }: Walking): boolean => part.state === 'done'

async function* goOn(context: StepContext, walking: Walking): Events<StepEnd> {
  const { migration, step } = context.key
  while (!isDone(walking)) {
    const started = context.clock.ticks()
    const read = walking.part.counters.read
    const end = yield* oneBatch(context, walking)
    const { counters, record } = walking.part
    const [batchRows, batchMs] = [counters.read - read, context.clock.ticks() - started]
    walking.rows = nextBatchRows(walking.rows, batchMs, context.batch)
    yield { type: 'progress', migration, step, counters, batchRows, batchMs, position: `row ${record}` }
    spendBudget(context, end.effects?.rejects ?? [])
    if (!isDone(walking) && (await context.isPauseWanted())) return 'paused'
  }
  return 'done'
}

/** One batch; somebody in the way makes the next try a smaller one, so that it holds fewer locks for a shorter time. */
async function* oneBatch(context: StepContext, walking: Walking): Events<BatchEnd> {
  for (;;) {
    try {
      const end = await tryBatch(context, walking)
      walking.part = end.part
      walking.patience.renew()
      return end
    } catch (error) {
      if (!walking.patience.canBear(error)) throw error
      yield { type: 'waiting', reason: wordsOf(error) }
      if (!(await walking.patience.bears(error))) throw error
      walking.rows = smallerBatch(walking.rows, context.batch)
    }
  }
}

// The block is read inside the batch's transaction: nobody can change a row between reading and writing it.
function tryBatch(context: StepContext, { walk, part, rows }: Walking): Promise<BatchEnd> {
  const { target, own } = walk
  const bytes = context.batch.maxBytes
  const to: { record: number; mark: unknown; state: Part['state'] } = { ...part, state: 'running' }
  const work = async (tx: Transaction): Promise<Effects> => {
    const effects = newEffects(target.table, target.columns, own)
    const after = part.mark === undefined ? undefined : (unpackValues(part.mark as string) as Value[])
    const { read, last, isCut } = await walk.block(tx, { after, rows, bytes, record: part.record, effects })
    to.record = part.record + read
    if (last !== undefined) to.mark = packValues(last)
    if (read < rows && isCut !== true) to.state = 'done'
    return effects
  }
  const measure = (tx: Transaction) => measureTable(tx, context.key, { ...target, own })
  const { isJournaled } = walk
  return commitBatch(context, { from: part, to, key: target.key, isJournaled, measure, work })
}

/** The condition for the rows of a block. */
export function blockWhere({ target, where, upTo }: Walk, { after }: Block): Sql {
  const key = sql.ids(target.key)
  return sql.join(
    [
      sql`(${where})`,
      ...(after === undefined ? [] : [sql`(${key}) > (${sql.join(after)})`]),
      ...(upTo === undefined ? [] : [sql`(${key}) <= (${sql.join(upTo)})`]),
    ],
    ' and ',
  )
}
