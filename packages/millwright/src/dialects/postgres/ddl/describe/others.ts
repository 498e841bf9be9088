import { sql } from '../../../../kernel/sql.ts'
import { isNotExtended, isNotOurSequence, isTheirs } from '../../catalogue/theirs.ts'
import { factsOf, nameIn, ownerIn, type Reading, textIn } from './found.ts'

export const schemas: Reading = {
  kind: 'schema',
  catalogue: 'pg_namespace',
  query: sql`select n.oid, n.nspname as name, pg_catalog.quote_ident(n.nspname) as path
    from pg_catalog.pg_namespace n where ${isTheirs} order by n.nspname`,
  entity: (row) => ({ name: textIn(row, 'name'), facts: factsOf(row, 'path') }),
}

export const extensions: Reading = {
  kind: 'extension',
  catalogue: 'pg_extension',
  query: sql`select e.oid, e.extname as name, pg_catalog.quote_ident(e.extname) as path,
      case when e.extrelocatable then pg_catalog.quote_ident(n.nspname) end as schema
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname <> 'plpgsql' order by e.extname`,
  entity: (row) => ({ name: textIn(row, 'name'), facts: factsOf(row, 'path', 'schema') }),
}

/** Those that a column did not make for itself. */
export const sequences: Reading = {
  kind: 'sequence',
  catalogue: 'pg_class',
  query: sql`select c.oid, n.nspname as schema, c.relname as name, c.oid::regclass::text as path, s.seqstart, s.seqincrement, s.seqmin,
      s.seqmax, s.seqcache, case when s.seqcycle then 'cycle' end as seqcycle, pg_catalog.format_type(s.seqtypid, null) as type,
      case c.relpersistence when 'u' then 'unlogged' end as persistence,
      o.refobjid::regclass::text || '.' || pg_catalog.quote_ident(a.attname) as owned_by
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequence s on s.seqrelid = c.oid
    left join pg_catalog.pg_depend o on o.classid = 'pg_catalog.pg_class'::regclass and o.objid = c.oid and o.deptype = 'a'
      and o.refclassid = 'pg_catalog.pg_class'::regclass
    left join pg_catalog.pg_attribute a on a.attrelid = o.refobjid and a.attnum = o.refobjsubid
    where ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} and ${isNotOurSequence}
      and not exists (select from pg_catalog.pg_depend i
        where i.classid = 'pg_catalog.pg_class'::regclass and i.objid = c.oid and i.deptype = 'i')
    order by n.nspname, c.relname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: factsOf(
      row,
      'path',
      'type',
      'persistence',
      'owned_by',
      'seqstart',
      'seqincrement',
      'seqmin',
      'seqmax',
      'seqcache',
      'seqcycle',
    ),
  }),
}

/** Those that somebody wrote; a range brings its own along. */
export const functions: Reading = {
  kind: 'function',
  catalogue: 'pg_proc',
  query: sql`select p.oid, n.nspname as schema, p.proname as name, p.oid::regprocedure::text as path,
      pg_catalog.oidvectortypes(p.proargtypes) as types, case p.prokind when 'p' then 'procedure' else 'function' end as form,
      pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments, pg_catalog.pg_get_function_result(p.oid) as result,
      nullif(p.pronargdefaults, 0) as defaults, pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E' \\n') as definition
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.prokind in ('f', 'p', 'w') and ${isTheirs} and ${isNotExtended('pg_proc', 'p.oid')}
      and not exists (select from pg_catalog.pg_depend i
        where i.classid = 'pg_catalog.pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')
    order by n.nspname, p.proname, 5`,
  entity: (row, home) => ({
    name: `${nameIn(row, home)}(${textIn(row, 'types')})`,
    facts: factsOf(row, 'path', 'form', 'arguments', 'result', 'defaults', 'definition'),
  }),
}

const viewsOf = (kind: 'view' | 'materialized view', letter: string): Reading => ({
  kind,
  catalogue: 'pg_class',
  query: sql`select c.oid, n.nspname as schema, c.relname as name, c.oid::regclass::text as path,
      pg_catalog.rtrim(pg_catalog.ltrim(pg_catalog.pg_get_viewdef(c.oid), E' \\n'), ';') as definition,
      pg_catalog.array_to_string(c.reloptions, ', ') as options,
      case when not c.relispopulated then 'empty' end as content,
      (select pg_catalog.json_agg(pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
        order by a.attnum)::text from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0) as columns,
      (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' set default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '; '
        order by a.attnum) from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        where d.adrelid = c.oid) as defaults
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = ${sql.raw(letter)} and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} order by n.nspname, c.relname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: factsOf(row, 'path', 'definition', 'options', 'content', 'columns'),
  }),
})

