import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { isNotExtended, isTheirs } from '../catalogue/theirs.ts'

/** What a copy would leave out without a word, by kind: it is refused instead. */
const kinds: readonly (readonly [string, ReturnType<typeof sql>])[] = [
  ['large object', sql`select count(*) as n, min(oid::text) as name from pg_catalog.pg_largeobject_metadata`],
  [
    'aggregate',
    sql`select count(*) as n, min(p.proname) as name from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where p.prokind = 'a' and ${isTheirs} and ${isNotExtended('pg_proc', 'p.oid')}`,
  ],
  [
    'operator',
    sql`select count(*) as n, min(o.oprname) as name from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
      where ${isTheirs} and ${isNotExtended('pg_operator', 'o.oid')}`,
  ],
  [
    'operator class',
    sql`select count(*) as n, min(o.opcname) as name from pg_catalog.pg_opclass o join pg_catalog.pg_namespace n on n.oid = o.opcnamespace
      where ${isTheirs} and ${isNotExtended('pg_opclass', 'o.oid')}`,
  ],
  [
    'collation',
    sql`select count(*) as n, min(o.collname) as name from pg_catalog.pg_collation o join pg_catalog.pg_namespace n on n.oid = o.collnamespace
      where ${isTheirs} and ${isNotExtended('pg_collation', 'o.oid')}`,
  ],
  [
    'base type',
    sql`select count(*) as n, min(t.typname) as name from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      where t.typtype = 'b' and t.typcategory <> 'A' and ${isTheirs} and ${isNotExtended('pg_type', 't.oid')}`,
  ],
  [
    'text search object',
    sql`select count(*) as n, min(o.cfgname) as name from pg_catalog.pg_ts_config o join pg_catalog.pg_namespace n on n.oid = o.cfgnamespace
      where ${isTheirs} and ${isNotExtended('pg_ts_config', 'o.oid')}`,
  ],
  [
    'foreign table',
    sql`select count(*) as n, min(c.relname) as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'f' and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}`,
  ],
  [
    'cast',
    // The cast of a range to its multirange is made with the range.
    sql`select count(*) as n, min(o.oid::text) as name from pg_catalog.pg_cast o where o.oid >= 16384
      and not exists (select from pg_catalog.pg_depend x
        where x.classid = 'pg_catalog.pg_cast'::regclass and x.objid = o.oid and x.deptype in ('e', 'i'))`,
  ],
  [
    'event trigger',
    sql`select count(*) as n, min(o.evtname) as name from pg_catalog.pg_event_trigger o where ${isNotExtended('pg_event_trigger', 'o.oid')}`,
  ],
  ['publication', sql`select count(*) as n, min(o.pubname) as name from pg_catalog.pg_publication o`],
  [
    'subscription',
    sql`select count(*) as n, min(o.subname) as name from pg_catalog.pg_subscription o
      where o.subdbid = (select oid from pg_catalog.pg_database where datname = current_database())`,
  ],
]

/** Kinds of objects in this database that a copy cannot hold, each with the number of them and one name. */
export async function uncovered(db: Queries): Promise<readonly string[]> {
  const found: string[] = []
  for (const [kind, query] of kinds) {
    const row = await db.get(query)
    const count = Number(row?.['n'] ?? 0)
    if (count > 0) found.push(`${count} ${kind}${count === 1 ? '' : 's'} (${String(row?.['name'])})`)
  }
  return found
}
