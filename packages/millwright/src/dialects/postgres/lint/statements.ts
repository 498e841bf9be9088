import type { CreateStmt, DefElem, DropStmt, Node, RangeVar, RenameStmt } from 'libpg-query'
import { alterTableDangers } from './alter-table.ts'
import { habits } from './columns.ts'
import { type Danger, dangers, type Known } from './danger.ts'

/** How a table is known within one script. */
export const tableKey = ({ schemaname, relname }: RangeVar): string =>
  schemaname === undefined ? (relname ?? '') : `${schemaname}.${relname}`

const isMade = (table: RangeVar | undefined, { made }: Known): boolean =>
  table !== undefined && made.has(tableKey(table))

/** What one statement does to those who work with the database meanwhile. */
export function dangersOf(node: Node, known: Known): readonly Danger[] {
  return ofDefinition(node, known) ?? ofRemoval(node, known) ?? ofCare(node, known) ?? ofRows(node, known)
}

function ofDefinition(node: Node, known: Known): readonly Danger[] | undefined {
  if ('CreateStmt' in node) return tableDangers(node.CreateStmt)
  if ('AlterTableStmt' in node)
    return isMade(node.AlterTableStmt.relation, known) ? [] : alterTableDangers(node.AlterTableStmt, known)
  if ('IndexStmt' in node)
    return isMade(node.IndexStmt.relation, known)
      ? []
      : concurrently(node.IndexStmt.concurrent === true, dangers.plainIndex, known)
  if ('RenameStmt' in node) return isMade(node.RenameStmt.relation, known) ? [] : renameDangers(node.RenameStmt)
  if ('AlterObjectSchemaStmt' in node)
    return isMade(node.AlterObjectSchemaStmt.relation, known) ? [] : [dangers.moveSchema]
  return undefined
}

/** A gentle form that needs to be outside of a transaction, or the danger of the other one. */
function concurrently(isConcurrent: boolean, danger: Danger, { isInTransaction }: Known): readonly Danger[] {
  if (!isConcurrent) return [danger]
  return isInTransaction ? [dangers.concurrentInside] : []
}

const tableDangers = ({ tableElts = [] }: CreateStmt): readonly Danger[] =>
  tableElts.flatMap((node) => ('ColumnDef' in node ? habits(node.ColumnDef) : []))

function renameDangers({ renameType }: RenameStmt): readonly Danger[] {
  if (renameType === 'OBJECT_COLUMN') return [dangers.renameColumn]
  return renameType === 'OBJECT_TABLE' || renameType === 'OBJECT_VIEW' ? [dangers.renameTable] : []
}

function ofRemoval(node: Node, known: Known): readonly Danger[] | undefined {
  if ('DropStmt' in node) return dropDangers(node.DropStmt, known)
  if ('DropdbStmt' in node) return [dangers.dropDatabase]
  if ('TruncateStmt' in node) return [dangers.truncate]
  return undefined
}

function dropDangers({ removeType, behavior, concurrent }: DropStmt, known: Known): readonly Danger[] {
  const cascade = behavior === 'DROP_CASCADE' ? [dangers.cascade] : []
  if (removeType === 'OBJECT_INDEX')
    return [...concurrently(concurrent === true, dangers.plainIndexDrop, known), ...cascade]
  return removeType === 'OBJECT_TABLE' ? [dangers.dropTable, ...cascade] : cascade
}

function ofCare(node: Node, known: Known): readonly Danger[] | undefined {
  if ('ReindexStmt' in node) return concurrently(has(node.ReindexStmt.params, 'concurrently'), dangers.reindex, known)
  if ('RefreshMatViewStmt' in node) return node.RefreshMatViewStmt.concurrent === true ? [] : [dangers.refresh]
  if ('VacuumStmt' in node) return has(node.VacuumStmt.options, 'full') ? [dangers.fullVacuum] : []
  if ('ClusterStmt' in node) return [dangers.fullVacuum]
  if ('LockStmt' in node) return [dangers.lockTable]
  return undefined
}

const has = (options: readonly Node[] | undefined, name: string): boolean =>
  (options ?? []).some((node) => 'DefElem' in node && isOn(node.DefElem, name))

const isOn = ({ defname, arg }: DefElem, name: string): boolean =>
  defname === name && !(arg !== undefined && 'String' in arg && ['false', 'off', '0'].includes(arg.String.sval ?? ''))

function ofRows(node: Node, known: Known): readonly Danger[] {
  if ('UpdateStmt' in node)
    return node.UpdateStmt.whereClause === undefined && !isMade(node.UpdateStmt.relation, known)
      ? [dangers.everyRow]
      : []
  if ('DeleteStmt' in node)
    return node.DeleteStmt.whereClause === undefined && !isMade(node.DeleteStmt.relation, known)
      ? [dangers.everyRow]
      : []
  return []
}
