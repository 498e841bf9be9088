import type { Queries } from '../../../../kernel/connection.ts'
import { type Sql, sql } from '../../../../kernel/sql.ts'
import type { Row } from '../../../../kernel/value.ts'
import type { Entity } from '../../../../schema/catalogue.ts'
import { isNotExtended, isTheirs } from '../../catalogue/theirs.ts'
import { factsOf, textIn } from './found.ts'
import type { Places } from './needs.ts'

/**
 * Rights that were given or taken, told against those that an object of its kind has from the start: one entity for each
 * object and role. What an owner may do is left out, for a file does not say who will own what it makes.
 */
export async function readGrants(db: Queries, { idAt }: Places): Promise<readonly Entity[]> {
  const rows = await db.all(sql`select q.at, q.words, coalesce(pg_catalog.quote_ident(g.rolname), 'public') as role,
      pg_catalog.string_agg(q.privilege, ', ' order by q.privilege) filter (where q.given and not q.may_give) as granted,
      pg_catalog.string_agg(q.privilege, ', ' order by q.privilege) filter (where q.given and q.may_give) as with_option,
      pg_catalog.string_agg(q.privilege, ', ' order by q.privilege) filter (where not q.given) as revoked
    from (${sql.join(objects.map(rightsOf), ' union all ')}) q left join pg_catalog.pg_roles g on g.oid = q.grantee
    where q.grantee = 0 or g.oid is not null group by 1, 2, 3 order by 2, 3`)
  return rows.flatMap((row) => {
    const target = idAt(textIn(row, 'at'))
    return target === undefined ? [] : [grantOf(row, target)]
  })
}

const grantOf = (row: Row, target: string): Entity => ({
  kind: 'grant',
  name: `${textIn(row, 'words')} to ${textIn(row, 'role')}`,
  facts: factsOf(row, 'words', 'role', 'granted', 'with_option', 'revoked'),
  needs: [target],
  sql: [],
})

/** Objects with rights: the query gives their place, their words, their owner and their list; `kind` is that of acldefault. */
type Objects = { readonly kind: string; readonly query: Sql }

const objects: readonly Objects[] = [
  {
    kind: 'n',
    query: sql`select 'pg_namespace ' || n.oid || ' 0' as at, 'schema ' || pg_catalog.quote_ident(n.nspname) as words, n.nspowner as owner, n.nspacl as acl
      from pg_catalog.pg_namespace n where ${isTheirs}`,
  },
  {
    kind: 'r',
    query: sql`select 'pg_class ' || c.oid || ' 0' as at, 'table ' || c.oid::regclass::text as words, c.relowner as owner, c.relacl as acl
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and c.relacl is not null and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}`,
  },
  {
    kind: 's',
    query: sql`select 'pg_class ' || c.oid || ' 0' as at, 'sequence ' || c.oid::regclass::text as words, c.relowner as owner, c.relacl as acl
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S' and c.relacl is not null and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}`,
  },
  {
    kind: 'f',
    query: sql`select 'pg_proc ' || p.oid || ' 0' as at, 'routine ' || p.oid::regprocedure::text as words, p.proowner as owner, p.proacl as acl
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where p.proacl is not null and ${isTheirs} and ${isNotExtended('pg_proc', 'p.oid')}`,
  },
  {
    kind: 'T',
    query: sql`select 'pg_type ' || t.oid || ' 0' as at, 'type ' || t.oid::regtype::text as words, t.typowner as owner, t.typacl as acl
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      where t.typacl is not null and ${isTheirs} and ${isNotExtended('pg_type', 't.oid')}`,
  },
  {
    kind: 'c',
    query: sql`select 'pg_class ' || a.attrelid || ' ' || a.attnum as at,
        '(' || pg_catalog.quote_ident(a.attname) || ') on table ' || a.attrelid::regclass::text as words, c.relowner as owner, a.attacl as acl
      from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where a.attacl is not null and not a.attisdropped and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}`,
  },
]

/** The rights in an object's list that it does not have from the start, and those of the start that are not in its list. */
const rightsOf = ({ kind, query }: Objects): Sql => sql`
  select o.at, o.words, x.grantee, x.privilege_type as privilege, x.is_grantable as may_give, true as given
    from (${query}) o cross join lateral pg_catalog.aclexplode(o.acl) x where x.grantee <> o.owner and not exists (
      select from pg_catalog.aclexplode(pg_catalog.acldefault(${sql.raw(`'${kind}'`)}, o.owner)) s where s.grantee = x.grantee
        and s.privilege_type = x.privilege_type and s.is_grantable = x.is_grantable)
  union all select o.at, o.words, s.grantee, s.privilege_type, s.is_grantable, false
    from (${query}) o cross join lateral pg_catalog.aclexplode(pg_catalog.acldefault(${sql.raw(`'${kind}'`)}, o.owner)) s
    where o.acl is not null and s.grantee <> o.owner and not exists (select from pg_catalog.aclexplode(o.acl) x
      where x.grantee = s.grantee and x.privilege_type = s.privilege_type)`
