/** Every kind of object a differ knows, in the order in which objects are made where nothing else is known. */
export const entityKinds = [
  'schema',
  'extension',
  'type',
  'sequence',
  'function',
  'table',
  'column',
  'default',
  'constraint',
  'index',
  'view',
  'materialized view',
  'statistics',
  'rule',
  'trigger',
  'policy',
  'comment',
  'grant',
] as const
export type EntityKind = (typeof entityKinds)[number]

/** Properties by name, each in the words in which the database itself prints it; a property it does not have is missing. */
export type Facts = Readonly<Record<string, string>>

/**
 * One object of a catalogue. A column, a constraint, an index, a trigger, a policy is an entity of its own that belongs to
 * a table; a table's own facts are its options alone.
 */
export type Entity = {
  readonly kind: EntityKind
  /**
   * Its name among its like. Of a table, view, type or other object of a schema: the path, `orders` or `app.orders` as
   * people type it. Of what belongs to a table: the bare name. A constraint without a name has its definition here.
   */
  readonly name: string
  /** The name of the table (or type, or other object) that it belongs to. */
  readonly of?: string
  /** What it is compared by: two entities of one name are equal when all facts are. */
  readonly facts: Facts
  /** The values of an enum, in their order; part of the comparison. */
  readonly members?: readonly string[]
  /** Ids of the entities that must be there before it. */
  readonly needs: readonly string[]
  /** The statements that make it, as the database prints them; empty for what its owner's statement makes. */
  readonly sql: readonly string[]
}

/** All that a database holds, described by itself. */
export type Catalogue = {
  /** The server's version, as it prints it: what it can do by ALTER depends on it. */
  readonly version: string
  readonly entities: readonly Entity[]
}

/** What an entity is known by within its catalogue: `column orders.total`. */
export const idOf = ({ kind, of, name }: Pick<Entity, 'kind' | 'of' | 'name'>): string =>
  `${kind} ${of === undefined ? '' : `${of}.`}${name}`

/** The entities of one kind, or those of one owner. */
export const ofKind = ({ entities }: Catalogue, ...kinds: readonly EntityKind[]): readonly Entity[] =>
  entities.filter(({ kind }) => kinds.includes(kind))

export const partsOf = (catalogue: Catalogue, owner: string): readonly Entity[] => ownersOf(catalogue).get(owner) ?? []

/** A catalogue never changes, so that its order by owners is made once. */
const known = new WeakMap<Catalogue, ReadonlyMap<string | undefined, readonly Entity[]>>()

function ownersOf(catalogue: Catalogue): ReadonlyMap<string | undefined, readonly Entity[]> {
  const owners = known.get(catalogue) ?? Map.groupBy(catalogue.entities, ({ of }) => of)
  known.set(catalogue, owners)
  return owners
}

export const sameEntity = (a: Entity, b: Entity): boolean =>
  differingFacts(a, b).length === 0 && (a.members ?? []).join('\0') === (b.members ?? []).join('\0')

/** Names of the properties in which two entities differ, sorted. */
export const differingFacts = (a: Entity, b: Entity): readonly string[] =>
  [...new Set([...Object.keys(a.facts), ...Object.keys(b.facts)])].filter((key) => a.facts[key] !== b.facts[key]).sort()
