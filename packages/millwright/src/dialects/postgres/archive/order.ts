import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { idOf, kinds, type SchemaObject } from '../catalogue/object.ts'

/** Stands for the rows of all tables in the order of what is made. */
export const data: SchemaObject = { kind: 'data', id: 'data', schema: '', name: '', statements: [] }

const rank = (object: SchemaObject): number => kinds.indexOf(object.kind)

const afterData = new Set([
  'constraint',
  'index',
  'materialized view',
  'statistics',
  'rule',
  'trigger',
  'policy',
  'foreign key',
])

/**
 * Puts objects into an order in which they can be made: each after what it needs, and otherwise by kind. Returns
 * undefined where two need each other.
 */
export async function inOrder(
  db: Queries,
  objects: readonly SchemaObject[],
): Promise<readonly SchemaObject[] | undefined> {
  const all = [...objects, data]
  const needs = new Map<string, Set<string>>(all.map(({ id }) => [id, new Set<string>()]))
  const need = (id: string, other: string): void => {
    if (id !== other && needs.has(other)) needs.get(id)?.add(other)
  }
  for (const { from, to } of await readEdges(db)) need(from, to)
  for (const { id, kind } of all) {
    if (kind === 'table') need(data.id, id)
    if (afterData.has(kind)) need(id, data.id)
  }
  return sorted(all, needs)
}

function sorted(
  all: readonly SchemaObject[],
  needs: ReadonlyMap<string, Set<string>>,
): readonly SchemaObject[] | undefined {
  const waiting = all.toSorted((a, b) => rank(a) - rank(b))
  const done = new Set<string>()
  const order: SchemaObject[] = []
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ id }) => [...(needs.get(id) ?? [])].every((other) => done.has(other)))
    const [next] = at === -1 ? [] : waiting.splice(at, 1)
    if (next === undefined) return undefined
    done.add(next.id)
    order.push(next)
  }
  return order
}

type Edge = { readonly from: string; readonly to: string }

/**
 * What needs what, told between the objects that are made by statements of their own: a default belongs to its table, a
 * rule to its view, an array to its element, the index of a key to the key.
 */
async function readEdges(db: Queries): Promise<readonly Edge[]> {
  const rows = await db.all(sql`with owners (class, oid, owner_class, owner) as (
      select 'pg_attrdef'::text, d.oid, 'pg_class'::text, d.adrelid from pg_catalog.pg_attrdef d
      union all select 'pg_rewrite', r.oid, 'pg_class', r.ev_class from pg_catalog.pg_rewrite r where r.rulename = '_RETURN'
      union all select 'pg_constraint', k.oid, case when k.conrelid = 0 then 'pg_type' else 'pg_class' end,
        case when k.conrelid = 0 then k.contypid else k.conrelid end
        from pg_catalog.pg_constraint k where k.contype not in ('p', 'u', 'x', 'f', 't')
      union all select 'pg_class', k.conindid, 'pg_constraint', k.oid from pg_catalog.pg_constraint k
        where k.contype in ('p', 'u', 'x')
      union all select 'pg_type', t.oid, 'pg_class', t.typrelid from pg_catalog.pg_type t
        join pg_catalog.pg_class c on c.oid = t.typrelid where c.relkind <> 'c'
      union all select 'pg_class', t.typrelid, 'pg_type', t.oid from pg_catalog.pg_type t
        join pg_catalog.pg_class c on c.oid = t.typrelid where c.relkind = 'c'
      union all select 'pg_type', a.oid, case when c.oid is null then 'pg_type' else 'pg_class' end, coalesce(c.oid, t.oid)
        from pg_catalog.pg_type a join pg_catalog.pg_type t on t.oid = a.typelem and t.typarray = a.oid
        left join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind <> 'c'
      union all select 'pg_type', r.rngmultitypid, 'pg_type', r.rngtypid from pg_catalog.pg_range r
    ), named as (
      select d.deptype, c.relname::text as class, d.objid as oid, rc.relname::text as ref_class, d.refobjid as ref_oid
      from pg_catalog.pg_depend d join pg_catalog.pg_class c on c.oid = d.classid
      join pg_catalog.pg_class rc on rc.oid = d.refclassid where d.refobjid >= 16384 and d.objid >= 16384
    )
    select distinct coalesce(o.owner_class, n.class) as class, coalesce(o.owner, n.oid) as oid,
      coalesce(r.owner_class, n.ref_class) as ref_class, coalesce(r.owner, n.ref_oid) as ref_oid
    from named n left join owners o on o.class = n.class and o.oid = n.oid
    left join owners r on r.class = n.ref_class and r.oid = n.ref_oid
    where not (n.deptype in ('a', 'i') and n.class = 'pg_class'
      and exists (select from pg_catalog.pg_sequence s where s.seqrelid = n.oid))`)
  return rows.map((row) => ({
    from: idOf(String(row['class']), row['oid']),
    to: idOf(String(row['ref_class']), row['ref_oid']),
  }))
}
