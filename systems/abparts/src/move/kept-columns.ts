import type { Session } from '../database/database.ts'

/** A column that keeps its value; where its name changes, the old one and the new one. */
type Kept = string | readonly [before: string, after: string]

/** What of each table the move must not touch. Quantities are compared as numbers, for they get decimals. */
const kept: Readonly<Record<string, { readonly columns: readonly Kept[]; readonly quantities?: readonly string[] }>> = {
  organizations: {
    columns: ['name', ['type', 'legacy_type'], 'address', 'contact_info', 'created_at', 'updated_at'],
  },
  users: {
    columns: [
      'organization_id',
      'username',
      'password_hash',
      'email',
      'name',
      ['role', 'legacy_role'],
      'created_at',
      'updated_at',
    ],
  },
  machines: { columns: [['organization_id', 'customer_organization_id'], 'name', 'created_at', 'updated_at'] },
  parts: {
    columns: [
      'part_number',
      'name',
      'description',
      ['is_consumable', 'legacy_is_consumable'],
      'manufacturer_delivery_time_days',
      'local_supplier_delivery_time_days',
      'image_urls',
      'created_at',
      'updated_at',
    ],
  },
  inventory: {
    columns: [
      ['organization_id', 'legacy_organization_id'],
      'part_id',
      ['location', 'legacy_location'],
      'reorder_threshold_set_by',
      'last_recommendation_update',
      'created_at',
      ['updated_at', 'last_updated'],
    ],
    quantities: ['current_stock', 'minimum_stock_recommendation'],
  },
  supplier_orders: {
    columns: ['ordering_organization_id', 'supplier_name', 'order_date', 'status', 'notes', 'created_at', 'updated_at'],
  },
  supplier_order_items: { columns: ['supplier_order_id', 'part_id', 'unit_price'], quantities: ['quantity'] },
  customer_orders: {
    columns: ['customer_organization_id', 'order_date', 'status', 'ordered_by_user_id', 'notes', 'updated_at'],
  },
  customer_order_items: { columns: ['customer_order_id', 'part_id', 'unit_price'], quantities: ['quantity'] },
  part_usage: {
    columns: ['customer_organization_id', 'part_id', 'usage_date', 'machine_id', 'recorded_by_user_id', 'notes'],
    quantities: ['quantity_used'],
  },
}

export type Phase = 'before' | 'after'

/** A fingerprint of what each table must keep, which does not depend on the order of its rows. */
export async function keptPrints(session: Session, phase: Phase): Promise<readonly (readonly [string, string])[]> {
  const prints: (readonly [string, string])[] = []
  for (const table of Object.keys(kept))
    prints.push([`content(${table})`, String((await session.query(printQuery(table, phase)))[0]?.['value'])])
  const [users] = await session.query(activeQuery)
  return [...prints, ['content(users.is_active)', String(users?.['value'])]]
}

const nameIn = (column: Kept, phase: Phase): string =>
  typeof column === 'string' ? column : column[phase === 'before' ? 0 : 1]

function printQuery(table: string, phase: Phase): string {
  const { columns = [], quantities = [] } = kept[table] ?? {}
  const values = [
    't.id',
    ...columns.map((column) => `t.${nameIn(column, phase)}`),
    ...quantities.map((name) => `trim_scale(t.${name}::numeric)`),
  ]
  return printOf(`jsonb_build_array(${values.join(', ')})::text`, table)
}

/** A database that never had the column is one in which everybody is active. */
const activeQuery = printOf(`t.id || ' ' || coalesce(to_jsonb(t)->>'is_active', 'true')`, 'users')

function printOf(value: string, table: string): string {
  return `select count(*) || ' rows, ' || coalesce(sum(('x' || left(md5(${value}), 15))::bit(60)::bigint), 0) as value from ${table} as t`
}