export const views = viewsOf('view', `'v'`)
export const materializedViews = viewsOf('materialized view', `'m'`)

export const statistics: Reading = {
  kind: 'statistics',
  catalogue: 'pg_statistic_ext',
  query: sql`select s.oid, n.nspname as schema, s.stxname as name, c.relname as relation, tn.nspname as relation_schema,
      pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.stxname) as path,
      pg_catalog.pg_get_statisticsobjdef(s.oid) as definition, nullif(s.stxstattarget, -1) as target
    from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
    join pg_catalog.pg_class c on c.oid = s.stxrelid join pg_catalog.pg_namespace tn on tn.oid = c.relnamespace
    where ${isTheirs} and ${isNotExtended('pg_statistic_ext', 's.oid')} order by n.nspname, s.stxname`,
  entity: (row, home) => ({
    name: nameIn(row, home),
    facts: factsOf(row, 'path', 'definition', 'target'),
  }),
}

const states = `case when enabled = 'D' then 'disabled' when enabled = 'R' then 'replica' when enabled = 'A' then 'always' end`
const stateOf = (column: string): ReturnType<typeof sql> => sql.raw(states.replaceAll('enabled =', `${column} =`))

export const rules: Reading = {
  kind: 'rule',
  catalogue: 'pg_rewrite',
  query: sql`select r.oid, n.nspname as schema, c.relname as relation, r.rulename as name, c.oid::regclass::text as path,
      pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';') as definition, ${stateOf('r.ev_enabled')} as state
    from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN' and ${isTheirs} and ${isNotExtended('pg_rewrite', 'r.oid')} and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname, r.rulename`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: factsOf(row, 'path', 'definition', 'state'),
  }),
}

export const triggers: Reading = {
  kind: 'trigger',
  catalogue: 'pg_trigger',
  query: sql`select t.oid, n.nspname as schema, c.relname as relation, t.tgname as name, c.oid::regclass::text as path,
      pg_catalog.pg_get_triggerdef(t.oid) as definition, ${stateOf('t.tgenabled')} as state
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and t.tgparentid = 0 and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname, t.tgname`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: factsOf(row, 'path', 'definition', 'state'),
  }),
}

export const policies: Reading = {
  kind: 'policy',
  catalogue: 'pg_policy',
  query: sql`select p.oid, n.nspname as schema, c.relname as relation, p.polname as name, c.oid::regclass::text as path,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
      case when not p.polpermissive then 'restrictive' end as permission,
      case when p.polroles = '{0}' then 'public' else (select pg_catalog.string_agg(pg_catalog.quote_ident(r.rolname), ', '
        order by r.rolname) from pg_catalog.pg_roles r where r.oid = any (p.polroles)) end as roles,
      pg_catalog.pg_get_expr(p.polqual, p.polrelid) as sees, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as writes
    from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} order by n.nspname, c.relname, p.polname`,
  entity: (row, home) => ({
    name: textIn(row, 'name'),
    of: ownerIn(row, home),
    facts: factsOf(row, 'path', 'command', 'permission', 'roles', 'sees', 'writes'),
  }),
}
