import type { Columns } from './table-rows.ts'

/** The columns of the target tables that defects are appended to. */
export const targetColumns = {
  organizations: {
    id: 'uuid',
    name: 'varchar',
    organization_type: 'organizationtype',
    parent_organization_id: 'uuid',
    is_active: 'boolean',
  },
  users: {
    id: 'uuid',
    organization_id: 'uuid',
    username: 'varchar',
    password_hash: 'text',
    email: 'varchar',
    role: 'userrole',
    user_status: 'userstatus',
    is_active: 'boolean',
  },
  parts: {
    id: 'uuid',
    part_number: 'varchar',
    name: 'varchar',
    part_type: 'parttype',
    unit_of_measure: 'varchar',
    image_urls: 'text[]',
  },
  warehouses: { id: 'uuid', organization_id: 'uuid', name: 'varchar', is_active: 'boolean' },
  machines: {
    id: 'uuid',
    customer_organization_id: 'uuid',
    model_type: 'varchar',
    name: 'varchar',
    serial_number: 'varchar',
  },
  inventory: {
    id: 'uuid',
    warehouse_id: 'uuid',
    part_id: 'uuid',
    current_stock: 'numeric',
    unit_of_measure: 'varchar',
  },
  transactions: {
    id: 'uuid',
    transaction_type: 'transactiontype',
    part_id: 'uuid',
    from_warehouse_id: 'uuid',
    to_warehouse_id: 'uuid',
    machine_id: 'uuid',
    quantity: 'numeric',
    unit_of_measure: 'varchar',
    performed_by_user_id: 'uuid',
    transaction_date: 'timestamptz',
  },
} as const satisfies Readonly<Record<string, Columns>>

export type TargetTable = keyof typeof targetColumns
