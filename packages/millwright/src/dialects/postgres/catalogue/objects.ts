import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Row } from '../../../kernel/value.ts'
import { quote, quoteTable } from '../syntax.ts'
import { idOf, type ObjectKind, pathIn, type SchemaObject, statements, textIn } from './object.ts'
import { sequenceText } from './tables.ts'
import { isNotExtended, isNotOurSequence, isTheirs } from './theirs.ts'

type Reading = {
  readonly kind: ObjectKind
  readonly catalogue: string
  readonly query: ReturnType<typeof sql>
  /** Default: what the query calls `text`. */
  readonly write?: (row: Row) => readonly string[]
}

/** Reads every object of the kinds that are told by one text each. */
export async function readObjects(db: Queries): Promise<readonly SchemaObject[]> {
  const found: SchemaObject[] = []
  for (const { kind, catalogue, query, write = written } of readings) {
    for (const row of await db.all(query)) {
      const table = row['relation'] === undefined ? {} : { table: pathIn(row, 'schema', 'relation') }
      const [schema, name] = [textIn(row, 'schema'), textIn(row, 'name')]
      found.push({ kind, id: idOf(catalogue, row['oid']), schema, name, ...table, statements: write(row) })
    }
  }
  return found
}

const written = (row: Row): readonly string[] => statements(textIn(row, 'text'))

const schemas: Reading = {
  kind: 'schema',
  catalogue: 'pg_namespace',
  query: sql`select n.oid, n.nspname as schema, n.nspname as name, current_schema() as home
    from pg_catalog.pg_namespace n where n.nspname <> 'public' and ${isTheirs} order by n.nspname`,
  write: (row) => [`create schema if not exists ${quote(textIn(row, 'name'))}`],
}

const extensions: Reading = {
  kind: 'extension',
  catalogue: 'pg_extension',
  query: sql`select e.oid, n.nspname as schema, e.extname as name, current_schema() as home, e.extversion as version
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname <> 'plpgsql' order by e.extname`,
  write: (row) => [
    `create extension if not exists ${quote(textIn(row, 'name'))} with schema ${quote(textIn(row, 'schema'))}`,
  ],
}

const enums: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, current_schema() as home,
      (select pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
        from pg_catalog.pg_enum e where e.enumtypid = t.oid) as labels
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where t.typtype = 'e' and ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  write: (row) => [`create type ${quoteTable(pathIn(row))} as enum (${textIn(row, 'labels')})`],
}

const composites: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, current_schema() as home,
      (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
        || case when a.attcollation <> at.typcollation then ' collate ' || a.attcollation::regcollation::text else '' end,
        ', ' order by a.attnum) from pg_catalog.pg_attribute a join pg_catalog.pg_type at on at.oid = a.atttypid
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as attributes
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind = 'c'
    where ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  write: (row) => [`create type ${quoteTable(pathIn(row))} as (${textIn(row, 'attributes')})`],
}

const domains: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, current_schema() as home,
      pg_catalog.format_type(t.typbasetype, t.typtypmod) as base, t.typdefault as default, t.typnotnull as not_null,
      case when t.typcollation <> b.typcollation then t.typcollation::regcollation::text end as collation,
      (select pg_catalog.string_agg('constraint ' || pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid),
        ' ' order by k.conname) from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c') as checks
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    join pg_catalog.pg_type b on b.oid = t.typbasetype
    where t.typtype = 'd' and ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  write: (row) => [
    [
      `create domain ${quoteTable(pathIn(row))} as ${textIn(row, 'base')}`,
      row['collation'] === null ? '' : ` collate ${textIn(row, 'collation')}`,
      row['default'] === null ? '' : ` default ${textIn(row, 'default')}`,
      row['not_null'] === true ? ' not null' : '',
      row['checks'] === null ? '' : ` ${textIn(row, 'checks')}`,
    ].join(''),
  ],
}

const ranges: Reading = {
  kind: 'type',
  catalogue: 'pg_type',
  query: sql`select t.oid, n.nspname as schema, t.typname as name, current_schema() as home,
      pg_catalog.format_type(r.rngsubtype, null) as subtype, m.typname as multirange, r.rngsubdiff::regproc::text as difference,
      r.rngcanonical::regproc::text as canonical, nullif(r.rngcollation, 0)::regcollation::text as collation,
      pg_catalog.quote_ident(o.opcname) as class
    from pg_catalog.pg_range r join pg_catalog.pg_type t on t.oid = r.rngtypid
    join pg_catalog.pg_type m on m.oid = r.rngmultitypid join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where ${isTheirs} and ${isNotExtended('pg_type', 't.oid')} order by n.nspname, t.typname`,
  write: (row) => [`create type ${quoteTable(pathIn(row))} as range (${rangeParts(row).join(', ')})`],
}

