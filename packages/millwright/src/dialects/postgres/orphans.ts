import type { Queries } from '../../kernel/connection.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import { countOf, type Row } from '../../kernel/value.ts'
import { isTheirs } from './catalogue/theirs.ts'
import { tableName } from './syntax.ts'

/** Rows of a table that point at nothing in another table. */
export type OrphanCount = { readonly table: string; readonly parent: string; readonly rows: number }

/** A foreign key with the columns of both sides, in order. */
type Reference = {
  readonly table: string
  readonly parent: string
  readonly pairs: readonly (readonly [string, string])[]
}

/** Counts rows that point at nothing, by table and parent: a key that is not validated lets them in, and so does a replica's session. */
export async function orphans(db: Queries): Promise<readonly OrphanCount[]> {
  const counts = new Map<string, OrphanCount>()
  const found = await references(db)
  for (let from = 0; from < found.length; from += together) {
    const some = found.slice(from, from + together)
    for (const row of await db.all(sql.join(some.map(unmatched), ' union all '))) {
      const { table, parent } = some[countOf(row['place'])] as Reference
      const name = JSON.stringify([table, parent])
      const rows = countOf(row['rows']) + (counts.get(name)?.rows ?? 0)
      if (rows > 0) counts.set(name, { table, parent, rows })
    }
  }
  return [...counts.values()]
}

/** So many keys are looked at by one statement: each is an answer to wait for. */
const together = 50

async function references(db: Queries): Promise<readonly Reference[]> {
  const rows = await db.all(sql`select k.oid, n.nspname as schema, c.relname as name, pn.nspname as parent_schema,
      p.relname as parent, a.attname as from, pa.attname as to, current_schema() as home
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_class p on p.oid = k.confrelid join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    cross join lateral unnest(k.conkey, k.confkey) with ordinality as u (child, parent, at)
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.child
    join pg_catalog.pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = u.parent
    where k.contype = 'f' and k.conparentid = 0 and ${isTheirs}
    order by n.nspname, c.relname, k.conname, u.at`)
  return [...Map.groupBy(rows, ({ oid }) => oid).values()].map(referenceOf)
}

function referenceOf(parts: readonly Row[]): Reference {
  const first = parts[0] as Row
  const name = (schema: string, table: string) =>
    tableName(String(first[schema]), String(first[table]), String(first['home']))
  return {
    table: name('schema', 'name'),
    parent: name('parent_schema', 'parent'),
    pairs: parts.map(({ from, to }) => [String(from), String(to)]),
  }
}

function unmatched({ table, parent, pairs }: Reference, at: number): Sql {
  const given = pairs.map(([from]) => sql`child.${sql.id(from)} is not null`)
  const same = pairs.map(([from, to]) => sql`parent.${sql.id(to)} = child.${sql.id(from)}`)
  return sql`select ${sql.raw(String(at))} as place, count(*) as rows from ${sql.table(table)} as child where ${sql.join(given, ' and ')}
    and not exists (select from ${sql.table(parent)} as parent where ${sql.join(same, ' and ')})`
}
