import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { valuesLost } from '../../../../schema/questions.ts'
import { pathParts } from '../../syntax.ts'
import { isDroppedLate, isPart } from './fate.ts'
import { beside, helperName, ident } from './ident.ts'
import { lastName } from './counters.ts'
import type { Script } from './script.ts'

/** Where values of a column or a table wait for the down. */
const keptPath = (script: Script, entity: Entity): string => {
  const table = script.firstName(entity.kind === 'column' ? (entity.of ?? '') : entity.name)
  const column = entity.kind === 'column' ? [entity.name] : []
  return beside(entity.facts['path'] ?? '', helperName('kept', ...pathParts(table), ...column))
}

/** The primary key of a column's table by which its rows are found again: one that stands before and after. */
function keyOf(script: Script, { of = '', name }: Entity): readonly string[] {
  const { from, to } = script.fate
  const [before, after] = [from, to].map((graph) => keyText(graph.parts(of)))
  if (before === undefined || before !== after) return []
  const columns = columnsIn(before)
  return columns.includes(ident(name)) ? [] : columns
}

const keyText = (parts: readonly Entity[]): string | undefined =>
  parts.find(({ facts }) => facts['type'] === 'primary key' && facts['definition'] !== undefined)?.facts['definition']

const columnsIn = (definition: string): readonly string[] =>
  /^PRIMARY KEY \((.*?)\)(?: INCLUDE| DEFERRABLE|$)/.exec(definition)?.[1]?.match(/"(?:[^"]|"")+"|[^, ]+/g) ?? []

/** Of what goes away with its values: keeps them for the down where that was asked for, and says it where they are lost. */
export function keepOrTell(script: Script): void {
  if (!script.isUp) return
  for (const entity of script.fate.gone.values()) {
    if (entity.kind === 'table') keepTable(script, entity)
    if (entity.kind === 'column' && !isTableGone(script, entity) && entity.facts['generated'] === undefined)
      keepColumn(script, entity)
    if (entity.kind === 'sequence' && script.order.answers.keepDropped) keepCounter(script, entity.facts['path'] ?? '')
  }
}

const isTableGone = (script: Script, { of = '' }: Entity): boolean =>
  script.fate.gone.has(idOf({ kind: 'table', name: of }))

function keepTable(script: Script, table: Entity): void {
  if (script.fate.made.has(idOf(table))) return
  script.destructive = true
  if (!script.order.answers.keepDropped) return tellLoss(script, table.name, 'the table goes away with its rows')
  if (isPart(table) && isParentGone(script, table)) return // its rows are among those of its parent
  const list = storedColumns(script, 'from', table).map((column) => keptText(script, 'from', column))
  script.add('keep', `create table ${keptPath(script, table)} as select ${list.join(', ')} from ${onlyOwn(table)}`)
  for (const { facts } of script.fate.from.parts(table.name))
    if (facts['sequence'] !== undefined) keepCounter(script, facts['sequence'])
}

/** The rows of a partitioned table are those of its parts; what inherits from another one has rows of its own. */
const onlyOwn = (table: Entity): string =>
  `${table.facts['partition_key'] === undefined && !isPart(table) ? 'only ' : ''}${table.facts['path']}`

/** The columns that hold values; those of a part are its parent's. */
function storedColumns(script: Script, side: 'from' | 'to', table: Entity): readonly Entity[] {
  const graph = script.fate[side]
  const parent = table.needs.map((id) => graph.get(id)).find((entity) => entity?.kind === 'table')
  const parts = graph.parts(isPart(table) ? (parent?.name ?? '') : table.name)
  return parts.filter(({ kind, facts }) => kind === 'column' && facts['generated'] === undefined)
}

/** A type of the user's may change or go while values wait: then they wait as text. */
const isOfOwnType = (script: Script, side: 'from' | 'to', { needs }: Entity): boolean =>
  needs.some((id) => script.fate[side].get(id)?.kind === 'type')

const keptText = (script: Script, side: 'from' | 'to', column: Entity): string =>
  isOfOwnType(script, side, column) ? `${ident(column.name)}::text as ${ident(column.name)}` : ident(column.name)

/** The value as the column takes it again. */
const restoredText = (script: Script, column: Entity, from: string): string =>
  `${from}${ident(column.name)}${isOfOwnType(script, 'to', column) ? `::${column.facts['type']}` : ''}`

