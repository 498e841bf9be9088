import { type Catalogue, type Entity, sameEntity } from '../schema/catalogue.ts'

type Sides = { readonly from: Catalogue; readonly to: Catalogue }

/** Whether a table that goes could be the one that comes: the same name in another schema, or mostly the same columns. */
export function couldBeTable(gone: Entity, made: Entity, { from, to }: Sides): boolean {
  if (bareName(gone) === bareName(made)) return true
  const [old, now] = [columnsOf(from, gone), columnsOf(to, made)]
  const shared = old.filter(({ name }) => now.some((other) => other.name.toLowerCase() === name.toLowerCase())).length
  return shared > 0 && shared * 2 >= Math.max(old.length, now.length)
}

const bareName = ({ name }: Entity): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

const columnsOf = ({ entities }: Catalogue, { name }: Entity): readonly Entity[] =>
  entities.filter(({ kind, of }) => kind === 'column' && of === name)

/** Whether a column that goes could be the one that comes: the same kind of values, whatever their length. */
export const couldBeColumn = (gone: Entity, made: Entity): boolean =>
  baseType(gone) === baseType(made) && 'generated' in gone.facts === 'generated' in made.facts

const baseType = ({ facts }: Entity): string =>
  (facts['type'] ?? '')
    .replace(/\(.*?\)/g, '')
    .trim()
    .toLowerCase()

export const couldBeType = (gone: Entity, made: Entity): boolean =>
  bareName(gone) === bareName(made) || sameEntity({ ...gone, name: made.name }, made)