const rangeParts = (row: Row): readonly string[] => [
  `subtype = ${textIn(row, 'subtype')}`,
  `subtype_opclass = ${textIn(row, 'class')}`,
  ...(row['collation'] === null ? [] : [`collation = ${textIn(row, 'collation')}`]),
  ...(row['difference'] === '-' ? [] : [`subtype_diff = ${textIn(row, 'difference')}`]),
  `multirange_type_name = ${quote(textIn(row, 'multirange'))}`,
]

const functions: Reading = {
  kind: 'function',
  catalogue: 'pg_proc',
  query: sql`select p.oid, n.nspname as schema, current_schema() as home,
      p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' as name,
      pg_catalog.pg_get_functiondef(p.oid) as text
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.prokind in ('f', 'p', 'w') and ${isTheirs} and ${isNotExtended('pg_proc', 'p.oid')}
    order by n.nspname, p.proname, 4`,
  write: (row) => [textIn(row, 'text').trimEnd()],
}

/** Those that a column did not make for itself. */
const sequences: Reading = {
  kind: 'sequence',
  catalogue: 'pg_class',
  query: sql`select c.oid, n.nspname as schema, c.relname as name, current_schema() as home, s.*,
      pg_catalog.format_type(s.seqtypid, null) as type, c.relpersistence::text as persistence
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequence s on s.seqrelid = c.oid
    where ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} and ${isNotOurSequence}
      and not exists (select from pg_catalog.pg_depend i
        where i.classid = 'pg_catalog.pg_class'::regclass and i.objid = c.oid and i.deptype = 'i')
    order by n.nspname, c.relname`,
  write: (row) => [
    `create ${row['persistence'] === 'u' ? 'unlogged ' : ''}sequence ${quoteTable(pathIn(row))} as ${textIn(row, 'type')} ${sequenceText(row)}`,
  ],
}

const constraintsOf = (kind: 'constraint' | 'foreign key', types: string): Reading => ({
  kind,
  catalogue: 'pg_constraint',
  query: sql`select k.oid, n.nspname as schema, c.relname as relation, k.conname as name, current_schema() as home,
      pg_catalog.pg_get_constraintdef(k.oid) as text, c.relkind = 'p' as is_parent, i.indisclustered as is_clustered,
      i.indisreplident as is_identity
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
    where k.contype in (${sql.raw(types)}) and k.conparentid = 0 and k.coninhcount = 0 and ${isTheirs}
      and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname, k.conname`,
  write: (row) => {
    const only = kind === 'foreign key' || row['is_parent'] === true ? '' : 'only '
    const table = quoteTable(pathIn(row, 'schema', 'relation'))
    const name = quote(textIn(row, 'name'))
    return statements(
      `alter table ${only}${table} add constraint ${name} ${textIn(row, 'text')}`,
      row['is_clustered'] === true && `alter table ${table} cluster on ${name}`,
      row['is_identity'] === true && `alter table ${table} replica identity using index ${name}`,
    )
  },
})

const indexes: Reading = {
  kind: 'index',
  catalogue: 'pg_class',
  query: sql`select x.oid, n.nspname as schema, c.relname as relation, x.relname as name, current_schema() as home,
      pg_catalog.pg_get_indexdef(x.oid) as text, i.indisclustered as is_clustered, i.indisreplident as is_identity
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
    join pg_catalog.pg_class c on c.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not x.relispartition and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
      and not exists (select from pg_catalog.pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u', 'x'))
    order by n.nspname, x.relname`,
  // An index of a partitioned table is told as one "on only" it, though it reaches all of its parts.
  write: (row) => [
    textIn(row, 'text').replace(/^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")+"|\S+) ON) ONLY /, '$1 '),
    ...statements(
      row['is_clustered'] === true &&
        `alter table ${quoteTable(pathIn(row, 'schema', 'relation'))} cluster on ${quote(textIn(row, 'name'))}`,
      row['is_identity'] === true &&
        `alter table ${quoteTable(pathIn(row, 'schema', 'relation'))} replica identity using index ${quote(textIn(row, 'name'))}`,
    ),
  ],
}

