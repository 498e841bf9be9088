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
  const { kind, of, name } = entity
  if (of === undefined || !made.has(idOf(entity))) return undefined
  const table = idOf({ kind: 'table', name: of })
  const newTable = made.get(table)
  const head = newTable === undefined ? newColumn(made, { kind, of, name }) : isPart(newTable) ? undefined : table
  if (head === undefined || kind === 'column') return newTable === undefined ? undefined : head
  const isFree = entity.needs.every((need) => belongs(need, of, to.get(need)) || !to.reaches(need, table))
  return isInline(entity) && isFree ? head : undefined
}

/** A default comes with its column. */
function newColumn(
  made: ReadonlyMap<string, Entity>,
  { kind, of, name }: Pick<Entity, 'kind' | 'of' | 'name'>,
): string | undefined {
  const column = idOf({ kind: 'column', ...(of === undefined ? {} : { of }), name })
  return kind === 'default' && made.has(column) ? column : undefined
}

const isInline = (entity: Entity): boolean =>
  entity.kind === 'default' ||
  (entity.kind === 'constraint' &&
    entity.facts['on'] === 'table' &&
    !isForeignKey(entity) &&
    entity.facts['definition']?.endsWith(' NOT VALID') !== true)

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
