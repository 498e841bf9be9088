import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { pathIn } from './object.ts'
import { isNotExtended, isTheirs } from './theirs.ts'

/** Names of all ordinary and partitioned tables, Millwright's own included. */
export async function tableNames(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select n.nspname as schema, c.relname as name, current_schema() as home
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} order by n.nspname, c.relname`)
  return rows.map((row) => pathIn(row))
}
