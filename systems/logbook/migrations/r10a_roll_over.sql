-- A meter that came round from its last number to its first says so; otherwise it never runs backwards.
-- migrate:up
ALTER TABLE daily_fuel_tickets ADD COLUMN rollover INTEGER NOT NULL DEFAULT 0;

-- migrate:down
ALTER TABLE daily_fuel_tickets DROP COLUMN rollover;
