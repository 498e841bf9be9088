import type { Dialect } from '../dialects/dialect.ts'
import type { Queries } from '../kernel/connection.ts'
import { hashSchema } from '../schema/hash-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { fingerprint, ownFingerprint } from './fingerprint.ts'
import type { Manifest, TableFacts } from './manifest.ts'

/** What two databases must have in common to be called equal. */
export type DatabaseContent = Pick<Manifest, 'schema' | 'tables' | 'orphans'>

/** Reads every row of a database once. */
export const contentOf = (dialect: Dialect, db: Queries): Promise<DatabaseContent> =>
  contentBy(fingerprint, dialect, db)

/** What one database is compared with that is its own state at another time; `own` where its digests may be of its own kind. */
export type OwnContent = DatabaseContent & { readonly own?: true }

/** As {@link contentOf}, in the way that is quickest for the database. */
export const ownContentOf = async (dialect: Dialect, db: Queries): Promise<OwnContent> => ({
  ...(await contentBy(ownFingerprint, dialect, db)),
  own: true,
})

/** The content of a database in the way of another one, which was taken earlier. */
export const contentLike = ({ own }: OwnContent, dialect: Dialect, db: Queries): Promise<DatabaseContent> =>
  own === true ? ownContentOf(dialect, db) : contentOf(dialect, db)

type Print = typeof fingerprint

async function contentBy(print: Print, dialect: Dialect, db: Queries): Promise<DatabaseContent> {
  const schema = await dialect.inspect(db)
  const tables = await tablesOf(print, db, schema)
  return { schema: hashSchema(schema), tables, orphans: await orphansOf(dialect, db) }
}

const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => (a.name < b.name ? -1 : 1))

async function tablesOf(print: Print, db: Queries, schema: Schema): Promise<{ readonly [name: string]: TableFacts }> {
  const facts: [string, TableFacts][] = []
  for (const table of byName(schema.tables)) {
    const columns = table.columns.map(({ name }) => name)
    const { rows, sum } = await print(db, table.name, columns)
    facts.push([table.name, { rows, fingerprint: sum, columns }])
  }
  return Object.fromEntries(facts)
}

async function orphansOf(dialect: Dialect, db: Queries): Promise<{ readonly [link: string]: number }> {
  const counts = new Map<string, number>()
  for (const { table, parent, rows } of await dialect.snapshots.orphans(db)) {
    const link = `${table} → ${parent}`
    counts.set(link, (counts.get(link) ?? 0) + rows)
  }
  return Object.fromEntries(counts)
}

export const countOrphans = (orphans: DatabaseContent['orphans']): number =>
  Object.values(orphans).reduce((sum, rows) => sum + rows, 0)
