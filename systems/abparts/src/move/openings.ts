import { literal } from '../domain/sql-text.ts'
import { type MoveOptions, type Opening, systemUserSql } from './options.ts'
import { idSql } from './warehouses.ts'

export const openingColumns = [
  'id',
  'transaction_type',
  'part_id',
  'to_warehouse_id',
  'quantity',
  'unit_of_measure',
  'performed_by_user_id',
  'transaction_date',
  'notes',
  'reference_number',
] as const

/**
 * One opening movement for every stock that the other movements do not explain: on a first run there are none, and the opening
 * is the whole stock; on a second run it is what it was, whatever was moved since. Stock that the application made after the
 * move has its movements and needs no opening.
 */
export function openingsSql(options: MoveOptions): string {
  const { reference, date } = headOf(options.opening)
  return `
    select opening.id, (case when opening.quantity > 0 then 'creation' else 'adjustment' end)::transactiontype as transaction_type,
      opening.part_id, opening.warehouse_id as to_warehouse_id, opening.quantity, opening.unit_of_measure,
      ${systemUserSql(options)} as performed_by_user_id, ${date} as transaction_date,
      ${literal(options.opening.notes)} as notes, ${reference}::varchar(100) as reference_number
    from (
      select stock.id, stock.part_id, stock.warehouse_id, stock.unit_of_measure,
        (stock.current_stock - coalesce(moved.quantity, 0) + coalesce(own.quantity, 0))::numeric(10,3) as quantity
      from (${openingIds}) as stock
        left join transactions as own on own.id = stock.id
        left join (${movements}) as moved on moved.warehouse_id = stock.warehouse_id and moved.part_id = stock.part_id
    ) as opening
    where opening.quantity <> 0`
}

/** What an opening says of the run that made it, as expressions. */
function headOf(opening: Opening): { readonly reference: string; readonly date: string } {
  if (!('ofRun' in opening))
    return { reference: literal(opening.reference), date: `${literal(opening.date)}::timestamptz` }
  const ofRun = (expression: string): string =>
    `(select ${expression} from millwright_run as r order by r.seq desc limit 1)`
  return { reference: ofRun(`'MIGRATION-' || left(r.id, 8)`), date: ofRun('r.started_at::timestamptz') }
}

/** The stock that came out of the old model, each with the id of its opening. */
const openingIds = `
  select ${idSql('opening', 'i.id')} as id, i.part_id, i.warehouse_id, i.unit_of_measure, i.current_stock
  from inventory as i where i.legacy_organization_id is not null`

/** What all movements add to a warehouse's part. */
const movements = `
  select ends.warehouse_id, ends.part_id, sum(ends.quantity) as quantity
  from (
    select to_warehouse_id as warehouse_id, part_id, quantity from transactions where to_warehouse_id is not null
    union all
    select from_warehouse_id, part_id, -quantity from transactions where from_warehouse_id is not null
  ) as ends
  group by 1, 2`
