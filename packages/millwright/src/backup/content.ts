import type { Dialect } from '../dialects/dialect.ts'
import type { Queries } from '../kernel/connection.ts'
import { hashSchema } from '../schema/hash-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { fingerprint } from './fingerprint.ts'
import type { Manifest, TableFacts } from './manifest.ts'

/** What two databases must have in common to be called equal. */
export type DatabaseContent = Pick<Manifest, 'schema' | 'tables' | 'orphans'>

/** Reads every row of a database once. */
export async function contentOf(dialect: Dialect, db: Queries): Promise<DatabaseContent> {
  const schema = await dialect.inspect(db)
  return { schema: hashSchema(schema), tables: await tablesOf(db, schema), orphans: await orphansOf(dialect, db) }
}

const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => (a.name < b.name ? -1 : 1))

async function tablesOf(db: Queries, schema: Schema): Promise<{ readonly [name: string]: TableFacts }> {
  const facts: [string, TableFacts][] = []
  for (const table of byName(schema.tables)) {
    const columns = table.columns.map(({ name }) => name)
    const { rows, sum } = await fingerprint(db, table.name, columns)
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
