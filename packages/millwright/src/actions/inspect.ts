import type { Catalogue } from '../schema/catalogue.ts'
import { type DiffFlags, openPlace } from './diff.ts'

export type Inspected = {
  readonly catalogue: Catalogue
  readonly statements: readonly string[]
}

/** Describes a schema: of a database, of a file, or of the history. @throws DIFF2xx */
export const inspectPlace = (flags: Pick<DiffFlags, 'from' | 'dialect' | 'where'>): Promise<Inspected> =>
  openPlace({ ...flags, to: flags.from }, async (ddl, db) => {
    const catalogue = await ddl.describe(db)
    return { catalogue, statements: await ddl.recreate(db) }
  })
