import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Row } from '../../../kernel/value.ts'
import { pathIn, textIn } from '../catalogue/object.ts'
import { isNotExtended, isTheirs } from '../catalogue/theirs.ts'
import { quote, quoteTable, quoteText } from '../syntax.ts'

/** How far each sequence has counted, and which column it belongs to, as statements. */
export async function sequenceStatements(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select n.nspname as schema, c.relname as name, current_schema() as home,
      d.refobjid::regclass::text as relation, pg_catalog.quote_ident(a.attname) as column, d.deptype::text as deptype
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i')
    left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where c.relkind = 'S' and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')} order by n.nspname, c.relname`)
  const found: string[] = []
  for (const row of rows) {
    const path = quoteTable(pathIn(row))
    if (row['deptype'] === 'a')
      found.push(`alter sequence ${path} owned by ${textIn(row, 'relation')}.${textIn(row, 'column')}`)
    const at = await db.get(sql`select last_value, is_called from ${sql.table(pathIn(row))}`)
    found.push(
      `select pg_catalog.setval(${quoteText(path)}, ${String(at?.['last_value'])}, ${String(at?.['is_called'])})`,
    )
  }
  return found
}

/** Comments on everything of the user's, as statements. */
export async function commentStatements(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select i.type, i.identity, d.description as text from pg_catalog.pg_description d
    cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    where d.objoid >= 16384 and i.type not like '%default value%' and not exists (select from pg_catalog.pg_depend x
      where x.classid = d.classoid and x.objid = d.objoid and x.deptype = 'e')
    order by i.type, i.identity`)
  return rows.map(
    (row) =>
      `comment on ${commentKind(textIn(row, 'type'))} ${textIn(row, 'identity')} is ${quoteText(textIn(row, 'text'))}`,
  )
}

const commentKind = (type: string): string =>
  type.endsWith(' column') ? 'column' : type.endsWith(' constraint') ? 'constraint' : type

type Owned = { readonly words: string; readonly query: ReturnType<typeof sql> }

const acl = (expression: string, kind: string): ReturnType<typeof sql> =>
  sql.raw(`pg_catalog.aclexplode(coalesce(${expression}, pg_catalog.acldefault('${kind}', o.owner)))`)

const owned: readonly Owned[] = [
  {
    words: 'schema',
    query: sql`select o.*, x.* from (select n.oid, pg_catalog.quote_ident(n.nspname) as identity, n.nspowner as owner, n.nspacl as acl
      from pg_catalog.pg_namespace n where ${isTheirs}) o left join lateral ${acl('o.acl', 'n')} x on o.acl is not null`,
  },
  {
    words: 'table',
    query: sql`select o.*, x.* from (select c.oid, c.oid::regclass::text as identity, c.relowner as owner, c.relacl as acl
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}) o
      left join lateral ${acl('o.acl', 'r')} x on o.acl is not null`,
  },
  {
    words: 'sequence',
    query: sql`select o.*, x.* from (select c.oid, c.oid::regclass::text as identity, c.relowner as owner, c.relacl as acl
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S' and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}) o
      left join lateral ${acl('o.acl', 's')} x on o.acl is not null`,
  },
  {
    words: 'routine',
    query: sql`select o.*, x.* from (select p.oid, p.oid::regprocedure::text as identity, p.proowner as owner, p.proacl as acl
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where ${isTheirs} and ${isNotExtended('pg_proc', 'p.oid')}) o left join lateral ${acl('o.acl', 'f')} x on o.acl is not null`,
  },
  {
    words: 'type',
    query: sql`select o.*, x.* from (select t.oid, t.oid::regtype::text as identity, t.typowner as owner, t.typacl as acl
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_class c on c.oid = t.typrelid
      where t.typtype in ('e', 'd', 'r', 'c') and coalesce(c.relkind, 'c') = 'c' and ${isTheirs}
        and ${isNotExtended('pg_type', 't.oid')}) o left join lateral ${acl('o.acl', 'T')} x on o.acl is not null`,
  },
]

/** Owners other than who makes the copy, and every right that was given or taken, as statements. */
export async function rightStatements(db: Queries): Promise<readonly string[]> {
  const found: string[] = []
  for (const { words, query } of owned) {
    const rows = await db.all(sql`select q.identity, q.acl is not null as has_rights, q.privilege_type as privilege,
        q.is_grantable as may_give, r.rolname as owner, r.rolname <> current_user as is_other, g.rolname as grantee, q.grantee as grantee_oid
      from (${query}) q join pg_catalog.pg_roles r on r.oid = q.owner left join pg_catalog.pg_roles g on g.oid = q.grantee
      order by q.identity, 7 nulls first, q.privilege_type`)
    for (const group of Map.groupBy(rows, ({ identity }) => identity).values()) found.push(...rightsOf(words, group))
  }
  return [...found, ...(await columnRights(db))]
}

function rightsOf(words: string, rows: readonly Row[]): readonly string[] {
  const [first] = rows as readonly [Row]
  const subject = `${words} ${textIn(first, 'identity')}`
  const owner =
    first['is_other'] === true ? [`alter ${ownerWords(subject)} owner to ${quote(textIn(first, 'owner'))}`] : []
  if (first['has_rights'] !== true) return owner
  const revoked = [
    `revoke all on ${subject} from public`,
    `revoke all on ${subject} from ${quote(textIn(first, 'owner'))}`,
  ]
  return [...owner, ...revoked, ...rows.filter(({ privilege }) => privilege !== null).map((row) => grant(row, subject))]
}

// ALTER TABLE takes views and sequences too, which ALTER SEQUENCE … OWNER would not for one of a column.
const ownerWords = (subject: string): string => subject.replace(/^sequence /, 'table ')

const grant = (row: Row, subject: string): string =>
  `grant ${textIn(row, 'privilege')} on ${subject} to ${granteeOf(row)}${row['may_give'] === true ? ' with grant option' : ''}`

const granteeOf = (row: Row): string => (row['grantee_oid'] === 0n ? 'public' : quote(textIn(row, 'grantee')))

async function columnRights(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select c.oid::regclass::text as identity, pg_catalog.quote_ident(a.attname) as column,
      x.privilege_type as privilege, x.is_grantable as may_give, g.rolname as grantee, x.grantee as grantee_oid
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral pg_catalog.aclexplode(a.attacl) x left join pg_catalog.pg_roles g on g.oid = x.grantee
    where a.attacl is not null and not a.attisdropped and ${isTheirs} order by 1, a.attnum, 5 nulls first, 3`)
  return rows.map(
    (row) =>
      `grant ${textIn(row, 'privilege')} (${textIn(row, 'column')}) on ${textIn(row, 'identity')} to ${granteeOf(row)}${row['may_give'] === true ? ' with grant option' : ''}`,
  )
}
