import { type Catalogue, type Entity, entityKinds } from '../schema/catalogue.ts'
import { type DiffFlags, openPlace } from './diff.ts'

export type Inspected = {
  readonly catalogue: Catalogue
  readonly statements: readonly string[]
}

export type InspectFlags = Pick<DiffFlags, 'from' | 'dialect' | 'where'> & {
  /** Names of tables and other objects, `*` for any letters: only these are told, with what belongs to them. */
  readonly like?: readonly string[]
}

/** Describes a schema: of a database, of a file, or of the history. @throws DIFF2xx */
export const inspectPlace = ({ like, ...flags }: InspectFlags): Promise<Inspected> =>
  openPlace({ ...flags, to: flags.from }, async (ddl, db) => {
    const catalogue = await ddl.describe(db)
    if (like === undefined) return { catalogue, statements: await ddl.recreate(db) }
    const entities = catalogue.entities.filter(({ name, of }) => isLike(of ?? name, like))
    return {
      catalogue: { ...catalogue, entities },
      statements: inMakingOrder(entities).flatMap((entity) => entity.sql),
    }
  })

const inMakingOrder = (entities: readonly Entity[]): readonly Entity[] =>
  entities.toSorted((a, b) => entityKinds.indexOf(a.kind) - entityKinds.indexOf(b.kind))

const asLetters = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)

/** `maintenance*` is `maintenance_executions` in any schema; `app.*` is all of one. */
const isLike = (path: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => {
    const form = new RegExp(`^${pattern.split('*').map(asLetters).join('.*')}$`, 'iu')
    return form.test(path) || form.test(path.slice(path.lastIndexOf('.') + 1))
  })
