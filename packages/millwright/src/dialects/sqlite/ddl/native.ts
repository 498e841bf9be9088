import { type Entity, idOf } from '../../../schema/catalogue.ts'
import type { ConstraintText } from './constraint-text.ts'
import { keepsColumns } from './kept.ts'
import { isAtLeast, quote } from './names.ts'
import type { ColumnText, TableText } from './table-text.ts'
import { columnOf, entityOf, fillFor, type TableWork, usingFor } from './table-work.ts'
import { fold, nameOf, wordsOf } from './tokens.ts'

/** The ALTER TABLE statements that do it, or undefined when this version of SQLite has none for one of the changes. */
export function alterNatively(work: TableWork): readonly string[] | undefined {
  const statements: (readonly [rank: number, text: string])[] = []
  for (const change of work.changes) {
    const found = alterOne(work, change)
    if (found === undefined) return undefined
    statements.push(...found)
  }
  return statements.toSorted(([a], [b]) => a - b).map(([, text]) => `alter table ${quote(work.name)} ${text}`)
}

type Ranked = readonly (readonly [rank: number, text: string])[]
type One = TableWork['changes'][number]

function alterOne(work: TableWork, change: One): Ranked | undefined {
  const { kind } = entityOf(change)
  if (kind === 'column') return alterColumn(work, change)
  return kind === 'constraint' ? alterConstraint(work, change) : undefined
}

function alterColumn(work: TableWork, change: One): Ranked | undefined {
  if (change.kind === 'create') return addColumn(work, columnOf(work.after, change.entity.name))
  if (change.kind === 'drop') return dropColumn(work, change.entity)
  return change.facts.every((fact) => fact === 'null') ? alterNull(work, change.to) : undefined
}

function addColumn(work: TableWork, column: ColumnText | undefined): Ranked | undefined {
  if (column === undefined || isGiven(work, column)) return undefined
  const isKey = inlineOf(work.after, column.name).some(({ form }) => form === 'primary key' || form === 'unique')
  if (isKey || column.generated?.isStored === true || !hasPlainDefault(column)) return undefined
  return [[3, `add column ${column.source}`]]
}

/** Its values come from an expression, or from where they were kept. */
function isGiven(work: TableWork, { name, generated }: ColumnText): boolean {
  if (fillFor(work, name) !== undefined || usingFor(work, name) !== undefined) return true
  return work.order.direction === 'down' && keepsColumns(work) && generated === undefined
}

/** A default that is the same for all rows there are; without one, a column that may not be null takes none of them. */
function hasPlainDefault({ default: written, notNull, generated }: ColumnText): boolean {
  if (generated !== undefined) return notNull === ''
  if (written === undefined || fold(written) === 'null') return notNull === ''
  return /^(?:'(?:[^']|'')*'|[+-]?[\d.]+(?:e[+-]?\d+)?|x'[\da-f]*'|true|false)$/i.test(written)
}

const inlineOf = (table: TableText, column: string): readonly ConstraintText[] =>
  table.constraints.filter(({ inline }) => inline === column)

function dropColumn(work: TableWork, entity: Entity): Ranked | undefined {
  if (!isAtLeast(work.order.from.version, 3, 35)) return undefined
  const { before } = work
  const others = before.columns.filter(({ name }) => name !== entity.name).map(({ source }) => source)
  const constraints = before.constraints.filter(({ inline, form }) => inline !== entity.name || form !== 'check')
  const texts = [...others, ...constraints.map(({ source }) => source), ...stayingTexts(work)]
  const isKey = constraints.some(({ columns }) => columns.some((name) => fold(name) === fold(entity.name)))
  return isKey || texts.some((text) => mentions(text, entity.name))
    ? undefined
    : [[2, `drop column ${quote(entity.name)}`]]
}

/** Texts of views and triggers that stand while the table is altered; any of them may speak of its columns. */
function stayingTexts({ order }: TableWork): readonly string[] {
  const gone = new Set(order.changes.filter(({ kind }) => kind !== 'create').map((change) => idOf(entityOf(change))))
  return order.from.entities
    .filter((entity) => (entity.kind === 'view' || entity.kind === 'trigger') && !gone.has(idOf(entity)))
    .flatMap(({ sql }) => sql)
}

const mentions = (text: string, name: string): boolean =>
  wordsOf(text).some((word) => word.kind !== 'string' && fold(nameOf(text, word)) === fold(name))

/** Since 3.53. https://sqlite.org/lang_altertable.html */
function alterNull(work: TableWork, { name }: Entity): Ranked | undefined {
  const [old, now] = [nullRule(work.before, name), nullRule(work.after, name)]
  const isNamed = [old, now].some((rule) => rule.endsWith(')'))
  const isBoth = old !== '' && now !== ''
  if (isNamed || isBoth || fillFor(work, name) !== undefined || !canAlterChecks(work)) return undefined
  return [[4, `alter column ${quote(name)} ${now === '' ? 'drop not null' : `set ${now}`}`]]
}

const nullRule = (table: TableText, column: string): string => columnOf(table, column)?.notNull ?? ''

function alterConstraint(work: TableWork, change: One): Ranked | undefined {
  const gone = change.kind === 'create' ? undefined : constraintIn(work.before, entityOf(change).name)
  const made = change.kind === 'drop' ? undefined : constraintIn(work.after, entityOf(change).name)
  const drops = change.kind === 'create' ? [] : dropConstraint(work, gone)
  const adds = change.kind === 'drop' ? [] : addConstraint(work, made)
  return drops === undefined || adds === undefined ? undefined : [...drops, ...adds]
}

const constraintIn = (table: TableText, name: string): ConstraintText | undefined =>
  table.constraints.find((constraint) => (constraint.name ?? constraint.definition) === name)

function dropConstraint(work: TableWork, gone: ConstraintText | undefined): Ranked | undefined {
  if (gone === undefined || gone.form !== 'check') return undefined
  const goesWithColumn = gone.inline !== undefined && columnOf(work.after, gone.inline) === undefined
  if (goesWithColumn) return []
  return gone.name === undefined || !canAlterChecks(work) ? undefined : [[1, `drop constraint ${quote(gone.name)}`]]
}

function addConstraint(work: TableWork, made: ConstraintText | undefined): Ranked | undefined {
  if (made === undefined) return undefined
  const comesWithColumn = made.inline !== undefined && columnOf(work.before, made.inline) === undefined
  if (comesWithColumn && (made.form === 'check' || made.form === 'foreign key')) return []
  return made.form === 'check' && canAlterChecks(work) ? [[5, `add ${made.source}`]] : undefined
}

const canAlterChecks = ({ order }: TableWork): boolean => isAtLeast(order.from.version, 3, 53)
