import { refusedFields } from 'millwright/http'
import type { Session } from '../database/database.ts'
import { assignments, conflict, demandRow, type Doc, docs, insertion, noSuch, ruled } from './ask.ts'
import { findItems, findProtocol, type Sent } from './protocols.ts'

/** What an item of a checklist can be given. */
export type ItemFields = {
  readonly item_order: number
  readonly item_description: string
  readonly item_type: 'check' | 'service' | 'replacement'
  readonly item_category: string | null
  readonly part_id: string | null
  readonly estimated_quantity: number | null
  readonly is_critical: boolean
  readonly estimated_duration_minutes: number | null
  readonly notes: string | null
}

const noPart = () => conflict('no_such_part', 'There is no part with this part_id')

/** An order that is taken moves the others on by one. */
export async function addItem(session: Session, protocol: string, fields: Sent<ItemFields>): Promise<Doc> {
  await lockProtocol(session, protocol)
  await demandRow(session, 'parts', { id: fields.part_id, refusal: noPart })
  await makeRoom(session, protocol, fields.item_order ?? 1)
  const { text, values } = insertion('protocol_checklist_items', { protocol_id: protocol, ...fields })
  const [row] = await session.query(`${text} returning id`, values)
  return findItem(session, protocol, String(row?.['id']))
}

/** Two who change one checklist do so one after the other. */
async function lockProtocol(session: Session, protocol: string): Promise<void> {
  await findProtocol(session, protocol)
  await session.query('select from maintenance_protocols where id = $1 for update', [protocol])
  await session.exec('set constraints unique_item_order deferred')
}

const makeRoom = (session: Session, protocol: string, order: number): Promise<number> =>
  session.run(
    `update protocol_checklist_items set item_order = item_order + 1 where protocol_id = $1 and item_order >= $2
      and exists (select from protocol_checklist_items where protocol_id = $1 and item_order = $2)`,
    [protocol, order],
  )

async function findItem(session: Session, protocol: string, item: string): Promise<Doc> {
  const found = (await findItems(session, protocol)).find(({ id }) => id === item)
  if (found === undefined) throw noSuch('checklist item')
  return found
}

export type ItemKey = { readonly protocol: string; readonly item: string }

export async function changeItem(session: Session, key: ItemKey, fields: Sent<ItemFields>): Promise<Doc> {
  const { protocol, item } = key
  await lockProtocol(session, protocol)
  const { item_order: was } = await findItem(session, protocol, item)
  await demandRow(session, 'parts', { id: fields.part_id, refusal: noPart })
  if (fields.item_order !== undefined && fields.item_order !== was) await makeRoom(session, protocol, fields.item_order)
  const { set, values } = assignments(fields, 2)
  if (set !== '') await session.run(`update protocol_checklist_items set ${set} where id = $1`, [item, ...values])
  return findItem(session, protocol, item)
}

export async function dropItem(session: Session, { protocol, item }: ItemKey): Promise<void> {
  await findItem(session, protocol, item)
  const [found] = await session.query(
    'select count(*) as n from maintenance_checklist_completions where checklist_item_id = $1',
    [item],
  )
  if (Number(found?.['n']) > 0) throw wasCompleted()
  await ruled(session.run('delete from protocol_checklist_items where id = $1', [item]), {
    maintenance_checklist_completions_checklist_item_id_fkey: wasCompleted,
  })
}

const wasCompleted = () => conflict('item_was_completed', 'This item stands in executions: it cannot be deleted')

export type Place = { readonly id: string; readonly order: number }

/** All items of the protocol, each exactly once, each at a place of its own; else nothing is moved. */
export async function reorderItems(
  session: Session,
  protocol: string,
  places: readonly Place[],
): Promise<readonly Doc[]> {
  await lockProtocol(session, protocol)
  const known = (await docs(session, 'select id from protocol_checklist_items where protocol_id = $1', [protocol])).map(
    ({ id }) => String(id),
  )
  const sent = new Set(places.map(({ id }) => id))
  const orders = new Set(places.map(({ order }) => order))
  if (sent.size !== places.length || sent.size !== known.length || !known.every((id) => sent.has(id)))
    throw refusedFields(
      [{ field: 'item_orders', code: 'not_all_items', message: 'item_orders: name every item of the protocol once' }],
      422,
    )
  if (orders.size !== places.length)
    throw refusedFields(
      [{ field: 'item_orders', code: 'place_taken_twice', message: 'item_orders: give every item a place of its own' }],
      422,
    )
  for (const { id, order } of places)
    await session.run('update protocol_checklist_items set item_order = $2 where id = $1', [id, order])
  return findItems(session, protocol)
}
