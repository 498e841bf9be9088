-- One row for each crew's period on board, as the form was first understood: the draft is free text.
-- migrate:up
CREATE TABLE hitch_records (
  id INTEGER PRIMARY KEY,
  start_date DATETIME NOT NULL,
  end_date DATETIME,
  location VARCHAR(100),
  draft_forward VARCHAR(20),
  draft_aft VARCHAR(20),
  fuel_on_log FLOAT,
  correction FLOAT,
  total_fuel_gallons FLOAT NOT NULL,
  lube_oil_15p FLOAT,
  gear_oil_15s FLOAT,
  lube_oil_16p FLOAT,
  hyd_oil_16s FLOAT,
  oily_bilge_17p_gallons FLOAT,
  oily_bilge_17p_feet INTEGER,
  oily_bilge_17p_inches INTEGER,
  dirty_oil_17s_gallons FLOAT,
  dirty_oil_17s_feet INTEGER,
  dirty_oil_17s_inches INTEGER,
  previous_engineer VARCHAR(100),
  created_at DATETIME NOT NULL
);

-- migrate:down
DROP TABLE hitch_records;
