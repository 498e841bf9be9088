import type { Cell, Columns } from './table-rows.ts'

const stamps = { created_at: 'timestamptz', updated_at: 'timestamptz' } as const

const order = {
  order_date: 'timestamptz',
  expected_delivery_date: 'timestamptz',
  actual_delivery_date: 'timestamptz',
  status: 'varchar',
  notes: 'text',
  ...stamps,
} as const

const item = { part_id: 'uuid', quantity: 'integer', unit_price: 'numeric', ...stamps } as const

/** The legacy tables that the generator fills, parents first. */
export const legacyColumns = {
  organizations: { id: 'uuid', name: 'varchar', type: 'varchar', address: 'text', contact_info: 'text', ...stamps },
  users: {
    id: 'uuid',
    organization_id: 'uuid',
    username: 'varchar',
    password_hash: 'text',
    email: 'varchar',
    name: 'varchar',
    role: 'varchar',
    is_active: 'boolean',
    ...stamps,
  },
  machines: {
    id: 'uuid',
    organization_id: 'uuid',
    model_type: 'varchar',
    name: 'varchar',
    serial_number: 'varchar',
    ...stamps,
  },
  parts: {
    id: 'uuid',
    part_number: 'varchar',
    name: 'varchar',
    description: 'text',
    is_proprietary: 'boolean',
    is_consumable: 'boolean',
    manufacturer_delivery_time_days: 'integer',
    local_supplier_delivery_time_days: 'integer',
    image_urls: 'text[]',
    ...stamps,
  },
  inventory: {
    id: 'uuid',
    organization_id: 'uuid',
    part_id: 'uuid',
    location: 'varchar',
    current_stock: 'integer',
    minimum_stock_recommendation: 'integer',
    reorder_threshold_set_by: 'varchar',
    last_recommendation_update: 'timestamptz',
    ...stamps,
  },
  supplier_orders: { id: 'uuid', ordering_organization_id: 'uuid', supplier_name: 'varchar', ...order },
  supplier_order_items: { id: 'uuid', supplier_order_id: 'uuid', ...item },
  customer_orders: {
    id: 'uuid',
    customer_organization_id: 'uuid',
    oraseas_organization_id: 'uuid',
    ordered_by_user_id: 'uuid',
    ...order,
  },
  customer_order_items: { id: 'uuid', customer_order_id: 'uuid', ...item },
  part_usage: {
    id: 'uuid',
    customer_organization_id: 'uuid',
    part_id: 'uuid',
    usage_date: 'timestamptz',
    quantity_used: 'integer',
    machine_id: 'uuid',
    recorded_by_user_id: 'uuid',
    notes: 'text',
    ...stamps,
  },
} as const satisfies Readonly<Record<string, Columns>>

export type LegacyTable = keyof typeof legacyColumns
export const legacyTables = Object.keys(legacyColumns) as readonly LegacyTable[]

/** A row of a legacy table, by column; every row has all of them. */
export type LegacyRow<T extends LegacyTable> = { readonly [column in keyof (typeof legacyColumns)[T]]: Cell }
