import type { Entity } from '../../../schema/catalogue.ts'
import type { Alteration } from '../../../schema/change.ts'
import { inOrder } from '../../../schema/order.ts'
import type { DdlOrder, DdlScript } from '../../ddl.ts'
import { isPlainTable } from './describe.ts'
import { closeGuard, openGuard } from './guard.ts'
import { bringBackTable, keepColumns, keepTable } from './kept.ts'
import { judge } from './judge.ts'
import { hasMismatch } from './mismatch.ts'
import { alterNatively } from './native.ts'
import { quote } from './names.ts'
import { rebuild } from './rebuild.ts'
import { readTable } from './table-text.ts'
import { entityOf, keptAs, tableWorks } from './table-work.ts'
import { fold } from './tokens.ts'

/** The statements of one direction, in an order in which none needs what is not there. */
export function write(order: DdlOrder): DdlScript {
  const works = tableWorks(order).map((work) => ({ work, native: alterNatively(work) }))
  const rebuilt = new Set(works.flatMap(({ work, native }) => (native === undefined ? [fold(work.name)] : [])))
  const gone = order.changes.flatMap((change) =>
    change.kind === 'drop' && isTable(change.entity) ? [change.entity] : [],
  )
  const body = [
    ...dropsOf(order),
    ...gone.flatMap((entity) => keptRows(order, entity)),
    ...works.flatMap(({ work }) => keepColumns(work)),
    ...newTables(order),
    ...works.flatMap(({ work, native }) => native ?? rebuilding(rebuild(work))),
    ...gone.map(({ name }) => `drop table ${quote(name)}`),
    ...createsOf(order, rebuilt),
  ]
  const isGuarded = rebuilt.size > 0 || gone.length > 0
  const statements = isGuarded
    ? [...openGuard(!hasMismatch(order.from)), ...body, ...closeGuard(!hasMismatch(order.to))]
    : body
  return { statements: statements.map((text) => ({ text })), ...judge(order) }
}

const isTable = ({ kind }: Entity): boolean => kind === 'table'

const rebuilding = (statements: readonly string[]): readonly string[] => [
  'pragma legacy_alter_table = on',
  ...statements,
  'pragma legacy_alter_table = off',
]

/** Triggers first, for they may be on views. What hangs on a table that goes away, goes with it. */
function dropsOf(order: DdlOrder): readonly string[] {
  const gone = order.changes.filter(({ kind }) => kind !== 'create')
  const drop = (kind: Entity['kind']): readonly string[] =>
    gone.filter((change) => leftOf(change).kind === kind).map((change) => `drop ${kind} ${quote(leftOf(change).name)}`)
  return [...drop('trigger'), ...drop('view'), ...drop('index')]
}

const leftOf = (change: Alteration): Entity => (change.kind === 'alter' ? change.from : change.entity)

function keptRows(order: DdlOrder, entity: Entity): readonly string[] {
  const { name, sql } = entity
  if (order.direction === 'down' || !order.answers.keepDropped || !isPlainTable(entity)) return []
  return keepTable(name, keptAs(order, name), readTable(sql[0] ?? ''))
}

function newTables(order: DdlOrder): readonly string[] {
  const made = order.changes.flatMap((change) =>
    change.kind === 'create' && isTable(change.entity) ? [change.entity] : [],
  )
  const bringsBack = order.direction === 'down' && order.answers.keepDropped
  return made.flatMap(({ name, sql }) => [...sql, ...(bringsBack ? bringBackTable(name, readTable(sql[0] ?? '')) : [])])
}

/** Indexes, views and triggers that are new or changed, and those that went with the old form of their table. */
function createsOf(order: DdlOrder, rebuilt: ReadonlySet<string>): readonly string[] {
  const changed = new Set(order.changes.filter(({ kind }) => kind !== 'drop').map(entityOf))
  const remade = new Set([...changed].filter(({ kind }) => kind === 'view').map(({ name }) => fold(name)))
  const isLost = ({ of = '' }: Entity): boolean => rebuilt.has(fold(of)) || remade.has(fold(of))
  const wanted = order.to.entities.filter(
    (entity) => ['index', 'view', 'trigger'].includes(entity.kind) && (changed.has(entity) || isLost(entity)),
  )
  return inOrder(wanted).flatMap(({ sql }) => sql)
}
