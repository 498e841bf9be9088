import type { Queries } from '../../kernel/connection.ts'
import { render, type Sql, sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import type { Reads, ReadsOf } from '../dialect.ts'
import { pathIn } from './catalogue/object.ts'
import { quote, quoteTable, quoteText, syntax } from './syntax.ts'

const viewName = 'millwright_reads'

/**
 * The database says it itself: it writes down what a view depends on, and what the views do that this one reads. Its own
 * functions are not written down, and read no rows of anybody. https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export async function reads(db: Queries, of: ReadsOf): Promise<Reads> {
  const query = 'query' in of ? of.query : await expressionsOf(db, of)
  await db.run(sql`create temporary view ${sql.id(viewName)} as ${sql.raw(literal(query))}`)
  try {
    return { tables: await tablesOf(db), functions: await functionsOf(db) }
  } finally {
    await db.run(sql`drop view ${sql.raw(`pg_temp.${quote(viewName)}`)}`)
  }
}

/** A view has no parameters. */
function literal(query: Sql): string {
  const { values } = render(query, syntax)
  return render(query, { ...syntax, placeholder: (at) => literalOf(values[at - 1] as Value) }).text
}

function literalOf(value: Value): string {
  if (value === null) return 'null'
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'::bytea`
  return quoteText(String(value))
}

/** Expressions over one row of a table, with nothing of the table but the names and types of its columns. */
async function expressionsOf(
  db: Queries,
  { table, expressions }: Extract<ReadsOf, { readonly table: string }>,
): Promise<Sql> {
  const columns = await db.all(sql`select attname as name, pg_catalog.format_type(atttypid, atttypmod) as type
    from pg_catalog.pg_attribute where attrelid = ${quoteTable(table)}::regclass and attnum > 0 and not attisdropped order by attnum`)
  const row = columns.map(({ name, type }) => sql`null::${sql.raw(String(type))} as ${sql.id(String(name))}`)
  const given = expressions.map((expression, at) => sql`(${expression}) as ${sql.id(`millwright_${at}`)}`)
  return sql`select ${sql.join(given)} from (select ${sql.join(row)}) as t`
}

/** The view, and the views that it reads. */
const seen = sql`with recursive seen (id) as (
    select ${`pg_temp.${viewName}`}::regclass::oid
    union select d.refobjid from seen join pg_catalog.pg_rewrite r on r.ev_class = seen.id
      join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
      where d.refclassid = 'pg_catalog.pg_class'::regclass
  )`

async function tablesOf(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`${seen} select n.nspname as schema, c.relname as name, current_schema() as home
    from seen join pg_catalog.pg_class c on c.oid = seen.id join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'm') order by 1, 2`)
  return rows.map((row) => pathIn(row))
}

/** Functions of somebody's own that may give something else for the same arguments. */
async function functionsOf(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`${seen} select distinct p.proname as name from seen
    join pg_catalog.pg_rewrite r on r.ev_class = seen.id
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
    join pg_catalog.pg_proc p on d.refclassid = 'pg_catalog.pg_proc'::regclass and p.oid = d.refobjid
    where p.provolatile <> 'i' order by 1`)
  return rows.map((row) => String(row['name']))
}
