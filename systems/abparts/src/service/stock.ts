import { refusedFields } from 'millwright/http'
import type { Session } from '../database/database.ts'
import { conflict, containing, type Doc, type ListQuery, noSuch, oneDoc, ruled } from './ask.ts'
import { type Caller, scopeOf } from './caller.ts'

export type Movement = {
  readonly transaction_type: 'creation' | 'transfer' | 'consumption' | 'adjustment'
  readonly part_id: string
  readonly from_warehouse_id?: string | null | undefined
  readonly to_warehouse_id?: string | null | undefined
  readonly machine_id?: string | null | undefined
  readonly quantity: number
  readonly notes?: string | null | undefined
  readonly reference_number?: string | null | undefined
}

type Act = { readonly caller: Caller; readonly at: Date }

/** Which ends each kind of movement has: from, to, machine. */
const ends = {
  creation: { from: false, to: true, machine: false },
  transfer: { from: true, to: true, machine: false },
  consumption: { from: true, to: false, machine: true },
  adjustment: { from: false, to: true, machine: false },
} as const

/**
 * Writes a movement down; the database moves the stock with it, in the same transaction, and refuses what would fall below
 * zero. What belongs to others is not there.
 */
export async function move(session: Session, movement: Movement, act: Act): Promise<Doc> {
  demandEnds(movement)
  const { from_warehouse_id: from = null, to_warehouse_id: to = null, machine_id: machine = null } = movement
  const unit = await unitOf(session, movement.part_id)
  await lockStock(session, movement)
  const [row] = await ruled(
    session.query(
      `insert into transactions (transaction_type, part_id, from_warehouse_id, to_warehouse_id, machine_id, quantity,
        unit_of_measure, performed_by_user_id, transaction_date, notes, reference_number)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
      [
        movement.transaction_type,
        movement.part_id,
        from,
        to,
        machine,
        movement.quantity,
        unit,
        act.caller.id,
        act.at.toISOString(),
        movement.notes ?? null,
        movement.reference_number ?? null,
      ],
    ),
    { stock_not_below_zero: () => notEnough(), stock_must_exist: () => notEnough() },
  )
  return oneDoc(session, {
    what: 'transaction',
    query: 'select * from transactions where id = $1',
    values: [String(row?.['id'])],
  })
}

const notEnough = () => conflict('not_enough_stock', 'The stock would fall below zero')

function demandEnds({ transaction_type: kind, quantity, ...rest }: Movement): void {
  const wanted = ends[kind]
  const has = {
    from: isGiven(rest.from_warehouse_id),
    to: isGiven(rest.to_warehouse_id),
    machine: isGiven(rest.machine_id),
  }
  const wrong = (['from', 'to'] as const).filter((end) => wanted[end] !== has[end])
  if (wrong.length > 0 || (has.machine && !wanted.machine)) throw refuse(`${kind}_ends`, `A ${kind} has other ends`)
  if (kind === 'transfer' && rest.from_warehouse_id === rest.to_warehouse_id)
    throw refuse('same_warehouse', 'A transfer leads to another warehouse')
  if (kind === 'adjustment' ? quantity === 0 : quantity <= 0)
    throw refuse('quantity_impossible', 'quantity: above 0, and for an adjustment any other than 0')
}

const isGiven = (value: string | null | undefined): boolean => value !== undefined && value !== null
const refuse = (code: string, message: string) => refusedFields([{ field: 'quantity', code, message }], 422)

async function unitOf(session: Session, part: string): Promise<string> {
  const [row] = await session.query('select unit_of_measure from parts where id = $1', [part])
  if (row === undefined) throw noSuch('part')
  return String(row['unit_of_measure'])
}

/** Always in the order of the warehouses, so that two transfers in opposite directions do not wait for each other. */
const lockStock = (session: Session, { part_id: part, from_warehouse_id: from, to_warehouse_id: to }: Movement) =>
  session.query(
    `select from inventory where part_id = $1 and warehouse_id in ($2::uuid, $3::uuid) order by warehouse_id for update`,
    [part, from ?? null, to ?? null],
  )

/** A movement by hand: both its warehouses and its machine are the caller's own. */
export async function moveByHand(session: Session, movement: Movement, act: Act): Promise<Doc> {
  const scope = scopeOf(act.caller)
  for (const warehouse of [movement.from_warehouse_id, movement.to_warehouse_id])
    if (isGiven(warehouse)) await demandOwn(session, { what: 'warehouse', id: String(warehouse), scope })
  if (isGiven(movement.machine_id))
    await demandOwn(session, { what: 'machine', id: String(movement.machine_id), scope })
  return move(session, movement, act)
}

type Own = { readonly what: 'warehouse' | 'machine'; readonly id: string; readonly scope: string | null }

const owners = { warehouse: 'organization_id', machine: 'customer_organization_id' } as const

const demandOwn = (session: Session, { what, id, scope }: Own): Promise<Doc> =>
  oneDoc(session, {
    what,
    query: `select id from ${what}s where id = $1 and ($2::uuid is null or ${owners[what]} = $2)`,
    values: [id, scope],
  })

export type StockFilter = {
  readonly scope: string | null
  /** In the number or the name of a part. */
  readonly search?: string | undefined
  readonly warehouse?: string | undefined
  readonly part?: string | undefined
  /** Only what has fallen below its minimum. */
  readonly isLow?: boolean | undefined
}

export const stockList = ({ scope, search, warehouse, part, isLow = false }: StockFilter): ListQuery => ({
  query: `select i.*, i.current_stock < i.minimum_stock_recommendation as is_low, p.part_number, p.name as part_name,
      w.name as warehouse_name, w.organization_id, o.name as organization_name
    from inventory as i join warehouses as w on w.id = i.warehouse_id join organizations as o on o.id = w.organization_id
      join parts as p on p.id = i.part_id
    where ($1::uuid is null or w.organization_id = $1) and ($2::text is null or p.name ilike $2 or p.part_number ilike $2)
      and ($3::uuid is null or i.warehouse_id = $3) and ($4::uuid is null or i.part_id = $4)
      ${isLow ? 'and i.current_stock < i.minimum_stock_recommendation' : ''}`,
  order: 'part_number, organization_name, warehouse_name, id',
  values: [scope, search === undefined ? null : containing(search), warehouse ?? null, part ?? null],
})

export type MovementFilter = { readonly scope: string | null; readonly part?: string | undefined }

/** Movements with the names of their ends; of a warehouse of others only that it is one. */
export const movementList = ({ scope, part }: MovementFilter): ListQuery => ({
  query: `select t.*, p.part_number, p.name as part_name, m.name as machine_name, u.username as performed_by,
      case when $1::uuid is null or f.organization_id = $1 then f.name end as from_warehouse_name,
      case when $1::uuid is null or w.organization_id = $1 then w.name end as to_warehouse_name
    from transactions as t join parts as p on p.id = t.part_id join users as u on u.id = t.performed_by_user_id
      left join warehouses as f on f.id = t.from_warehouse_id left join warehouses as w on w.id = t.to_warehouse_id
      left join machines as m on m.id = t.machine_id
    where ($1::uuid is null or f.organization_id = $1 or w.organization_id = $1) and ($2::uuid is null or t.part_id = $2)`,
  order: 'transaction_date desc, id desc',
  values: [scope, part ?? null],
})
