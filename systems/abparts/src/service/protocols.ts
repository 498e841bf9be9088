import type { Session } from '../database/database.ts'
import {
  assignments,
  conflict,
  containing,
  type Doc,
  docs,
  insertion,
  type ListQuery,
  noSuch,
  oneDoc,
  ruled,
} from './ask.ts'

/** What a protocol can be given. */
export type ProtocolFields = {
  readonly name: string
  readonly protocol_type: 'daily' | 'weekly' | 'scheduled' | 'custom'
  readonly service_interval_hours: number | null
  readonly is_recurring: boolean
  readonly machine_model: string | null
  readonly description: string | null
  readonly is_active: boolean
  readonly display_order: number
}

/** Fields that were not sent are undefined. */
export type Sent<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined }

export type ProtocolFilter = {
  readonly protocol_type?: string | undefined
  /** A model also finds what is for all models; `all` finds nothing else. */
  readonly machine_model?: string | undefined
  readonly is_active?: boolean | undefined
  readonly search?: string | undefined
}

const items = `select i.*, (select to_json(x) from (select id, part_number, name, unit_of_measure from parts
  where id = i.part_id) as x) as part from protocol_checklist_items as i`

const whole = `select p.*, coalesce((select json_agg(i order by i.item_order, i.id) from (${items}) as i
  where i.protocol_id = p.id), '[]') as checklist_items from maintenance_protocols as p`

/** Protocols with their items. */
export function protocolList({ protocol_type, machine_model, is_active, search }: ProtocolFilter): ListQuery {
  return {
    query: `${whole} where ($1::text is null or p.protocol_type::text = $1)
      and ($2::text is null or p.machine_model is null or ($2 <> 'all' and p.machine_model = $2))
      and ($3::text is null or p.is_active = $3::boolean)
      and ($4::text is null or p.name ilike $4 or p.description ilike $4)`,
    order: 'display_order, name, id',
    values: [
      protocol_type ?? null,
      machine_model ?? null,
      is_active === undefined ? null : String(is_active),
      search === undefined ? null : containing(search),
    ],
  }
}

export const findProtocol = (session: Session, id: string): Promise<Doc> =>
  oneDoc(session, { what: 'protocol', query: `${whole} where p.id = $1`, values: [id] })

export const findItems = async (session: Session, protocol: string): Promise<readonly Doc[]> => {
  await findProtocol(session, protocol)
  return docs(session, `${items} where i.protocol_id = $1 order by i.item_order, i.id`, [protocol])
}

const rules = {
  unique_protocol_name_model: () => conflict('protocol_exists', 'A protocol for this model has this name already'),
  protocol_interval_fits_type: () =>
    conflict(
      'interval_does_not_fit',
      'A scheduled protocol needs an interval of hours; daily and weekly ones have none',
    ),
} as const

export async function addProtocol(session: Session, fields: Sent<ProtocolFields>): Promise<Doc> {
  const { text, values } = insertion('maintenance_protocols', fields)
  const [row] = await ruled(session.query(`${text} returning id`, values), rules)
  return findProtocol(session, String(row?.['id']))
}

/** A protocol that is closed takes its open reminders along. */
export async function changeProtocol(session: Session, id: string, fields: Sent<ProtocolFields>): Promise<Doc> {
  const { set, values } = assignments(fields, 2)
  const changes = [...(set === '' ? [] : [set]), 'updated_at = now()'].join(', ')
  const changed = await ruled(
    session.run(`update maintenance_protocols set ${changes} where id = $1`, [id, ...values]),
    rules,
  )
  if (changed === 0) throw noSuch('protocol')
  if (fields.is_active === false)
    await session.run(
      `update maintenance_reminders set status = 'dismissed' where protocol_id = $1 and status in ('pending', 'acknowledged')`,
      [id],
    )
  return findProtocol(session, id)
}

export async function dropProtocol(session: Session, id: string): Promise<void> {
  const [found] = await session.query(
    `select (select count(*) from maintenance_executions where protocol_id = p.id) as n
    from maintenance_protocols as p where p.id = $1 for update`,
    [id],
  )
  if (found === undefined) throw noSuch('protocol')
  if (Number(found['n']) > 0)
    throw conflict('protocol_was_executed', `This protocol has ${Number(found['n'])} executions: deactivate it instead`)
  await session.run('delete from maintenance_protocols where id = $1', [id])
}

export type Duplicate = {
  readonly new_name: string
  readonly new_machine_model?: string | null | undefined
  readonly copy_checklist_items: boolean
}

export async function duplicateProtocol(session: Session, id: string, copy: Duplicate): Promise<Doc> {
  const { new_name: name, new_machine_model: model = null, copy_checklist_items: withItems } = copy
  const [row] = await ruled(
    session.query(
      `insert into maintenance_protocols (name, protocol_type, service_interval_hours, is_recurring, machine_model, description, display_order)
      select $2, protocol_type, service_interval_hours, is_recurring, $3, description, display_order
      from maintenance_protocols where id = $1 returning id`,
      [id, name, model],
    ),
    rules,
  )
  if (row === undefined) throw noSuch('protocol')
  const made = String(row['id'])
  if (withItems)
    await session.run(
      `insert into protocol_checklist_items (protocol_id, item_order, item_description, item_type, item_category, part_id,
        estimated_quantity, is_critical, estimated_duration_minutes, notes)
      select $2, item_order, item_description, item_type, item_category, part_id, estimated_quantity, is_critical,
        estimated_duration_minutes, notes from protocol_checklist_items where protocol_id = $1`,
      [id, made],
    )
  return findProtocol(session, made)
}

/** What is done on a machine: protocols for its model and for all models. */
export async function protocolsFor(session: Session, machine: string, scope: string | null): Promise<readonly Doc[]> {
  await findMachine(session, machine, scope)
  return docs(
    session,
    `${whole} where p.is_active and (p.machine_model is null or p.machine_model =
      (select coalesce(machine_model, model_type) from machines where id = $1)) order by p.display_order, p.name, p.id`,
    [machine],
  )
}

/** A machine, unless it is somebody else's. */
export const findMachine = (session: Session, id: string, scope: string | null): Promise<Doc> =>
  oneDoc(session, {
    what: 'machine',
    query: 'select m.* from machines as m where m.id = $1 and ($2::uuid is null or m.customer_organization_id = $2)',
    values: [id, scope],
  })
