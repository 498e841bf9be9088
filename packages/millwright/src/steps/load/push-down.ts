import type { Builder } from '../../dialects/dialect.ts'
import type { Patience } from '../../dialects/until-free.ts'
import type { Transaction } from '../../kernel/connection.ts'
import { packValues, unpackValues } from '../../kernel/json.ts'
import { noCounters } from '../../kernel/counters.ts'
import type { Value } from '../../kernel/value.ts'
import type { Events } from '../../ledger/events.ts'
import type { Part } from '../../ledger/parts.ts'
import { type BatchEnd, commitBatch } from '../batch.ts'
import { type BatchLimits, forNewRows, nextBatchRows, smallerBatch, type StepContext } from '../context.ts'
import { type Effects, newEffects } from '../effects.ts'
import { mayBeOwn } from '../measure.ts'
import type { Detail, Loading } from './begin.ts'
import { sumAnew } from './sum-anew.ts'

/** A build under way. */
type Building = {
  readonly context: StepContext
  readonly loading: Loading
  readonly detail: Detail
  readonly patience: Patience
  part: Part
  rows: number
}

/** Thrown when the database left a row out, or wrote more than was read. */
const uneven: unique symbol = Symbol('uneven')

/** A query is executed for each block of it, so that small blocks are dear. */
const leastRows = 10_000

/**
 * Builds in the database itself for as long as that meets no exception: into a table that was empty, from a query of the
 * same database. Whatever is left then, or was refused, travels through this process, where every row is looked at.
 */
export async function* pushBuild(building: Building): Events<'paused' | 'left'> {
  const builder = await builderFor(building)
  if (builder === undefined) return 'left'
  const { context } = building
  const { migration, step } = context.key
  const limits = { ...forNewRows(context.batch), minRows: Math.min(context.batch.maxRows, leastRows) }
  building.rows = limits.minRows
  for (;;) {
    const started = context.clock.ticks()
    const end = await tryBlock(building, builder, limits)
    if (end === undefined) {
      building.part = await sumAnew(context, building.part, building.loading.table.name)
      return 'left'
    }
    const { counters, record } = building.part
    const [batchRows, batchMs] = [end.effects?.counters.read ?? 0, context.clock.ticks() - started]
    if (batchRows === 0 && !end.adopted) return 'left'
    building.rows = nextBatchRows(building.rows, batchMs, limits)
    yield { type: 'progress', migration, step, counters, batchRows, batchMs, position: `record ${record}` }
    if (await context.isPauseWanted()) return 'paused'
  }
}

async function builderFor(building: Building): Promise<Builder | undefined> {
  const { context, loading, detail } = building
  const { spec, select, table } = loading
  const { pushDown } = context.dialect
  if (select === undefined || pushDown === undefined || !detail.startedEmpty) return undefined
  const isJournaled = spec.undo !== 'drop-created'
  const own = ownOf(building, isJournaled)
  const builder = await pushDown.builder(context.db, { table: table.name, key: spec.key, select, isJournaled, own })
  const known = new Set(table.columns.map(({ name }) => name))
  return builder?.columns.every((name) => known.has(name)) === true ? builder : undefined
}

/** Once a row has travelled, the sum is of digests that this process can make, too. */
function ownOf({ context, loading, part }: Building, isJournaled: boolean): true | undefined {
  const sum = part.sums[loading.table.name]
  return sum === undefined || sum.own === true ? mayBeOwn(context.key, isJournaled) : undefined
}

/** Undefined when a row of the block is refused: then nothing of it was kept. */
async function tryBlock(building: Building, builder: Builder, limits: BatchLimits): Promise<BatchEnd | undefined> {
  const { context, patience } = building
  for (;;) {
    try {
      const end = await commitBlock(building, builder)
      building.part = end.part
      patience.renew()
      return end
    } catch (error) {
      if (error === uneven || ['constraint', 'syntax'].includes(context.dialect.failure(error))) return undefined
      if (!(await patience.bears(error))) throw error
      building.rows = smallerBatch(building.rows, limits)
    }
  }
}

/** Where a source of rows would say that it stands, so that either may go on where the other stopped. */
type Mark = { readonly after: string; readonly of: number | null }

function commitBlock(building: Building, builder: Builder): Promise<BatchEnd> {
  const { context, loading, detail, part, rows } = building
  const { spec, table, source } = loading
  const isJournaled = spec.undo !== 'drop-created'
  const to: { record: number; mark: unknown } = { record: part.record, mark: part.mark }
  const mark = part.mark as Mark | undefined
  const after = mark === undefined ? undefined : (unpackValues(mark.after) as Value[])
  const work = async (tx: Transaction): Promise<Effects> => {
    const effects = newEffects(table.name, builder.columns, ownOf(building, isJournaled))
    const { read, written, last, sum, rows: created } = await builder.build(tx, { after, rows })
    if (read !== written) throw uneven
    effects.sum.add(sum)
    effects.rows = read
    for (const row of created) effects.created.push(row)
    effects.counters = { ...noCounters, read, inserted: read }
    to.record = part.record + read
    if (last !== undefined) to.mark = { after: packValues(last), of: detail.pin.records } satisfies Mark
    return effects
  }
  return commitBatch(context, { from: part, to, key: spec.key, source: source.name, isJournaled, work })
}