const isParentGone = (script: Script, { needs }: Entity): boolean =>
  needs.some((id) => script.fate.gone.get(id)?.kind === 'table')

function tellLoss(script: Script, subject: string, message: string): void {
  script.lose()
  script.findings.push(valuesLost(subject, message))
}

function keepColumn(script: Script, column: Entity): void {
  script.destructive = true
  const subject = `${column.of}.${column.name}`
  const key = keyOf(script, column)
  if (!script.order.answers.keepDropped) return tellLoss(script, subject, 'the column goes away with its values')
  if (key.length === 0) {
    tellLoss(
      script,
      subject,
      'the column goes away with its values; they cannot be kept, for its table has no primary key that stays',
    )
    return
  }
  const keys = key.map((name) => keyColumn(script, 'from', { of: column.of ?? '', name }))
  const list = [...keys, column].map((each) => keptText(script, 'from', each))
  script.add(
    'keep',
    `create table ${keptPath(script, column)} as select ${list.join(', ')} from ${column.facts['path']}`,
  )
}

/** A column of the key by its name as SQL writes it. */
const keyColumn = (
  script: Script,
  side: 'from' | 'to',
  { of, name }: { readonly of: string; readonly name: string },
): Entity => script.fate[side].parts(of).find((part) => part.kind === 'column' && ident(part.name) === name) as Entity

const counterPath = (path: string): string => beside(path, helperName('kept', lastName(path), 'counter'))

const keepCounter = (script: Script, path: string): void =>
  script.add('keep', `create table ${counterPath(path)} as select last_value, is_called from ${path}`)

/** Whether the up of this down kept the values of a column. */
export const hasKept = (script: Script, column: Entity): boolean =>
  script.order.answers.keepDropped && column.facts['generated'] === undefined && keyOf(script, column).length > 0

export function restoreColumn(script: Script, column: Entity): string {
  const [path, name] = [keptPath(script, column), ident(column.name)]
  const match = keyOf(script, column).map((key) => {
    const own = isOfOwnType(script, 'to', keyColumn(script, 'to', { of: column.of ?? '', name: key }))
    return `kept.${key} = now.${key}${own ? '::text' : ''}`
  })
  script.add('tidy', `drop table ${path}`)
  const value = restoredText(script, column, 'kept.')
  return `update ${column.facts['path']} as now set ${name} = ${value} from ${path} as kept where ${match.join(' and ')}`
}

/** Puts the rows of a table back that the up dropped, and its counters. */
export function restoreTables(script: Script): void {
  if (script.isUp || !script.order.answers.keepDropped) return
  for (const entity of script.fate.made.values()) {
    if (script.fate.gone.has(idOf(entity)) || !isDroppedLate(entity)) continue
    if (entity.kind === 'table') restoreTable(script, entity)
    if (entity.kind === 'sequence') restoreCounter(script, entity.facts['path'] ?? '')
  }
}

function restoreTable(script: Script, table: Entity): void {
  const isParentMade = table.needs.some((id) => script.fate.made.get(id)?.kind === 'table')
  if (isPart(table) && isParentMade) return
  const path = keptPath(script, table)
  script.add('fill', copyRows(script, table, path))
  script.add('tidy', `drop table ${path}`)
  for (const { facts } of script.fate.to.parts(table.name))
    if (facts['sequence'] !== undefined) restoreCounter(script, facts['sequence'])
}

/** All rows of one table into another one with the same columns; what is computed is computed again. */
export function copyRows(script: Script, table: Entity, from: string): string {
  const old = script.fate.from.byId
  const isHere = old.has(idOf(table)) // then only the columns that it has already
  const columns = storedColumns(script, 'to', table).filter((column) => !isHere || old.has(idOf(column)))
  const names = columns.map(({ name }) => ident(name)).join(', ')
  const overriding = columns.some(({ facts }) => facts['identity'] === 'always') ? ' overriding system value' : ''
  const list = columns.map((column) => restoredText(script, column, '')).join(', ')
  return `insert into ${table.facts['path']} (${names})${overriding} select ${list} from ${from}`
}

function restoreCounter(script: Script, path: string): void {
  script.add(
    'fill',
    `select pg_catalog.setval('${path.replaceAll("'", "''")}', last_value, is_called) from ${counterPath(path)}`,
  )
  script.add('tidy', `drop table ${counterPath(path)}`)
}
