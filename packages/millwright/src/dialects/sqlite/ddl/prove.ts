import type { Queries } from '../../../kernel/connection.ts'
import type { Finding } from '../../../kernel/finding.ts'
import type { Entity } from '../../../schema/catalogue.ts'
import { nameBefore } from '../../../schema/change.ts'
import { needsFill, needsUsing, rowsBreak } from '../../../schema/questions.ts'
import type { DdlOrder } from '../../ddl.ts'
import type { ConstraintText } from './constraint-text.ts'
import { isPlainTable, keyOf } from './describe.ts'
import { quote } from './names.ts'
import { proveIndexes } from './prove-indexes.ts'
import { fitsOf } from './rebuild.ts'
import { broken, isEmpty, newRows, renamedRows } from './rows.ts'
import { type ColumnText, readTable, type TableText } from './table-text.ts'
import { columnOf, isStoredColumn, tableWorks, type TableWork } from './table-work.ts'
import { fold } from './tokens.ts'

/** Asks the rows that are there whether they can go where they are to go. Reads only. */
export async function prove(db: Queries, order: DdlOrder): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const work of tableWorks(order)) {
    if (await isEmpty(db, work)) continue
    findings.push(...(await proveFits(db, work)))
    findings.push(...(await proveNotNull(db, work)))
    findings.push(...(await proveTypes(db, work)))
    findings.push(...(await proveConstraints(db, work)))
  }
  return [...findings, ...(await proveIndexes(db, order))]
}

async function proveFits(db: Queries, work: TableWork): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { column, fits } of fitsOf(work)) {
    const found = await broken(db, `select ${quote(column)} from ${renamedRows(work)} where not (${fits})`)
    const [old, now] = [columnOf(work.before, column), columnOf(work.after, column)]
    if (found !== undefined)
      findings.push(needsUsing(work.name, column, { from: old?.type ?? '', to: now?.type ?? '', ...found }))
  }
  return findings
}

async function proveNotNull(db: Queries, work: TableWork): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { name } of work.after.columns.filter((column) => tightens(work, column))) {
    const found = await broken(db, `select * from ${newRows(work)} where ${quote(name)} is null`)
    if (found !== undefined) findings.push({ ...needsFill(work.name, name, found.rows), samples: found.samples })
  }
  return findings
}

function tightens({ before }: TableWork, column: ColumnText): boolean {
  const old = columnOf(before, column.name)
  return column.notNull !== '' && isStoredColumn(column) && old !== undefined && old.notNull === ''
}

/** What a STRICT column takes. https://sqlite.org/stricttables.html */
const strictTypes: Readonly<Record<string, string>> = {
  INT: "'integer'",
  INTEGER: "'integer'",
  REAL: "'real', 'integer'",
  TEXT: "'text'",
  BLOB: "'blob'",
}

async function proveTypes(db: Queries, work: TableWork): Promise<readonly Finding[]> {
  if (!work.after.isStrict) return []
  const findings: Finding[] = []
  for (const column of work.after.columns.filter((each) => isStoredColumn(each) && each.type in strictTypes)) {
    const now = quote(column.name)
    const cast = `case when typeof(${now}) in ('integer', 'real', 'text') and ${now} = cast(${now} as ${column.type}) then cast(${now} as ${column.type}) else ${now} end`
    const query = `select ${now} from ${newRows(work)} where typeof(${cast}) not in ('null', ${strictTypes[column.type]})`
    const found = await broken(db, query)
    const from = columnOf(work.before, column.name)?.type ?? ''
    if (found !== undefined)
      findings.push(needsUsing(work.name, column.name, { from, to: `${column.type} (STRICT)`, ...found }))
  }
  return findings
}

async function proveConstraints(db: Queries, work: TableWork): Promise<readonly Finding[]> {
  const known = new Set(work.before.constraints.map(({ definition }) => definition))
  const findings: Finding[] = []
  for (const constraint of work.after.constraints.filter(({ definition }) => !known.has(definition))) {
    const query = breakingRows(work, constraint)
    const found = query === undefined ? undefined : await broken(db, query)
    if (found !== undefined) findings.push(rowsBreak(work.name, constraint.name ?? constraint.definition, found))
  }
  return findings
}

function breakingRows(work: TableWork, constraint: ConstraintText): string | undefined {
  const rows = newRows(work)
  switch (constraint.form) {
    case 'check':
      return `select * from ${rows} as ${quote(work.name)} where not (${constraint.expression ?? '1'})`
    case 'foreign key':
      return orphansOf(work, constraint, rows)
    case 'unique':
    case 'primary key':
      return twinsOf(work.after, constraint, rows)
  }
}

function twinsOf(table: TableText, { columns }: ConstraintText, rows: string): string {
  const names = columns.map((name) => quote(name))
  const keys = columns.map((name) => `${quote(name)} collate ${columnOf(table, name)?.collation ?? 'binary'}`)
  return `select ${names.join(', ')}, count(*) as "rows" from ${rows} where ${names.map((name) => `${name} is not null`).join(' and ')} group by ${keys.join(', ')} having count(*) > 1`
}

function orphansOf(work: TableWork, constraint: ConstraintText, rows: string): string | undefined {
  const { columns, parent = '', references = [] } = constraint
  const source = parentRows(work, parent)
  if (source === undefined) return undefined
  const keys = references.length > 0 ? references : keyOf(source.table)
  const present = columns.map((name) => `c.${quote(name)} is not null`).join(' and ')
  const matches = columns.map((name, at) => `p.${quote(keys[at] ?? '')} = c.${quote(name)}`).join(' and ')
  return `select c.* from ${rows} as c where ${present} and not exists (select 1 from ${source.rows} as p where ${matches})`
}

/** The rows of another table as they will be; a new one has none yet. */
function parentRows(
  { order }: TableWork,
  parent: string,
): { readonly rows: string; readonly table: TableText } | undefined {
  const work = tableWorks(order).find(({ name }) => fold(name) === fold(parent))
  if (work !== undefined) return { rows: newRows(work), table: work.after }
  const same = (entity: Entity): boolean => isPlainTable(entity) && fold(entity.name) === fold(parent)
  const entity = order.to.entities.find(same)
  if (entity === undefined || !order.from.entities.some(same)) return undefined
  return { rows: quote(nameBefore(order.renames, entity.name)), table: readTable(entity.sql[0] ?? '') }
}
