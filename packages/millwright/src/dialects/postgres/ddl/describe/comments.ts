import type { Queries } from '../../../../kernel/connection.ts'
import { sql } from '../../../../kernel/sql.ts'
import type { Entity } from '../../../../schema/catalogue.ts'
import { textIn } from './found.ts'
import type { Places } from './needs.ts'

/** Comments on everything that has an entity, each as one that needs it. */
export async function readComments(db: Queries, { idAt }: Places): Promise<readonly Entity[]> {
  const rows =
    await db.all(sql`select d.classoid::regclass::text || ' ' || d.objoid || ' ' || d.objsubid as at, i.type, i.identity,
      d.description as text from pg_catalog.pg_description d
    cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    where (d.objoid >= 16384 or d.classoid = 'pg_catalog.pg_namespace'::regclass)
      and i.type not like '%default value%' and not exists (select from pg_catalog.pg_depend x
        where x.classid = d.classoid and x.objid = d.objoid and x.deptype = 'e')
    order by i.type, i.identity`)
  return rows.flatMap((row) => {
    const target = idAt(textIn(row, 'at'))
    if (target === undefined || textIn(row, 'at') === standardPublic(row)) return []
    const name = commentTarget(textIn(row, 'type'), textIn(row, 'identity'))
    return [{ kind: 'comment' as const, name, facts: { text: textIn(row, 'text') }, needs: [target], sql: [] }]
  })
}

/** Every new database says this of its first schema. */
const standardPublic = (row: Parameters<typeof textIn>[0]): string | undefined =>
  textIn(row, 'identity') === 'public' && textIn(row, 'text') === 'standard public schema'
    ? textIn(row, 'at')
    : undefined

/** What COMMENT ON calls it. */
function commentTarget(type: string, identity: string): string {
  if (type === 'domain constraint') return `constraint ${identity.replace(/ on (?=\S+$)/, ' on domain ')}`
  if (type.endsWith(' column')) return `column ${identity}`
  return `${type.endsWith(' constraint') ? 'constraint' : type} ${identity}`
}
