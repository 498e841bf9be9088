import { sql } from '../../../../kernel/sql.ts'
import { isNotExtended, isTheirs } from '../../catalogue/theirs.ts'
import { factsOf, nameIn, ownerIn, type Reading, textIn } from './found.ts'

export const tables: Reading = {
  kind: 'table',
  catalogue: 'pg_class',
  query: sql`select c.oid, n.nspname as schema, c.relname as name, c.oid::regclass::text as path,
      case c.relpersistence when 'u' then 'unlogged' end as persistence,
      case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
      pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
      (select pg_catalog.string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno)
        from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as parents,
      pg_catalog.array_to_string(c.reloptions, ', ') as options, nullif(am.amname, 'heap') as method,
      case when c.relrowsecurity then 'enabled' end as row_security,
      case when c.relforcerowsecurity then 'forced' end as owner_security,
      case c.relreplident when 'f' then 'full' when 'n' then 'nothing' end as replica_identity
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_am am on am.oid = c.relam
    where c.relkind in ('r', 'p') and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: factsOf(
      row,
      'path',
      'persistence',
      'partition_key',
      'bound',
      'parents',
      'options',
      'method',
      'row_security',
      'owner_security',
      'replica_identity',
    ),
  }),
}

// A part of a table has the columns of its parent, and so has what inherits; what differs there are defaults alone.
export const columns: Reading = {
  kind: 'column',
  catalogue: 'pg_class',
  query: sql`select c.oid, a.attnum as sub, n.nspname as schema, c.relname as relation, a.attname as name,
      c.oid::regclass::text as path, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
      case when a.attnotnull then 'not null' end as nullability,
      case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
      case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end as generated,
      case when a.attgenerated <> '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as expression,
      case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
      s.seqrelid::regclass::text as sequence, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
      case when s.seqcycle then 'cycle' end as seqcycle,
      case when a.attstorage <> t.typstorage then
        case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end as storage,
      case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
      nullif(a.attstattarget, -1) as statistics,
      (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(a.attoptions) o where o like 'n\\_distinct%') as options
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_catalog.pg_depend p on p.refclassid = 'pg_catalog.pg_class'::regclass and p.refobjid = a.attrelid
      and p.refobjsubid = a.attnum and p.classid = 'pg_catalog.pg_class'::regclass and p.deptype = 'i' and a.attidentity <> ''
    left join pg_catalog.pg_sequence s on s.seqrelid = p.objid
    where c.relkind in ('r', 'p') and not c.relispartition and a.attinhcount = 0 and a.attnum > 0 and not a.attisdropped
      and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname, a.attnum`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: factsOf(
      row,
      'path',
      'type',
      'nullability',
      'collation',
      'generated',
      'expression',
      'identity',
      'sequence',
      'seqstart',
      'seqincrement',
      'seqmin',
      'seqmax',
      'seqcache',
      'seqcycle',
      'storage',
      'compression',
      'statistics',
      'options',
    ),
  }),
}

export const defaults: Reading = {
  kind: 'default',
  catalogue: 'pg_attrdef',
  query: sql`select d.oid, n.nspname as schema, c.relname as relation, a.attname as name, c.oid::regclass::text as path,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression
    from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where a.attgenerated = '' and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} and not exists (
      select from pg_catalog.pg_inherits i join pg_catalog.pg_attribute pa on pa.attrelid = i.inhparent and pa.attname = a.attname
      join pg_catalog.pg_attrdef pd on pd.adrelid = pa.attrelid and pd.adnum = pa.attnum
      where i.inhrelid = c.oid and pg_catalog.pg_get_expr(pd.adbin, pd.adrelid) = pg_catalog.pg_get_expr(d.adbin, d.adrelid))
    order by n.nspname, c.relname, a.attnum`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: factsOf(row, 'path', 'expression'),
  }),
}

export const constraints: Reading = {
  kind: 'constraint',
  catalogue: 'pg_constraint',
  query: sql`select k.oid, n.nspname as schema, coalesce(c.relname, t.typname) as relation, k.conname as name,
      coalesce(c.oid::regclass::text, t.oid::regtype::text) as path,
      case when k.conrelid = 0 then 'domain' else 'table' end as on,
      case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'c' then 'check' when 'x' then 'exclude' else 'foreign key' end as type,
      pg_catalog.pg_get_constraintdef(k.oid) as definition, nullif(k.confrelid, 0)::regclass::text as references,
      case when i.indisclustered then 'clustered' end as clustered,
      case when i.indisreplident then 'replica identity' end as replica_identity
    from pg_catalog.pg_constraint k left join pg_catalog.pg_class c on c.oid = k.conrelid
    left join pg_catalog.pg_type t on t.oid = k.contypid
    join pg_catalog.pg_namespace n on n.oid = coalesce(c.relnamespace, t.typnamespace)
    left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
    where k.contype in ('p', 'u', 'c', 'x', 'f') and k.conparentid = 0 and k.coninhcount = 0 and ${isTheirs}
      and ${isNotExtended('pg_class', 'c.oid')} and ${isNotExtended('pg_type', 't.oid')}
    order by n.nspname, 3, k.conname`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: factsOf(row, 'path', 'on', 'type', 'definition', 'references', 'clustered', 'replica_identity'),
  }),
}

export const indexes: Reading = {
  kind: 'index',
  catalogue: 'pg_class',
  query: sql`select x.oid, n.nspname as schema, c.relname as relation, x.relname as name, c.oid::regclass::text as path,
      x.oid::regclass::text as address, pg_catalog.pg_get_indexdef(x.oid) as definition, pg_catalog.quote_ident(x.relname) as quoted,
      case when not i.indisvalid and x.relkind = 'i' then 'invalid' end as validity,
      case when x.relkind = 'I' then 'partitioned' end as partitioned,
      case when i.indisclustered then 'clustered' end as clustered,
      case when i.indisreplident then 'replica identity' end as replica_identity,
      (select pg_catalog.string_agg(a.attnum || ' ' || a.attstattarget, ', ' order by a.attnum) from pg_catalog.pg_attribute a
        where a.attrelid = x.oid and a.attstattarget >= 0) as statistics
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
    join pg_catalog.pg_class c on c.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not x.relispartition and c.relkind in ('r', 'p', 'm') and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
      and not exists (select from pg_catalog.pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u', 'x'))
    order by n.nspname, x.relname`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: {
      ...factsOf(row, 'path', 'validity', 'partitioned', 'clustered', 'replica_identity', 'statistics'),
      definition: shapeOf(textIn(row, 'definition'), textIn(row, 'quoted')),
    },
  }),
}

/** The definition without the name; an index of a partitioned table is told as one "on only" it, though it reaches all parts. */
const shapeOf = (definition: string, name: string): string =>
  definition.replace(` INDEX ${name} ON `, ' INDEX ON ').replace(/ INDEX ON ONLY /, ' INDEX ON ')
