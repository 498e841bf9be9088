import type { Session } from '../database/database.ts'
import { conflict, type Doc, noSuch, oneDoc } from './ask.ts'
import type { Caller } from './caller.ts'
import { type Movement, move } from './stock.ts'

export type Completion = {
  readonly status: 'completed' | 'skipped'
  readonly actual_quantity_used?: number | null | undefined
  readonly notes?: string | null | undefined
}

export type CompletionKey = { readonly execution: string; readonly item: string }
export type Completed = {
  readonly completion: Completion
  readonly act: { readonly caller: Caller; readonly at: Date }
}

/** Writes down what became of one item. Whoever says it again changes what was said; a part is taken from stock once. */
export async function completeItem(session: Session, key: CompletionKey, { completion, act }: Completed): Promise<Doc> {
  const { execution, item } = key
  const about = await factsOf(session, key)
  const { status, notes = null, actual_quantity_used: quantity } = completion
  const isDone = status === 'completed'
  await session.run(
    `insert into maintenance_checklist_completions (execution_id, checklist_item_id, is_completed, completed_at, notes)
    values ($1, $2, $3, $4, $5) on conflict (execution_id, checklist_item_id) do update
      set is_completed = excluded.is_completed, completed_at = excluded.completed_at,
        notes = coalesce(excluded.notes, maintenance_checklist_completions.notes)`,
    [execution, item, isDone, act.at.toISOString(), notes],
  )
  if (isDone && about.part !== null && quantity !== undefined && quantity !== null && quantity > 0)
    await takePart(session, key, { ...about, part: about.part, quantity, act })
  return oneDoc(session, {
    what: 'completion',
    query: 'select * from maintenance_checklist_completions where execution_id = $1 and checklist_item_id = $2',
    values: [execution, item],
  })
}

type Facts = { readonly machine: string; readonly organization: string; readonly part: string | null }

async function factsOf(session: Session, { execution, item }: CompletionKey): Promise<Facts> {
  const [row] = await session.query(
    `select m.id as machine, m.customer_organization_id as organization,
      case i.item_type when 'replacement' then i.part_id end as part
    from maintenance_executions as e join machines as m on m.id = e.machine_id
      join protocol_checklist_items as i on i.protocol_id = e.protocol_id
    where e.id = $1 and i.id = $2`,
    [execution, item],
  )
  if (row === undefined) throw noSuch('checklist item')
  const part = row['part']
  return {
    machine: String(row['machine']),
    organization: String(row['organization']),
    part: typeof part === 'string' ? part : null,
  }
}

type Taking = Facts & { readonly part: string; readonly quantity: number; readonly act: Completed['act'] }

async function takePart(session: Session, { execution, item }: CompletionKey, taking: Taking): Promise<void> {
  const { part, quantity, organization, machine, act } = taking
  const [known] = await session.query(
    `select part_usage_id from maintenance_checklist_completions where execution_id = $1 and checklist_item_id = $2 for update`,
    [execution, item],
  )
  if (known?.['part_usage_id'] !== null) return
  const [from] = await session.query(
    `select i.warehouse_id from inventory as i join warehouses as w on w.id = i.warehouse_id
    where w.organization_id = $1 and w.is_active and i.part_id = $2 and i.current_stock >= $3::numeric
    order by w.created_at, w.id limit 1`,
    [organization, part, quantity],
  )
  if (from === undefined)
    throw conflict('not_in_stock', `No warehouse of the machine's owner has ${quantity} of this part`)
  const movement: Movement = {
    transaction_type: 'consumption',
    part_id: part,
    from_warehouse_id: String(from['warehouse_id']),
    machine_id: machine,
    quantity,
    notes: 'maintenance',
  }
  await move(session, movement, act)
  await session.run(
    `with used as (insert into part_usage (customer_organization_id, part_id, usage_date, quantity_used, machine_id, recorded_by_user_id)
      values ($3, $4, $5, $6, $7, $8) returning id)
    update maintenance_checklist_completions set part_usage_id = (select id from used)
    where execution_id = $1 and checklist_item_id = $2`,
    [execution, item, organization, part, act.at.toISOString(), quantity, machine, act.caller.id],
  )
}
