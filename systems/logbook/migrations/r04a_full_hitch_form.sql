-- The whole form. The two drafts get columns of numbers here; the next migration reads the texts into them, the one after
-- that takes the texts away. What the numbers do not give back word for word is kept in mw_residue,
-- with what was made of it: the text is worth something only while that still holds.
-- migrate:up
ALTER TABLE hitch_records RENAME COLUMN start_date TO date;
ALTER TABLE hitch_records RENAME COLUMN previous_engineer TO engineer_name;
ALTER TABLE hitch_records ADD COLUMN vessel VARCHAR(100);
ALTER TABLE hitch_records ADD COLUMN charter VARCHAR(50);
ALTER TABLE hitch_records ADD COLUMN draft_forward_feet INTEGER;
ALTER TABLE hitch_records ADD COLUMN draft_forward_inches INTEGER;
ALTER TABLE hitch_records ADD COLUMN draft_aft_feet INTEGER;
ALTER TABLE hitch_records ADD COLUMN draft_aft_inches INTEGER;
ALTER TABLE hitch_records ADD COLUMN is_start BOOLEAN DEFAULT 1;

CREATE TABLE fuel_tank_soundings (
  id INTEGER PRIMARY KEY,
  hitch_id INTEGER NOT NULL REFERENCES hitch_records (id),
  tank_number VARCHAR(10) NOT NULL,
  side VARCHAR(4) NOT NULL,
  is_day_tank BOOLEAN,
  sounding_feet INTEGER,
  sounding_inches INTEGER,
  water_present VARCHAR(20) DEFAULT 'None',
  gallons FLOAT NOT NULL
);

CREATE TABLE mw_residue (
  table_name VARCHAR(100) NOT NULL,
  row_id INTEGER NOT NULL,
  column_name VARCHAR(100) NOT NULL,
  text TEXT NOT NULL,
  meaning TEXT,
  PRIMARY KEY (table_name, row_id, column_name)
);

-- migrate:down
DROP TABLE mw_residue;
DROP TABLE fuel_tank_soundings;
ALTER TABLE hitch_records DROP COLUMN is_start;
ALTER TABLE hitch_records DROP COLUMN draft_aft_inches;
ALTER TABLE hitch_records DROP COLUMN draft_aft_feet;
ALTER TABLE hitch_records DROP COLUMN draft_forward_inches;
ALTER TABLE hitch_records DROP COLUMN draft_forward_feet;
ALTER TABLE hitch_records DROP COLUMN charter;
ALTER TABLE hitch_records DROP COLUMN vessel;
ALTER TABLE hitch_records RENAME COLUMN engineer_name TO previous_engineer;
ALTER TABLE hitch_records RENAME COLUMN date TO start_date;
