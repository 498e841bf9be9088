import { orphans, repeatedPairs, type Rule, rowsWhere, rule } from './rule.ts'

/** What a warehouse holds of a part by its stock rows, and by its movements; only pairs that exist, and only where they differ. */
export const ledgerMismatch = `
  with stock as (
    select warehouse_id, part_id, sum(current_stock) as quantity from inventory group by 1, 2
  ), movements as (
    select warehouse_id, part_id, sum(quantity) as quantity from (
      select to_warehouse_id as warehouse_id, part_id, quantity from transactions where to_warehouse_id is not null
      union all
      select from_warehouse_id, part_id, -quantity from transactions where from_warehouse_id is not null
    ) as ends group by 1, 2
  )
  select array[warehouse_id::text, part_id::text] as key, 1 as rows
  from stock full join movements using (warehouse_id, part_id)
  where coalesce(stock.quantity, 0) <> coalesce(movements.quantity, 0)
    and warehouse_id in (select id from warehouses) and part_id in (select id from parts)`

/** INV-01 to INV-07. */
export const stockRules: readonly Rule[] = [
  rule(
    'INV-01 orphaned_inventory referential error',
    '{n} stock {row|rows} in a warehouse that does not exist',
    orphans('inventory', 'warehouse_id', 'warehouses'),
  ),
  rule(
    'INV-02 inventory_invalid_parts referential error',
    '{n} stock {row|rows} of a part that does not exist',
    orphans('inventory', 'part_id', 'parts'),
  ),
  rule(
    'INV-03 negative_inventory consistency warning',
    '{n} stock {row|rows} below zero',
    rowsWhere('inventory as t', 't.current_stock < 0'),
  ),
  rule(
    'INV-04 fractional_consumable_stock consistency warning',
    '{n} {consumable|consumables} with a fraction in stock',
    rowsWhere(
      'inventory as t join parts as p on p.id = t.part_id',
      `p.part_type = 'consumable' and t.current_stock <> trunc(t.current_stock)`,
    ),
  ),
  rule(
    'INV-05 inconsistent_unit_of_measure consistency warning',
    '{n} stock {row|rows} in another unit than {its|their} part',
    rowsWhere(
      'inventory as t join parts as p on p.id = t.part_id',
      't.unit_of_measure is distinct from p.unit_of_measure',
    ),
  ),
  rule(
    'INV-06 inventory_ledger_mismatch consistency error',
    '{n} warehouse and part {pair|pairs} whose stock is not the sum of its movements',
    ledgerMismatch,
  ),
  rule(
    'INV-07 duplicate_inventory_pairs consistency error',
    '{n} warehouse and part {pair|pairs} with several stock rows',
    repeatedPairs('inventory', 'warehouse_id', 'part_id'),
  ),
]

/** Whether a movement has the ends that its kind needs; anything unknown has not. */
const hasItsEnds = `case t.transaction_type::text
  when 'creation' then t.to_warehouse_id is not null and t.from_warehouse_id is null
  when 'transfer' then t.to_warehouse_id is not null and t.from_warehouse_id is not null and t.to_warehouse_id <> t.from_warehouse_id
  when 'consumption' then t.from_warehouse_id is not null and t.to_warehouse_id is null
  when 'adjustment' then t.to_warehouse_id is not null
  else false end`

/** TRX-01 to TRX-06. */
export const ledgerRules: readonly Rule[] = [
  rule(
    'TRX-01 transactions_invalid_parts referential error',
    '{n} {movement|movements} of a part that does not exist',
    orphans('transactions', 'part_id', 'parts'),
  ),
  rule(
    'TRX-02 transactions_invalid_users referential error',
    '{n} {movement|movements} by a user who does not exist',
    orphans('transactions', 'performed_by_user_id', 'users'),
  ),
  rule(
    'TRX-03 transactions_invalid_warehouse referential error',
    '{n} {movement|movements} of a warehouse that does not exist',
    rowsWhere(
      `transactions as t left join warehouses as f on f.id = t.from_warehouse_id
        left join warehouses as w on w.id = t.to_warehouse_id`,
      '(t.from_warehouse_id is not null and f.id is null) or (t.to_warehouse_id is not null and w.id is null)',
    ),
  ),
  rule(
    'TRX-04 transactions_invalid_machine referential error',
    '{n} {movement|movements} for a machine that does not exist',
    rowsWhere(
      'transactions as t left join machines as m on m.id = t.machine_id',
      't.machine_id is not null and m.id is null',
    ),
  ),
  rule(
    'TRX-05 transaction_shape_invalid business error',
    '{n} {movement|movements} with the wrong ends',
    rowsWhere('transactions as t', `not (${hasItsEnds})`),
  ),
  rule(
    'TRX-06 transaction_quantity_invalid business error',
    '{n} {movement|movements} with an impossible quantity',
    rowsWhere(
      'transactions as t',
      `t.quantity is null or case when t.transaction_type = 'adjustment' then t.quantity = 0 else t.quantity <= 0 end`,
    ),
  ),
]
