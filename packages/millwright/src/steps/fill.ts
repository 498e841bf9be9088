import { rowDigest } from '../backup/fingerprint.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Transaction } from '../kernel/connection.ts'
import { addCounters, noCounters } from '../kernel/counters.ts'
import { packValues } from '../kernel/json.ts'
import { wordsOf } from '../kernel/problem.ts'
import { isSql, sql, type Sql } from '../kernel/sql.ts'
import type { Row, Value } from '../kernel/value.ts'
import type { Events } from '../ledger/events.ts'
import type { Table } from '../schema/schema.ts'
import type { StepContext, StepEnd } from './context.ts'
import type { FillSpec } from './declared.ts'
import type { Effects } from './effects.ts'
import { targetOf, type Target } from './load/target.ts'
import { mayBeOwn } from './measure.ts'
import { mapFailed } from './problems.ts'
import { takeRows } from './take-rows.ts'
import { type Block, type BlockEnd, blockWhere, runWalk, type Walk } from './walk.ts'

export type Filling = {
  readonly spec: FillSpec
  readonly table: Table
  /** Where the part ends that is to be filled. */
  readonly upTo?: readonly Value[]
}

type Fill = Filling & { readonly target: Target; readonly changes: readonly string[] }

/** Changes columns in place, along the key, one batch after the other. */
export function runFill(context: StepContext, { spec, table, upTo }: Filling): Events<StepEnd> {
  const key = spec.key ?? table.primaryKey
  const changes = Object.keys(spec.set)
  const target = targetOf(context.dialect, { table, key, columns: [...key, ...changes] })
  const fill = { spec, table, target, changes }
  const walk: Walk = {
    kind: 'fill',
    target,
    where: spec.where ?? sql`1 = 1`,
    ...(upTo === undefined ? {} : { upTo }),
    isJournaled: spec.undo === undefined || spec.undo === 'journal',
    block: (tx, block) => changeBlock(tx, { context, fill, block }, blockQuery(fill, walk, block)),
  }
  return isPushedDown(context.dialect, spec) ? runInSql(context, fill, walk) : runWalk(context, walk)
}

/** Whether rows need not travel: all is SQL, and the database can do it by itself. */
export const isPushedDown = ({ pushDown }: Pick<Dialect, 'pushDown'>, { set }: FillSpec): boolean =>
  pushDown !== undefined && Object.values(set).every(isSql)

async function* runInSql(context: StepContext, { spec, target }: Fill, walk: Walk): Events<StepEnd> {
  const { table, key } = target
  const { isJournaled } = walk
  const own = mayBeOwn(context.key, isJournaled)
  const sets = Object.entries(spec.set) as [string, Sql][]
  const filler = await context.dialect.pushDown?.filler(context.db, { table, key, sets, isJournaled, own })
  if (filler === undefined) return yield* runWalk(context, walk)
  const block: Walk['block'] = async (tx, given) => {
    const { effects, rows, bytes } = given
    const done = await filler(tx, { where: blockWhere(walk, given), rows, bytes })
    effects.sum.subtract(done.before)
    effects.sum.add(done.after)
    effects.changed.push(...done.rows)
    effects.counters = { ...noCounters, read: done.read, updated: done.changed, unchanged: done.read - done.changed }
    return done
  }
  return yield* runWalk(context, { ...walk, block, own })
}

function blockQuery({ spec, table, target }: Fill, walk: Walk, block: Block): Sql {
  const expressions = Object.entries(spec.set).filter(([, set]) => isSql(set)) as [string, Sql][]
  const news = expressions.map(([name, set]) => sql`, ${set} as ${sql.id(newName(name))}`)
  return sql`select t.* ${sql.join(news, '')} from ${sql.table(table.name)} as t where ${blockWhere(walk, block)} order by ${sql.ids(target.key)} limit ${block.rows}`
}

const newName = (column: string): string => `millwright_new_${column}`

type Changing = { readonly context: StepContext; readonly fill: Fill; readonly block: Block }

async function changeBlock(tx: Transaction, changing: Changing, query: Sql): Promise<BlockEnd> {
  const { key } = changing.fill.target
  const { rows, isCut } = await takeRows(tx, query, changing.block)
  for (const row of rows) await changeRow(tx, changing, row)
  const last = rows.at(-1)
  return { read: rows.length, last: last && key.map((name) => last[name] as Value), isCut }
}

async function changeRow(tx: Transaction, { context, fill, block }: Changing, row: Row): Promise<void> {
  const { effects } = block
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
