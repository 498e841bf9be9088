import { sql } from '../../../../kernel/sql.ts'
import type { Row } from '../../../../kernel/value.ts'
import { isNotExtended, isTheirs } from '../../catalogue/theirs.ts'
import { factsOf, nameIn, type Reading, textIn } from './found.ts'

export const enums: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, t.oid::regtype::text as path, 'enum' as form,
      coalesce((select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid),
        '[]')::text as labels
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where t.typtype = 'e' and ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: factsOf(row, 'path', 'form'),
    members: JSON.parse(textIn(row, 'labels')) as string[],
  }),
}

export const composites: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, t.oid::regtype::text as path, 'composite' as form,
      (select pg_catalog.json_agg(pg_catalog.json_build_array(pg_catalog.quote_ident(a.attname),
        pg_catalog.format_type(a.atttypid, a.atttypmod)
        || case when a.attcollation <> at.typcollation then ' collate ' || a.attcollation::regcollation::text else '' end)
        order by a.attnum)::text from pg_catalog.pg_attribute a join pg_catalog.pg_type at on at.oid = a.atttypid
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as attributes
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind = 'c'
    where ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  entity: (row, home) => ({ name: nameIn(row, home), facts: factsOf(row, 'path', 'form', 'attributes') }),
}

export const domains: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, t.oid::regtype::text as path, 'domain' as form,
      pg_catalog.format_type(t.typbasetype, t.typtypmod) as base, pg_catalog.pg_get_expr(t.typdefaultbin, 0) as default,
      case when t.typnotnull then 'not null' end as nullability,
      case when t.typcollation <> b.typcollation then t.typcollation::regcollation::text end as collation
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    join pg_catalog.pg_type b on b.oid = t.typbasetype
    where t.typtype = 'd' and ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: factsOf(row, 'path', 'form', 'base', 'default', 'nullability', 'collation'),
  }),
}

export const ranges: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, t.oid::regtype::text as path, 'range' as form,
      pg_catalog.format_type(r.rngsubtype, null) as subtype, pg_catalog.quote_ident(m.typname) as multirange,
      nullif(r.rngsubdiff::oid, 0)::regproc::text as difference, nullif(r.rngcollation, 0)::regcollation::text as collation,
      case when not o.opcdefault then pg_catalog.quote_ident(o.opcname) end as class
    from pg_catalog.pg_range r join pg_catalog.pg_type t on t.oid = r.rngtypid
    join pg_catalog.pg_type m on m.oid = r.rngmultitypid join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: { ...factsOf(row, 'path', 'form'), parts: rangeParts(row) },
  }),
}

const rangeParts = (row: Row): string =>
  [
    `subtype = ${textIn(row, 'subtype')}`,
    ...(row['class'] === null ? [] : [`subtype_opclass = ${textIn(row, 'class')}`]),
    ...(row['collation'] === null ? [] : [`collation = ${textIn(row, 'collation')}`]),
    ...(row['difference'] === null ? [] : [`subtype_diff = ${textIn(row, 'difference')}`]),
    `multirange_type_name = ${textIn(row, 'multirange')}`,
  ].join(', ')
