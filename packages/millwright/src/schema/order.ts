import { type Entity, type EntityKind, entityKinds, idOf } from './catalogue.ts'

/**
 * Entities so that each comes after what it needs; among the free ones by kind, then by name. A circle is cut at its
 * entity of the latest kind, so that a dialect must be able to make that one in pieces.
 */
export function inOrder(entities: readonly Entity[]): readonly Entity[] {
  const waiting = new Map(entities.toSorted(byKind).map((entity) => [idOf(entity), entity]))
  const done: Entity[] = []
  const visit = (entity: Entity, path: ReadonlySet<string>): void => {
    const id = idOf(entity)
    if (!waiting.has(id) || path.has(id)) return
    for (const need of entity.needs.toSorted()) {
      const needed = waiting.get(need)
      if (needed !== undefined) visit(needed, new Set([...path, id]))
    }
    if (waiting.delete(id)) done.push(entity)
  }
  for (const entity of entities.toSorted(byKind)) visit(entity, new Set())
  return done
}

const rank = new Map<EntityKind, number>(entityKinds.map((kind, at) => [kind, at]))

const byKind = (a: Entity, b: Entity): number =>
  (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) || (idOf(a) < idOf(b) ? -1 : 1)
