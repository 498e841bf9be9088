import type { Session } from '../database/database.ts'

/** A sum or count that the move must not change; the same question is asked before the schema grows and after the last step. */
type Invariant = { readonly name: string; readonly sql: string }

const tables = [
  'organizations',
  'users',
  'machines',
  'parts',
  'inventory',
  'supplier_orders',
  'supplier_order_items',
  'customer_orders',
  'customer_order_items',
  'part_usage',
] as const

const sum = (table: string, column: string): Invariant => ({
  name: `sum(${table}.${column})`,
  sql: `select coalesce(sum(${column}), 0)::numeric(30,3)::text as value from ${table}`,
})

/** The columns have the same names before and after the steps. */
export const invariants: readonly Invariant[] = [
  sum('inventory', 'current_stock'),
  sum('inventory', 'minimum_stock_recommendation'),
  sum('supplier_order_items', 'quantity'),
  sum('customer_order_items', 'quantity'),
  sum('part_usage', 'quantity_used'),
  {
    name: 'sum(inventory.current_stock) by part',
    sql: `select md5(string_agg(part_id || ' ' || stock, ',' order by part_id)) as value
      from (select part_id, sum(current_stock)::numeric(30,3) as stock from inventory group by 1) as parts`,
  },
  ...tables.map((table) => ({ name: `count(${table})`, sql: `select count(*)::text as value from ${table}` })),
]

/** The value of each, by name. */
export async function measured(session: Session): Promise<readonly (readonly [string, string])[]> {
  const values: (readonly [string, string])[] = []
  for (const { name, sql } of invariants) values.push([name, String((await session.query(sql))[0]?.['value'])])
  return values
}

/** An invariant's value before and after. */
export type Kept = { readonly name: string; readonly before: string; readonly after: string; readonly equal: boolean }

/** What was measured twice, side by side. */
export function compared(
  before: readonly (readonly [string, string])[],
  after: readonly (readonly [string, string])[],
): readonly Kept[] {
  const found = new Map(after)
  return before.map(([name, was]) => {
    const is = found.get(name) ?? 'not there'
    return { name, before: was, after: is, equal: was === is }
  })
}