const viewsOf = (kind: 'view' | 'materialized view', letter: string): Reading => ({
  kind,
  catalogue: 'pg_class',
  query: sql`select c.oid, n.nspname as schema, c.relname as name, current_schema() as home,
      pg_catalog.pg_get_viewdef(c.oid) as text, pg_catalog.array_to_string(c.reloptions, ', ') as options,
      c.relispopulated as is_full
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = ${sql.raw(letter)} and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} order by n.nspname, c.relname`,
  write: (row) => {
    const options = row['options'] === null ? '' : ` with (${textIn(row, 'options')})`
    const text = textIn(row, 'text').trim().replace(/;$/, '')
    const data = kind === 'view' || row['is_full'] === true ? '' : '\nwith no data'
    return [`create ${kind} ${quoteTable(pathIn(row))}${options} as\n${text}${data}`]
  },
})

const statisticsObjects: Reading = {
  kind: 'statistics',
  catalogue: 'pg_statistic_ext',
  query: sql`select s.oid, n.nspname as schema, s.stxname as name, current_schema() as home,
      pg_catalog.pg_get_statisticsobjdef(s.oid) as text
    from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
    where ${isTheirs} and ${isNotExtended('pg_statistic_ext', 's.oid')} order by n.nspname, s.stxname`,
}

const rules: Reading = {
  kind: 'rule',
  catalogue: 'pg_rewrite',
  query: sql`select r.oid, n.nspname as schema, c.relname as relation, r.rulename as name, current_schema() as home,
      pg_catalog.pg_get_ruledef(r.oid) as text
    from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN' and ${isTheirs} and ${isNotExtended('pg_rewrite', 'r.oid')}
    order by n.nspname, c.relname, r.rulename`,
  write: (row) => [textIn(row, 'text').replace(/;$/, '')],
}

const enabled: Readonly<Record<string, string>> = { D: 'disable', R: 'enable replica', A: 'enable always' }

const triggers: Reading = {
  kind: 'trigger',
  catalogue: 'pg_trigger',
  query: sql`select t.oid, n.nspname as schema, c.relname as relation, t.tgname as name, current_schema() as home,
      pg_catalog.pg_get_triggerdef(t.oid) as text, t.tgenabled::text as enabled
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and t.tgparentid = 0 and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname, t.tgname`,
  write: (row) => {
    const state = enabled[textIn(row, 'enabled')]
    const table = quoteTable(pathIn(row, 'schema', 'relation'))
    return statements(
      textIn(row, 'text'),
      state !== undefined && `alter table ${table} ${state} trigger ${quote(textIn(row, 'name'))}`,
    )
  },
}

const commands: Readonly<Record<string, string>> = { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' }

const policies: Reading = {
  kind: 'policy',
  catalogue: 'pg_policy',
  query: sql`select p.oid, n.nspname as schema, c.relname as relation, p.polname as name, current_schema() as home,
      p.polcmd::text as command, p.polpermissive as permits,
      case when p.polroles = '{0}' then 'public' else (select pg_catalog.string_agg(pg_catalog.quote_ident(r.rolname), ', '
        order by r.rolname) from pg_catalog.pg_roles r where r.oid = any (p.polroles)) end as roles,
      pg_catalog.pg_get_expr(p.polqual, p.polrelid) as sees, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as writes
    from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${isTheirs} order by n.nspname, c.relname, p.polname`,
  write: (row) => [
    [
      `create policy ${quote(textIn(row, 'name'))} on ${quoteTable(pathIn(row, 'schema', 'relation'))}`,
      row['permits'] === true ? '' : ' as restrictive',
      ` for ${commands[textIn(row, 'command')]} to ${textIn(row, 'roles')}`,
      row['sees'] === null ? '' : ` using (${textIn(row, 'sees')})`,
      row['writes'] === null ? '' : ` with check (${textIn(row, 'writes')})`,
    ].join(''),
  ],
}

const readings: readonly Reading[] = [
  schemas,
  extensions,
  enums,
  composites,
  domains,
  ranges,
  functions,
  sequences,
  constraintsOf('constraint', `'p', 'u', 'x'`),
  indexes,
  viewsOf('view', `'v'`),
  viewsOf('materialized view', `'m'`),
  statisticsObjects,
  rules,
  triggers,
  policies,
  constraintsOf('foreign key', `'f'`),
]
