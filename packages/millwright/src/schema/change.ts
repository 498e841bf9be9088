import { differingFacts, type Entity, idOf, sameEntity } from './catalogue.ts'

/** A new name for something that stays what it is. `of` is the owner's name at that moment: renamed tables come first. */
export type Rename = {
  readonly what: 'table' | 'column' | 'constraint' | 'index' | 'type' | 'type-value'
  readonly of?: string
  readonly from: string
  readonly to: string
}

/** The closed list of differences between two catalogues. */
export type Change =
  | { readonly kind: 'create'; readonly entity: Entity }
  | { readonly kind: 'drop'; readonly entity: Entity }
  /** The facts (and `members`) in which `to` differs from `from`; name and owner are the same. */
  | { readonly kind: 'alter'; readonly from: Entity; readonly to: Entity; readonly facts: readonly string[] }
  | { readonly kind: 'rename'; readonly rename: Rename }

/** A change that is no rename. */
export type Alteration = Exclude<Change, { kind: 'rename' }>

/** What turns one catalogue into the other, renames aside, in no particular order. */
export function compare(from: readonly Entity[], to: readonly Entity[]): readonly Alteration[] {
  const [before, after] = [byId(from), byId(to)]
  const gone = from.filter((entity) => !after.has(idOf(entity)))
  return [
    ...gone.map((entity): Alteration => ({ kind: 'drop', entity })),
    ...to.flatMap((entity) => madeOf(before, entity)),
  ]
}

function madeOf(before: ReadonlyMap<string, Entity>, to: Entity): readonly Alteration[] {
  const from = before.get(idOf(to))
  if (from === undefined) return [{ kind: 'create', entity: to }]
  return sameEntity(from, to) ? [] : [{ kind: 'alter', from, to, facts: changed(from, to) }]
}

const byId = (entities: readonly Entity[]): ReadonlyMap<string, Entity> =>
  new Map(entities.map((entity) => [idOf(entity), entity]))

const changed = (from: Entity, to: Entity): readonly string[] => [
  ...differingFacts(from, to),
  ...((from.members ?? []).join('\0') === (to.members ?? []).join('\0') ? [] : ['members']),
]

/** The name a table had before these renames. */
export const nameBefore = (renames: readonly Rename[], table: string): string =>
  renames.toReversed().reduce((name, { what, from, to }) => (what === 'table' && to === name ? from : name), table)

/** Renames that take these back: in the other order, and each named as things are called at that moment. */
export function inverseRenames(renames: readonly Rename[]): readonly Rename[] {
  return renames.toReversed().map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from }))
}
