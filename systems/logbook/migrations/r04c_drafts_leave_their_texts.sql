-- Backwards the texts come back where they stood: word for word while the numbers still say the same, anew where they were
-- changed.
-- foreign-keys: off
-- migrate:up
ALTER TABLE hitch_records DROP COLUMN draft_forward;
ALTER TABLE hitch_records DROP COLUMN draft_aft;

-- migrate:down
CREATE TABLE hitch_records_with_texts (
  id INTEGER PRIMARY KEY,
  date DATETIME NOT NULL,
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
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL,
  vessel VARCHAR(100),
  charter VARCHAR(50),
  draft_forward_feet INTEGER,
  draft_forward_inches INTEGER,
  draft_aft_feet INTEGER,
  draft_aft_inches INTEGER,
  is_start BOOLEAN DEFAULT 1
);

INSERT INTO hitch_records_with_texts
SELECT
  h.id, h.date, h.end_date, h.location,
  coalesce(f.text, h.draft_forward_feet || '''' || h.draft_forward_inches || '"'),
  coalesce(a.text, h.draft_aft_feet || '''' || h.draft_aft_inches || '"'),
  h.fuel_on_log, h.correction, h.total_fuel_gallons, h.lube_oil_15p, h.gear_oil_15s, h.lube_oil_16p, h.hyd_oil_16s,
  h.oily_bilge_17p_gallons, h.oily_bilge_17p_feet, h.oily_bilge_17p_inches,
  h.dirty_oil_17s_gallons, h.dirty_oil_17s_feet, h.dirty_oil_17s_inches,
  h.engineer_name, h.created_at, h.vessel, h.charter,
  h.draft_forward_feet, h.draft_forward_inches, h.draft_aft_feet, h.draft_aft_inches, h.is_start
FROM hitch_records h
LEFT JOIN mw_residue f ON f.table_name = 'hitch_records' AND f.row_id = h.id AND f.column_name = 'draft_forward'
  AND f.meaning IS h.draft_forward_feet || '''' || h.draft_forward_inches || '"'
LEFT JOIN mw_residue a ON a.table_name = 'hitch_records' AND a.row_id = h.id AND a.column_name = 'draft_aft'
  AND a.meaning IS h.draft_aft_feet || '''' || h.draft_aft_inches || '"';

DROP TABLE hitch_records;
ALTER TABLE hitch_records_with_texts RENAME TO hitch_records;
