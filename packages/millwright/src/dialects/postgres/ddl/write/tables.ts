import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { columnText, columnExtras, constraintText, createTable, indexExtras, tableExtras } from './create.ts'
import { isPart } from './fate.ts'
import { alone, type Bundle, isForeignKey } from './graph.ts'
import type { Script } from './script.ts'

/**
 * What is made and altered, bundled: a new table brings its columns, and those of its defaults and constraints that need
 * nothing which needs the table; a new column its default.
 */
export function bundlesOf(script: Script): readonly Bundle[] {
  const { made, altered, retyped, to } = script.fate
  const entities = [...made.values(), ...[...altered.values(), ...retyped.values()].map((pair) => pair.to)]
  const heads = new Map<string, Entity[]>()
  const rest: Entity[] = []
  for (const entity of entities) {
    const head = headOf(script, entity)
    if (head === undefined) rest.push(entity)
    else heads.set(head, [...(heads.get(head) ?? []), entity])
  }
  return rest.map((entity) => {
    const members = heads.get(idOf(entity))
    return members === undefined
      ? alone(entity)
      : { id: idOf(entity), head: to.get(idOf(entity)) ?? entity, members: [entity, ...members] }
  })
}

/** The id of the new table or column whose statement makes this entity too. */
function headOf({ fate: { made, to } }: Script, entity: Entity): string | undefined {
  if (entity.of === undefined || !made.has(idOf(entity))) return undefined
  const table = idOf({ kind: 'table', name: entity.of })
  const column = idOf({ kind: 'column', of: entity.of, name: entity.name })
  const newTable = made.get(table)
  if (entity.kind === 'column') return newTable !== undefined && !isPart(newTable) ? table : undefined
  if (!isInline(entity)) return undefined
  const isFree = entity.needs.every((need) => belongs(need, entity.of ?? '', to.get(need)) || !to.reaches(need, table))
  if (!isFree) return undefined
  if (newTable !== undefined) return isPart(newTable) ? undefined : table
  return entity.kind === 'default' && made.has(column) ? column : undefined
}

const isInline = (entity: Entity): boolean =>
  entity.kind === 'default' ||
  (entity.kind === 'constraint' &&
    entity.facts['on'] === 'table' &&
    !isForeignKey(entity) &&
    !/ NOT VALID$/.test(entity.facts['definition'] ?? ''))

const belongs = (need: string, table: string, entity: Entity | undefined): boolean =>
  need === idOf({ kind: 'table', name: table }) || (entity?.kind === 'column' && entity.of === table)

/** A new table, whole. */
export function makeTable(script: Script, { head, members }: Bundle): void {
  const defaults = new Map(
    members.filter(({ kind }) => kind === 'default').map(({ name, facts }) => [name, facts['expression']]),
  )
  const columns = members.filter(({ kind }) => kind === 'column')
  const constraints = members.filter(({ kind }) => kind === 'constraint')
  const lines = columns.map((column) => {
    const expression = defaults.get(column.name)
    return columnText(column, expression === undefined ? {} : { default: expression })
  })
  script.add('make', createTable(head, [...lines, ...constraints.map(constraintText)]))
  script.add('make', ...columns.flatMap(columnExtras), ...tableExtras(head))
  script.add('make', ...constraints.flatMap(indexExtras))
}
