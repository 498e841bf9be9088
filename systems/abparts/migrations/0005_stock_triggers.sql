-- Stock follows the ledger from here on. These triggers come after the opening balances: an opening is a movement whose stock
-- is there already, and an active trigger would double it.
-- migrate:up
create function update_inventory_on_transaction() returns trigger language plpgsql as $$
begin
  if new.transaction_type in ('transfer', 'consumption') then
    update inventory set current_stock = current_stock - new.quantity, last_updated = now()
      where warehouse_id = new.from_warehouse_id and part_id = new.part_id;
    if not found then
      raise exception 'there is no stock to take from' using errcode = 'check_violation', table = 'inventory',
        constraint = 'stock_must_exist', detail = format('warehouse %s, part %s', new.from_warehouse_id, new.part_id);
    end if;
  end if;
  if new.transaction_type in ('creation', 'adjustment', 'transfer') then
    insert into inventory (warehouse_id, part_id, current_stock, unit_of_measure)
      values (new.to_warehouse_id, new.part_id, new.quantity, new.unit_of_measure)
      on conflict (warehouse_id, part_id)
      do update set current_stock = inventory.current_stock + excluded.current_stock, last_updated = now();
  end if;
  return null;
end
$$;

create trigger trigger_update_inventory_on_transaction after insert on transactions
  for each row execute function update_inventory_on_transaction();

-- A row that is below zero already may still be corrected, upwards or in its other columns.
create function check_inventory_balance() returns trigger language plpgsql as $$
begin
  if new.current_stock < 0 and new.current_stock < old.current_stock then
    raise exception 'stock must not fall below zero' using errcode = 'check_violation', table = 'inventory',
      constraint = 'stock_not_below_zero', detail = format('warehouse %s, part %s', new.warehouse_id, new.part_id);
  end if;
  return new;
end
$$;

create trigger trigger_check_inventory_balance before update on inventory
  for each row execute function check_inventory_balance();

-- migrate:down
drop trigger trigger_check_inventory_balance on inventory;
drop function check_inventory_balance();
drop trigger trigger_update_inventory_on_transaction on transactions;
drop function update_inventory_on_transaction();
