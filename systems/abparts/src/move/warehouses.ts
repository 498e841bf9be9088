import { createHash } from 'node:crypto'
import { literal } from '../domain/sql-text.ts'

export const mainWarehouse = 'Main Warehouse'

/** By these words a location finds its warehouse: small letters, and one space where there were several. */
export const wordsSql = (text: string): string => `lower(btrim(regexp_replace(${text}, '\\s+', ' ', 'g')))`

const mainWords = wordsSql(literal(mainWarehouse))

const separator = '\u001f'

/** The same inputs give the same id on every run, so that a second run finds the rows of the first. */
export const idSql = (kind: string, ...parts: readonly string[]): string =>
  `encode(substr(sha256(convert_to(concat_ws(${literal(separator)}, ${literal(kind)}, ${parts.join(', ')}), 'UTF8')), 1, 16), 'hex')::uuid`

/** The same id, in the program. */
export function idOf(kind: string, ...parts: readonly string[]): string {
  const hex = createHash('sha256')
    .update([kind, ...parts].join(separator))
    .digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** `split` gives every location a warehouse of its own; `default` puts all stock of an organisation into its main one. */
export type WarehousePolicy = 'split' | 'default'

export const warehouseColumns = ['id', 'organization_id', 'name', 'location'] as const

/**
 * The warehouses that the stock needs: the main one of every organisation that is no supplier, or that holds stock; and one
 * for each location. Locations that differ only in letters and spaces are one, named by the first spelling.
 */
export function warehousesSql(policy: WarehousePolicy): string {
  const wanted = policy === 'split' ? `${mainSql} union all ${locationsSql}` : mainSql
  return `select w.id, w.organization_id, w.name, w.location
    from (select ${idSql('warehouse', 'n.organization_id', 'n.name')} as id, n.* from (${wanted}) as n) as w
    where not exists (
      select from warehouses as other where other.organization_id = w.organization_id
        and ${wordsSql('other.name')} = ${wordsSql('w.name')} and other.id <> w.id
    )`
}

/**
 * An organisation that has warehouses of others, and not our main one, keeps to them. Those of ours that stand there already do
 * not count: they may be rows of the same step, of a block before this one.
 */
const mainSql = `
  select o.id as organization_id, ${literal(mainWarehouse)}::varchar(255) as name, o.address::varchar(500) as location
  from organizations as o
    left join (select distinct legacy_organization_id as id from inventory) as holder on holder.id = o.id
    left join (
      select w.organization_id, bool_or(w.id = ${idSql('warehouse', 'w.organization_id', literal(mainWarehouse))})
        or bool_and(w.id = ${idSql('warehouse', 'w.organization_id', 'w.name')}) as is_ours
      from warehouses as w group by 1
    ) as housed on housed.organization_id = o.id
  where (o.organization_type is distinct from 'supplier' or holder.id is not null) and housed.is_ours is not false`

const locationsSql = `
  select i.legacy_organization_id, min(btrim(i.legacy_location) collate "C")::varchar(255), null::varchar(500)
  from inventory as i
  where nullif(btrim(i.legacy_location), '') is not null and ${wordsSql('i.legacy_location')} <> ${mainWords}
  group by i.legacy_organization_id, ${wordsSql('i.legacy_location')}`

/** The words by which a stock row `t` looks for its warehouse. */
const placeWords = (policy: WarehousePolicy): string =>
  policy === 'split' ? `coalesce(${wordsSql(`nullif(btrim(t.legacy_location), '')`)}, ${mainWords})` : mainWords

/** The warehouse of a stock row `t`: that of its location, or else the oldest of its organisation. */
export function placementSql(policy: WarehousePolicy): string {
  const oldest = (condition: string): string =>
    `(select w.id from warehouses as w where w.organization_id = t.legacy_organization_id ${condition}
      order by w.created_at, w.id limit 1)`
  return `coalesce(${oldest(`and ${wordsSql('w.name')} = ${placeWords(policy)}`)}, ${oldest('')})`
}

/** The same for all stock rows at once: joins, after which `named.id` or else `oldest.id` is the warehouse. */
export const placementJoin = (policy: WarehousePolicy): string => `
  left join (
    select distinct on (w.organization_id, w.words) w.id, w.organization_id, w.words
    from (select id, organization_id, created_at, ${wordsSql('name')} as words from warehouses) as w
    order by w.organization_id, w.words, w.created_at, w.id
  ) as named on named.organization_id = t.legacy_organization_id and named.words = ${placeWords(policy)}
  left join (
    select distinct on (w.organization_id) w.id, w.organization_id from warehouses as w
    order by w.organization_id, w.created_at, w.id
  ) as oldest on oldest.organization_id = t.legacy_organization_id`
