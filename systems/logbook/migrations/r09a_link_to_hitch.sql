-- Every record may say in which hitch it was made. The next migration finds it out for what is there.
-- migrate:up
ALTER TABLE weekly_soundings ADD COLUMN hitch_id INTEGER REFERENCES hitch_records (id);
ALTER TABLE orb_entries ADD COLUMN hitch_id INTEGER REFERENCES hitch_records (id);
ALTER TABLE daily_fuel_tickets ADD COLUMN hitch_id INTEGER REFERENCES hitch_records (id);
ALTER TABLE status_events ADD COLUMN hitch_id INTEGER REFERENCES hitch_records (id);
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);
CREATE INDEX ix_orb_entries_hitch_id ON orb_entries (hitch_id);
CREATE INDEX ix_daily_fuel_tickets_hitch_id ON daily_fuel_tickets (hitch_id);
CREATE INDEX ix_status_events_hitch_id ON status_events (hitch_id);
-- For the search alone, however a date is spelled; it goes when the search is over.
CREATE INDEX ix_hitch_records_start ON hitch_records (julianday(date), id) WHERE coalesce(is_start, 1) = 1;
ALTER TABLE hitch_records ADD COLUMN crew VARCHAR(4);
ALTER TABLE hitch_records ADD COLUMN notes VARCHAR(500);

-- migrate:down
ALTER TABLE hitch_records DROP COLUMN notes;
ALTER TABLE hitch_records DROP COLUMN crew;
DROP INDEX ix_hitch_records_start;
DROP INDEX ix_status_events_hitch_id;
DROP INDEX ix_daily_fuel_tickets_hitch_id;
DROP INDEX ix_orb_entries_hitch_id;
DROP INDEX ix_weekly_soundings_hitch_id;
ALTER TABLE status_events DROP COLUMN hitch_id;
ALTER TABLE daily_fuel_tickets DROP COLUMN hitch_id;
ALTER TABLE orb_entries DROP COLUMN hitch_id;
ALTER TABLE weekly_soundings DROP COLUMN hitch_id;
