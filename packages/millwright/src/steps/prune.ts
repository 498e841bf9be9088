import { rowDigest } from '../backup/fingerprint.ts'
import type { Transaction } from '../kernel/connection.ts'
import { noCounters } from '../kernel/counters.ts'
import { packValues } from '../kernel/json.ts'
import { sql, type Sql } from '../kernel/sql.ts'
import type { Row, Value } from '../kernel/value.ts'
import type { Events } from '../ledger/events.ts'
import { type ForeignKey, type Schema, type Table } from '../schema/schema.ts'
import type { StepContext, StepEnd } from './context.ts'
import type { PruneSpec } from './declared.ts'
import { targetOf, type Target } from './load/target.ts'
import { notDeleted, tooManyToPrune } from './problems.ts'
import { type Taken, takeRows } from './take-rows.ts'
import { type Block, type BlockEnd, blockWhere, runWalk, type Walk } from './walk.ts'

export type Pruning = { readonly spec: PruneSpec; readonly table: Table; readonly schema: Schema }

type Prune = Pruning & { readonly step: StepContext; readonly target: Target; readonly children: readonly Child[] }

/** A table whose rows point at those that are to go. */
type Child = { readonly table: string; readonly key: ForeignKey; readonly references: readonly string[] }

/** Deletes rows along the key, one batch after the other, and keeps what it takes to put them back. */
export function runPrune(step: StepContext, { spec, table, schema }: Pruning): Events<StepEnd> {
  const key = spec.key ?? table.primaryKey
  const columns = table.columns.filter(({ generated }) => generated === undefined).map(({ name }) => name)
  const target = targetOf(step.dialect, { table, key, columns })
  const prune: Prune = { spec, table, schema, step, target, children: childrenOf(schema, table) }
  const walk: Walk = {
    kind: 'prune',
    target,
    where: spec.where,
    isJournaled: true,
    admit: (rows) => {
      const { atMost } = spec
      if (rows > atMost) throw tooManyToPrune(step.key.step, table.name, { rows, atMost })
    },
    block: async (tx, block) =>
      pruneBlock(tx, { prune, block }, await takeRows(tx, blockQuery(prune, walk, block), block)),
  }
  return runWalk(step, walk)
}

const childrenOf = ({ tables }: Schema, table: Table): readonly Child[] =>
  tables.flatMap((child) =>
    child.foreignKeys
      .filter((key) => key.table.toLowerCase() === table.name.toLowerCase())
      .map((key) => ({
        table: child.name,
        key,
        references: key.references.length > 0 ? key.references : table.primaryKey,
      })),
  )

const heldBy = 'millwright_held_by'

/** Each row with the name of a table that points at it. What that would do on deletion makes no difference: it is not asked. */
function blockQuery({ table, target, children }: Prune, walk: Walk, block: Block): Sql {
  const held = children.map(
    (child) =>
      sql`when exists (select 1 from ${sql.table(child.table)} as c where ${pointing(child)}) then ${child.table}`,
  )
  const holder = held.length === 0 ? sql`null` : sql`case ${sql.join(held, ' ')} end`
  return sql`select ${sql.ids(target.columns)}, ${holder} as ${sql.id(heldBy)} from ${sql.table(table.name)} as t
    where ${blockWhere(walk, block)} order by ${sql.ids(target.key)} limit ${block.rows}`
}

const pointing = ({ key, references }: Child): Sql =>
  sql.join(
    key.columns.map((column, at) => sql`c.${sql.id(column)} = t.${sql.id(references[at] as string)}`),
    ' and ',
  )

type At = { readonly prune: Prune; readonly block: Block }

async function pruneBlock(tx: Transaction, at: At, { rows, isCut }: Taken): Promise<BlockEnd> {
  const { target } = at.prune
  const free = rows.filter((row) => row[heldBy] === null)
  for (const [place, row] of rows.entries()) if (row[heldBy] !== null) refuse(at, row, place)
  for (const row of free) note(at, row)
  await deleteRows(tx, at, free)
  const rejected = rows.length - free.length
  at.block.effects.counters = { ...noCounters, read: rows.length, deleted: free.length, rejected }
  const last = rows.at(-1)
  return { read: rows.length, last: last && keyOf(target, last), isCut }
}

const keyOf = ({ key }: Target, row: Row): readonly Value[] => key.map((name) => row[name] as Value)

const valuesOf = ({ columns }: Target, row: Row): readonly Value[] => columns.map((name) => row[name] as Value)

function refuse({ prune, block }: At, row: Row, at: number): void {
  const { target, step } = prune
  const message = `a row of ${String(row[heldBy])} points at it`
  block.effects.rejects.push({
    source: target.table,
    record: block.record + at,
    path: target.key.join(', '),
    rule: 'referenced',
    message,
    raw: packValues(Object.fromEntries(target.columns.map((name) => [name, row[name]]))),
    outcome: 'rejected',
    accepted: step.budget.accept.has('referenced'),
  })
}

function note({ prune: { target }, block: { effects } }: At, row: Row): void {
  const values = valuesOf(target, row)
  effects.sum.subtract(rowDigest(values))
  effects.rows--
  effects.deleted.push([keyOf(target, row), values])
}

/** A statement names so many rows at once. */
const together = 500

async function deleteRows(tx: Transaction, { prune: { target, step } }: At, rows: readonly Row[]): Promise<void> {
  let left = rows.length
  for (let from = 0; from < rows.length; from += together) {
    const some = rows.slice(from, from + together).map((row) => sql`(${target.where(keyOf(target, row))})`)
    left -= await tx.run(sql`delete from ${sql.table(target.table)} where ${sql.join(some, ' or ')}`)
  }
  if (left > 0) throw notDeleted(step.key.step, target.table, left)
}
