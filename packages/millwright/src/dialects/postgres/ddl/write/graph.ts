import { type Catalogue, type Entity, type EntityKind, entityKinds, idOf } from '../../../../schema/catalogue.ts'

/** A catalogue in which entities are found by id, and by what they need. */
export type Graph = {
  readonly byId: ReadonlyMap<string, Entity>
  get(id: string): Entity | undefined
  /** The entities that need this one directly. */
  dependents(id: string): readonly Entity[]
  /** What belongs to a table, view or type of this name. */
  parts(owner: string): readonly Entity[]
  /** Whether one needs the other, directly or through others. */
  reaches(id: string, other: string): boolean
}

export function graphOf({ entities }: Catalogue): Graph {
  const byId = new Map(entities.map((entity) => [idOf(entity), entity]))
  const dependents = new Map<string, Entity[]>()
  for (const entity of entities) for (const need of entity.needs) pushTo(dependents, need, entity)
  const parts = Map.groupBy(entities, ({ of }) => of)
  const reaches = (id: string, other: string, seen = new Set<string>()): boolean => {
    if (id === other) return true
    if (seen.has(id)) return false
    seen.add(id)
    return (byId.get(id)?.needs ?? []).some((need) => reaches(need, other, seen))
  }
  return {
    byId,
    get: (id) => byId.get(id),
    dependents: (id) => dependents.get(id) ?? [],
    parts: (owner) => parts.get(owner) ?? [],
    reaches: (id, other) => reaches(id, other),
  }
}

function pushTo<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

const ranks = new Map<EntityKind, number>(entityKinds.map((kind, at) => [kind, at]))

/** References come after everything that they may point at. */
const rankOf = (entity: Entity): number =>
  isForeignKey(entity) ? (ranks.get('policy') ?? 0) + 0.5 : (ranks.get(entity.kind) ?? 0)

export const isForeignKey = ({ facts }: Entity): boolean =>
  facts['type'] === 'foreign key' && facts['definition'] !== undefined

/** A bundle of entities that one statement makes, or a single one. */
export type Bundle = { readonly id: string; readonly head: Entity; readonly members: readonly Entity[] }

/** Bundles so that each comes after what it needs, and otherwise by kind, in the order in which they were given. */
export function inOrder(bundles: readonly Bundle[]): readonly Bundle[] {
  const sorted = bundles.toSorted((a, b) => rankOf(a.head) - rankOf(b.head))
  const bundleOf = new Map(bundles.flatMap((bundle) => bundle.members.map((member) => [idOf(member), bundle] as const)))
  const seen = new Set<Bundle>()
  const order: Bundle[] = []
  const visit = (bundle: Bundle): void => {
    if (seen.has(bundle)) return
    seen.add(bundle)
    for (const need of bundle.members.flatMap(({ needs }) => needs)) {
      const needed = bundleOf.get(need)
      if (needed !== undefined) visit(needed)
    }
    order.push(bundle)
  }
  sorted.forEach(visit)
  return order
}

export const alone = (entity: Entity): Bundle => ({ id: idOf(entity), head: entity, members: [entity] })
