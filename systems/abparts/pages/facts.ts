/** What the application's own interface tells, as far as the pages show it. */

export type Stock = {
  readonly id: string
  readonly part_id: string
  readonly part_number: string
  readonly part_name: string
  readonly warehouse_id: string
  readonly warehouse_name: string
  readonly organization_name: string
  readonly current_stock: number
  readonly minimum_stock_recommendation: number
  readonly unit_of_measure: string
  readonly is_low: boolean
}

export type Warehouse = { readonly id: string; readonly name: string; readonly organization_id: string }

export type Movement = {
  readonly id: string
  readonly transaction_type: 'creation' | 'transfer' | 'consumption' | 'adjustment'
  readonly transaction_date: string
  readonly quantity: number
  readonly unit_of_measure: string
  readonly from_warehouse_name: string | null
  readonly to_warehouse_name: string | null
  readonly machine_name: string | null
  readonly performed_by: string
  readonly notes: string | null
}

export type Item = {
  readonly id: string
  readonly item_order: number
  readonly item_description: string
  readonly item_type: 'check' | 'service' | 'replacement'
  readonly item_category: string | null
  readonly is_critical: boolean
  readonly estimated_duration_minutes: number | null
  readonly estimated_quantity: number | null
  readonly part: { readonly id: string; readonly name: string; readonly unit_of_measure: string } | null
}

export type Protocol = {
  readonly id: string
  readonly name: string
  readonly protocol_type: 'daily' | 'weekly' | 'scheduled' | 'custom'
  readonly service_interval_hours: number | null
  readonly is_recurring: boolean
  readonly machine_model: string | null
  readonly description: string | null
  readonly is_active: boolean
  readonly checklist_items: readonly Item[]
}

export type Machine = {
  readonly id: string
  readonly name: string
  readonly serial_number: string
  readonly machine_model: string | null
  readonly hours: number
}

export type Completion = {
  readonly id: string
  readonly checklist_item_id: string
  readonly is_completed: boolean
  readonly completed_at: string
  readonly notes: string | null
}

export type Execution = {
  readonly id: string
  readonly machine_id: string
  readonly machine_name: string
  readonly protocol_id: string | null
  readonly protocol_name: string | null
  readonly performed_by: string
  readonly performed_date: string | null
  readonly machine_hours_at_service: number | null
  readonly next_service_due_hours: number | null
  readonly status: 'scheduled' | 'in_progress' | 'completed' | 'partial' | 'skipped'
  readonly created_at: string
  readonly checklist_completions: readonly Completion[]
}

export type Reminder = {
  readonly id: string
  readonly machine_id: string
  readonly machine_name: string
  readonly protocol_id: string
  readonly protocol_name: string
  readonly reminder_type: 'daily' | 'weekly' | 'hours_based' | 'overdue'
  readonly due_date: string | null
  readonly due_hours: number | null
  readonly status: 'pending' | 'acknowledged' | 'completed' | 'dismissed'
}
