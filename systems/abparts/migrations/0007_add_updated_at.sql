-- Movements say when they were last touched. The original's history knew this revision as 01_add_updated_at.
-- alias: 01_add_updated_at
-- migrate:up
alter table transactions add column updated_at timestamptz;
update transactions set updated_at = created_at;
alter table transactions alter column updated_at set default now(), alter column updated_at set not null;

create function touch_transaction() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create trigger trigger_touch_transaction before update on transactions
  for each row execute function touch_transaction();

-- migrate:down
drop trigger trigger_touch_transaction on transactions;
drop function touch_transaction();
alter table transactions drop column updated_at;
