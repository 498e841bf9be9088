import { rowDigest } from '../backup/fingerprint.ts'
import type { Transaction } from '../kernel/connection.ts'
import { addCounters, noCounters } from '../kernel/counters.ts'
import { packValues, unpackValues } from '../kernel/json.ts'
import { wordsOf } from '../kernel/problem.ts'
import { isSql, sql, type Sql } from '../kernel/sql.ts'
import { countOf, type Row, type Value } from '../kernel/value.ts'
import type { Events } from '../ledger/events.ts'
import { insertPart, insertStep, newPart, type Part, readPart, readStep, setStepState } from '../ledger/parts.ts'
import type { Table } from '../schema/schema.ts'
import { untilFree } from '../dialects/until-free.ts'
import { commitBatch } from './batch.ts'
import { firstBatchRows, nextBatchRows, type StepContext, type StepEnd } from './context.ts'
import { inFence } from './in-fence.ts'
import type { FillSpec } from './declared.ts'
import { type Effects, newEffects } from './effects.ts'
import { targetOf, type Target } from './load/target.ts'
import { measureTable } from './measure.ts'
import { keyIsNull, mapFailed } from './problems.ts'

export type Filling = { readonly spec: FillSpec; readonly table: Table }

type Fill = Filling & {
  readonly target: Target
  readonly changes: readonly string[]
  total: number
  part: Part
  rows: number
}

/** The key a fill walks along: the declared one, or the primary key. */
export const fillKey = ({ spec, table }: Filling): readonly string[] => spec.key ?? table.primaryKey

/** Changes columns in place, along the key, one batch after the other. */
export async function* runFill(context: StepContext, filling: Filling): Events<StepEnd> {
  const fill = await begin(context, filling)
  const { migration, step } = context.key
  yield {
    type: 'stepStarted',
    migration,
    step,
    kind: 'fill',
    total: { rows: fill.total, certainty: 'exact' },
    done: fill.part.counters,
  }
  const started = context.clock.ticks()
  const end = yield* walk(context, fill)
  await inFence(context, async (tx) => {
    await setStepState(tx, context.key, {
      state: end === 'done' ? 'done' : 'running',
      ms: context.clock.ticks() - started,
    })
  })
  if (end === 'done')
    yield { type: 'stepDone', migration, step, counters: fill.part.counters, ms: context.clock.ticks() - started }
  return end
}

async function begin(context: StepContext, filling: Filling): Promise<Fill> {
  const { spec, table } = filling
  const key = fillKey(filling)
  const changes = Object.keys(spec.set)
  const known = await readStep(context.db, context.key)
  const total = known?.total ?? (await insertFresh(context, filling))
  const target = targetOf(context.dialect, { table, key, columns: [...key, ...changes] })
  return {
    ...filling,
    target,
    changes,
    total,
    part: (await readPart(context.db, context.key)) ?? newPart,
    rows: firstBatchRows(context.batch),
  }
}

async function insertFresh(context: StepContext, { spec, table }: Filling): Promise<number> {
  const key = fillKey({ spec, table })
  const isNull = sql.join(
    key.map((name) => sql`${sql.id(name)} is null`),
    ' or ',
  )
  const counted = await context.db.get(
    sql`select count(*) as n, count(case when ${isNull} then 1 end) as nulls from ${sql.table(table.name)} where ${spec.where ?? sql`1 = 1`}`,
  )
  const [total, nulls] = [countOf(counted?.['n']), countOf(counted?.['nulls'])]
  if (nulls > 0) throw keyIsNull(context.key.step, { table: table.name, key: key.join(', ') }, nulls)
  await inFence(context, async (tx) => {
    await insertStep(tx, {
      ...context.key,
      seq: 0,
      kind: 'fill',
      state: 'running',
      total,
      detail: { table: table.name },
      startedAt: context.clock.now().toISOString(),
      ms: 0,
    })
    await insertPart(tx, context.key)
  })
  return total
}

