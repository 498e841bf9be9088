import type { Queries } from '../../../../kernel/connection.ts'
import { sql } from '../../../../kernel/sql.ts'
import { idOf } from '../../../../schema/catalogue.ts'
import type { Found } from './found.ts'

/** Ids by the places where `pg_depend` speaks of them. */
export type Places = { readonly idAt: (place: string) => string | undefined }

/**
 * Where each entity stands, also under what the catalogue keeps apart from it: the rule of a view, the row type and the
 * array of a table or type, the index of a key, the sequence of an identity, and all that an extension brought.
 */
export async function readPlaces(db: Queries, found: readonly Found[]): Promise<Places> {
  const ids = new Map(found.map(({ at, entity }) => [at, idOf(entity)]))
  const aliases = new Map((await db.all(aliasesQuery)).map((row) => [String(row['at']), String(row['owner'])]))
  const idAt = (place: string): string | undefined => {
    const id = ids.get(place)
    if (id !== undefined) return id
    const [catalogue = '', oid = '', sub = '0'] = place.split(' ')
    if (sub !== '0') return idAt(`${catalogue} ${oid} 0`)
    const owner = aliases.get(`${catalogue} ${oid}`)
    return owner === undefined ? undefined : idAt(owner)
  }
  return { idAt }
}

const aliasesQuery = sql`select 'pg_rewrite ' || r.oid as at, 'pg_class ' || r.ev_class || ' 0' as owner
    from pg_catalog.pg_rewrite r where r.rulename = '_RETURN' and r.oid >= 16384
  union all select 'pg_class ' || k.conindid, 'pg_constraint ' || k.oid || ' 0'
    from pg_catalog.pg_constraint k where k.contype in ('p', 'u', 'x')
  union all select 'pg_constraint ' || k.oid, 'pg_constraint ' || k.conparentid || ' 0'
    from pg_catalog.pg_constraint k where k.conparentid <> 0
  union all select 'pg_attrdef ' || d.oid, 'pg_class ' || d.adrelid || ' ' || d.adnum from pg_catalog.pg_attrdef d
  union all select 'pg_type ' || t.oid, 'pg_class ' || t.typrelid || ' 0' from pg_catalog.pg_type t
    join pg_catalog.pg_class c on c.oid = t.typrelid where c.relkind <> 'c' and t.oid >= 16384
  union all select 'pg_class ' || t.typrelid, 'pg_type ' || t.oid || ' 0' from pg_catalog.pg_type t
    join pg_catalog.pg_class c on c.oid = t.typrelid where c.relkind = 'c'
  union all select 'pg_type ' || a.typarray, 'pg_type ' || a.oid || ' 0' from pg_catalog.pg_type a
    where a.typarray <> 0 and a.oid >= 16384
  union all select 'pg_type ' || r.rngmultitypid, 'pg_type ' || r.rngtypid || ' 0' from pg_catalog.pg_range r
  union all select 'pg_class ' || i.inhrelid, 'pg_class ' || i.inhparent || ' 0'
    from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid where c.relkind in ('i', 'I')
  union all select 'pg_class ' || d.objid, 'pg_class ' || d.refobjid || ' ' || d.refobjsubid from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid = d.objid and c.relkind = 'S'
    where d.classid = 'pg_catalog.pg_class'::regclass and d.deptype = 'i'
  union all select d.classid::regclass::text || ' ' || d.objid, 'pg_extension ' || d.refobjid || ' 0' from pg_catalog.pg_depend d
    where d.deptype = 'e'`

/** What each entity needs, by id, as the catalogue keeps books on it, and its owner. */
export async function readNeeds(
  db: Queries,
  found: readonly Found[],
  { idAt }: Places,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const needs = new Map(found.map(({ entity }) => [idOf(entity), new Set<string>()]))
  for (const row of await db.all(edgesQuery)) {
    const [from, to] = [idAt(String(row['from'])), idAt(String(row['to']))]
    if (from !== undefined && to !== undefined && from !== to) needs.get(from)?.add(to)
  }
  return needs
}

// A sequence goes with the column that owns it, but it does not need it to be made.
const edgesQuery = sql`select distinct d.classid::regclass::text || ' ' || d.objid || ' ' || d.objsubid as from,
    d.refclassid::regclass::text || ' ' || d.refobjid || ' ' || d.refobjsubid as to
  from pg_catalog.pg_depend d where d.objid >= 16384 and (d.refobjid >= 16384 or d.refclassid = 'pg_catalog.pg_namespace'::regclass)
    and d.deptype <> 'e' and not (d.deptype = 'a' and d.classid = 'pg_catalog.pg_class'::regclass
      and exists (select from pg_catalog.pg_sequence s where s.seqrelid = d.objid))`
