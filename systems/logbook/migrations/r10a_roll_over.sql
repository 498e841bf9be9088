-- A meter that came round from its last number to its first says so; otherwise it never runs backwards.
-- The index that found the hitches has done its work.
-- migrate:up
DROP INDEX ix_hitch_records_start;
ALTER TABLE daily_fuel_tickets ADD COLUMN rollover INTEGER NOT NULL DEFAULT 0;

-- migrate:down
ALTER TABLE daily_fuel_tickets DROP COLUMN rollover;
CREATE INDEX ix_hitch_records_start ON hitch_records (julianday(date), id) WHERE coalesce(is_start, 1) = 1;