async function* walk(context: StepContext, fill: Fill): Events<StepEnd> {
  const { migration, step } = context.key
  while (fill.part.state !== 'done') {
    const started = context.clock.ticks()
    const read = fill.part.counters.read
    fill.part = await oneBatch(context, fill)
    const [batchRows, batchMs] = [fill.part.counters.read - read, context.clock.ticks() - started]
    fill.rows = nextBatchRows(fill.rows, batchMs, context.batch)
    yield {
      type: 'progress',
      migration,
      step,
      counters: fill.part.counters,
      batchRows,
      batchMs,
      position: `row ${fill.part.record}`,
    }
    if (fill.part.state !== 'done' && (await context.isPauseWanted())) return 'paused'
  }
  return 'done'
}

// The block is read inside the batch's transaction: nobody can change a row between reading and writing it.
async function oneBatch(context: StepContext, fill: Fill): Promise<Part> {
  const to: { record: number; mark: unknown; state: Part['state'] } = {
    record: fill.part.record,
    mark: fill.part.mark,
    state: 'running',
  }
  const work = async (tx: Transaction): Promise<Effects> => {
    Object.assign(to, { record: fill.part.record, mark: fill.part.mark, state: 'running' }) // it may be a second try
    const rows = await tx.all(blockQuery(fill))
    const effects = newEffects(fill.table.name, fill.target.columns)
    for (const row of rows) await changeRow(tx, { context, fill, effects }, row)
    const last = rows.at(-1)
    to.record += rows.length
    if (last !== undefined) to.mark = packValues(fill.target.key.map((name) => last[name]))
    if (rows.length < fill.rows) to.state = 'done'
    return effects
  }
  const measure = (tx: Transaction) => measureTable(tx, context.key, fill.target)
  const { part } = await untilFree(context, () =>
    commitBatch(context, { from: fill.part, to, key: fill.target.key, measure, work }),
  )
  return part
}

function blockQuery({ spec, table, target, part, rows }: Fill): Sql {
  const expressions = Object.entries(spec.set).filter(([, set]) => isSql(set)) as [string, Sql][]
  const news = expressions.map(([name, set]) => sql`, ${set} as ${sql.id(newName(name))}`)
  const after =
    part.mark === undefined
      ? []
      : [sql`(${sql.ids(target.key)}) > (${sql.join(unpackValues(part.mark as string) as Value[])})`]
  const where = [sql`(${spec.where ?? sql`1 = 1`})`, ...after]
  return sql`select t.* ${sql.join(news, '')} from ${sql.table(table.name)} as t where ${sql.join(where, ' and ')} order by ${sql.ids(target.key)} limit ${rows}`
}

const newName = (column: string): string => `millwright_new_${column}`

type Changing = { readonly context: StepContext; readonly fill: Fill; readonly effects: Effects }

async function changeRow(tx: Transaction, { context, fill, effects }: Changing, row: Row): Promise<void> {
  const news = fill.changes.map((name) => newValue(context, fill, { row, name }))
  const { target } = fill
  const key = target.key.map((name) => row[name] as Value)
  const before = target.columns.map((name) => row[name] as Value)
  const wanted = [...key, ...news]
  const [settled = wanted] = await target.settleAll(tx, [wanted])
  if (packValues(settled) === packValues(before)) return count(effects, 'unchanged')
  const sets = fill.changes.map((name, at) => sql`${sql.id(name)} = ${news[at] as Value}`)
  await tx.run(sql`update ${sql.table(target.table)} set ${sql.join(sets)} where ${target.where(key)}`)
  const after = (await target.read(tx, key)) as readonly Value[]
  effects.sum.subtract(rowDigest(before))
  effects.sum.add(rowDigest(after))
  effects.changed.push([key, before, rowDigest(after)])
  count(effects, packValues(after) === packValues(before) ? 'unchanged' : 'updated')
}

function newValue(context: StepContext, { spec }: Fill, { row, name }: { row: Row; name: string }): Value {
  const set = spec.set[name]
  if (typeof set !== 'function') return row[newName(name)] as Value
  try {
    return set(row)
  } catch (error) {
    throw mapFailed(context.key.step, 0, wordsOf(error))
  }
}

function count(effects: Effects, outcome: 'updated' | 'unchanged'): void {
  effects.counters = addCounters(effects.counters, { ...noCounters, read: 1, [outcome]: 1 })
}
