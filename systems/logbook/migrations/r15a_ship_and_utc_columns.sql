-- What was written into the program before is a row now: whose book it is, and by which clock the ship lives. Soundings and
-- oil levels get room for the instant; the next migration finds it, the one after that takes the naive time away.
-- migrate:up
CREATE TABLE ship (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  vessel VARCHAR(100) NOT NULL,
  zone VARCHAR(50) NOT NULL,
  charter VARCHAR(50) NOT NULL DEFAULT 'MSC',
  date_separator VARCHAR(1) NOT NULL DEFAULT ' ' CHECK (date_separator IN (' ', '-')),
  inventory_item VARCHAR(10) NOT NULL DEFAULT '34',
  inventory_title VARCHAR(100) NOT NULL DEFAULT 'Weekly inventory of bilge water (confirm with flag state)',
  meter_max REAL NOT NULL DEFAULT 1000000 CHECK (meter_max > 0)
);
INSERT INTO ship (id, vessel, zone) VALUES (1, '', '');

ALTER TABLE weekly_soundings ADD COLUMN recorded_at_utc DATETIME;
ALTER TABLE weekly_soundings ADD COLUMN recorded_tz VARCHAR(6);
ALTER TABLE oil_levels ADD COLUMN recorded_at_utc DATETIME;
ALTER TABLE oil_levels ADD COLUMN recorded_tz VARCHAR(6);

-- migrate:down
ALTER TABLE oil_levels DROP COLUMN recorded_tz;
ALTER TABLE oil_levels DROP COLUMN recorded_at_utc;
ALTER TABLE weekly_soundings DROP COLUMN recorded_tz;
ALTER TABLE weekly_soundings DROP COLUMN recorded_at_utc;
DROP TABLE ship;
