import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { isTheirs } from './theirs.ts'

/**
 * A hash over the identities of all catalogue rows that describe the user's schema: a change of the schema replaces or
 * removes rows. A row's `xmin` is the transaction that wrote it, and its `ctid` tells apart what one transaction wrote. VACUUM
 * and ANALYZE change their rows in place. A sequence's owner stands among the dependencies alone.
 */
export async function schemaMark(db: Queries): Promise<string> {
  const row = await db.get(sql`with theirs as (select n.oid from pg_catalog.pg_namespace n where ${isTheirs}),
      relations as (select c.oid from pg_catalog.pg_class c join theirs on theirs.oid = c.relnamespace
        where c.relname not like 'millwright\\_%'),
      marks (mark) as (
        select 'n' || x.oid || ' ' || ${written} from pg_catalog.pg_namespace x join theirs using (oid)
        union all select 'c' || x.oid || ' ' || ${written} from pg_catalog.pg_class x join relations using (oid)
        union all select 'a' || x.attrelid || '.' || x.attnum || ' ' || ${written}
          from pg_catalog.pg_attribute x join relations on relations.oid = x.attrelid where x.attnum > 0
        union all select 'd' || x.oid || ' ' || ${written} from pg_catalog.pg_attrdef x join relations on relations.oid = x.adrelid
        union all select 'k' || x.oid || ' ' || ${written} from pg_catalog.pg_constraint x join theirs on theirs.oid = x.connamespace
        union all select 'i' || x.indexrelid || ' ' || ${written} from pg_catalog.pg_index x join relations on relations.oid = x.indrelid
        union all select 't' || x.oid || ' ' || ${written} from pg_catalog.pg_trigger x join relations on relations.oid = x.tgrelid
        union all select 'r' || x.oid || ' ' || ${written} from pg_catalog.pg_rewrite x join relations on relations.oid = x.ev_class
        union all select 'l' || x.oid || ' ' || ${written} from pg_catalog.pg_policy x join relations on relations.oid = x.polrelid
        union all select 's' || x.seqrelid || ' ' || ${written} from pg_catalog.pg_sequence x join relations on relations.oid = x.seqrelid
        union all select 'h' || x.inhrelid || '.' || x.inhparent || ' ' || ${written}
          from pg_catalog.pg_inherits x join relations on relations.oid = x.inhrelid
        union all select 'y' || x.oid || ' ' || ${written} from pg_catalog.pg_type x join theirs on theirs.oid = x.typnamespace
        union all select 'e' || x.oid || ' ' || ${written} from pg_catalog.pg_enum x
        union all select 'p' || x.oid || ' ' || ${written} from pg_catalog.pg_proc x join theirs on theirs.oid = x.pronamespace
          where x.proname not like 'millwright\\_%'
        union all select 'x' || x.oid || ' ' || ${written} from pg_catalog.pg_extension x
        union all select 'o' || x.objid || ' ' || x.refobjid || '.' || x.refobjsubid || x.deptype::text || ' ' || ${written}
          from pg_catalog.pg_depend x join relations on relations.oid = x.objid
          where x.classid = 'pg_catalog.pg_class'::regclass and x.deptype in ('a', 'e')
        union all select 'v' || x.oid || ' ' || ${written} from pg_catalog.pg_statistic_ext x join theirs on theirs.oid = x.stxnamespace
      )
    select pg_catalog.current_schemas(false)::text || ' ' || count(*) || ' ' || pg_catalog.md5(pg_catalog.string_agg(mark, ',' order by mark)) as mark from marks`)
  return String(row?.['mark'])
}

const written = sql.raw(`x.xmin || ' ' || x.ctid::text`)
