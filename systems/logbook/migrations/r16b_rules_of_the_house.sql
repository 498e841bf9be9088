-- What the interface has always promised, the tables hold now: closed lists, one ticket a day, one open hitch, each tank once.
-- Records that an inspector may ask for are not deleted, and a sounding is not changed.
-- foreign-keys: off
-- migrate:up
CREATE TABLE hitch_records_held (
  id INTEGER PRIMARY KEY,
  date DATETIME NOT NULL,
  end_date DATETIME,
  location VARCHAR(100),
  fuel_on_log FLOAT,
  correction FLOAT CHECK (correction BETWEEN -10000 AND 10000),
  total_fuel_gallons FLOAT NOT NULL CHECK (total_fuel_gallons BETWEEN 0 AND 500000),
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
  is_start BOOLEAN NOT NULL DEFAULT 1 CHECK (is_start IN (0, 1)),
  crew VARCHAR(4) CHECK (crew IN ('blue', 'gold')),
  notes VARCHAR(500)
);
INSERT INTO hitch_records_held SELECT
  id, date, end_date, location, fuel_on_log, correction, total_fuel_gallons, lube_oil_15p, gear_oil_15s,
  lube_oil_16p, hyd_oil_16s, oily_bilge_17p_gallons, oily_bilge_17p_feet, oily_bilge_17p_inches,
  dirty_oil_17s_gallons, dirty_oil_17s_feet, dirty_oil_17s_inches, engineer_name, created_at, vessel,
  charter, draft_forward_feet, draft_forward_inches, draft_aft_feet, draft_aft_inches, is_start, crew, notes
FROM hitch_records;
DROP TABLE hitch_records;
ALTER TABLE hitch_records_held RENAME TO hitch_records;
CREATE UNIQUE INDEX uq_hitch_records_open ON hitch_records ((end_date IS NULL)) WHERE is_start = 1 AND end_date IS NULL;
CREATE INDEX ix_hitch_records_date ON hitch_records (date);

CREATE TABLE fuel_tank_soundings_held (
  id INTEGER PRIMARY KEY,
  hitch_id INTEGER NOT NULL REFERENCES hitch_records (id) ON DELETE RESTRICT,
  tank_number VARCHAR(10) NOT NULL CHECK (tank_number IN ('7', '9', '11', '13', '14', '18')),
  side VARCHAR(4) NOT NULL CHECK (side IN ('port', 'stbd')),
  is_day_tank BOOLEAN NOT NULL CHECK (is_day_tank = (tank_number = '18')),
  sounding_feet INTEGER,
  sounding_inches INTEGER,
  water_present VARCHAR(20) DEFAULT 'None',
  gallons FLOAT NOT NULL CHECK (gallons >= 0)
);
INSERT INTO fuel_tank_soundings_held SELECT
  id, hitch_id, tank_number, side, is_day_tank, sounding_feet, sounding_inches, water_present, gallons
FROM fuel_tank_soundings;
DROP TABLE fuel_tank_soundings;
ALTER TABLE fuel_tank_soundings_held RENAME TO fuel_tank_soundings;
CREATE UNIQUE INDEX uq_fuel_tank_soundings_tank ON fuel_tank_soundings (hitch_id, tank_number, side);

CREATE TABLE daily_fuel_tickets_held (
  id INTEGER PRIMARY KEY,
  ticket_date DATETIME NOT NULL,
  meter_start FLOAT NOT NULL CHECK (meter_start BETWEEN 0 AND 999999.9),
  meter_end FLOAT NOT NULL CHECK (meter_end BETWEEN 0 AND 999999.9),
  consumption_gallons FLOAT NOT NULL CHECK (consumption_gallons >= 0),
  service_tank_pair VARCHAR(10) NOT NULL CHECK (service_tank_pair IN ('7', '9', '11', '13', '14', '18')),
  engineer_name VARCHAR(100) NOT NULL,
  notes VARCHAR(500),
  created_at DATETIME NOT NULL,
  ticket_number VARCHAR(20),
  photo_path VARCHAR(200),
  lube_15p_gallons REAL,
  gear_15s_gallons REAL,
  lube_16p_gallons REAL,
  hyd_16s_gallons REAL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT,
  rollover INTEGER NOT NULL DEFAULT 0 CHECK (rollover IN (0, 1)),
  CHECK (meter_end >= meter_start OR rollover = 1)
);
INSERT INTO daily_fuel_tickets_held SELECT
  id, ticket_date, meter_start, meter_end, consumption_gallons, service_tank_pair, engineer_name, notes,
  created_at, ticket_number, photo_path, lube_15p_gallons, gear_15s_gallons, lube_16p_gallons,
  hyd_16s_gallons, hitch_id, rollover
FROM daily_fuel_tickets;
DROP TABLE daily_fuel_tickets;
ALTER TABLE daily_fuel_tickets_held RENAME TO daily_fuel_tickets;
CREATE INDEX ix_daily_fuel_tickets_hitch_id ON daily_fuel_tickets (hitch_id);
CREATE UNIQUE INDEX uq_daily_fuel_tickets_day ON daily_fuel_tickets (substr(ticket_date, 1, 10));

CREATE TABLE status_events_held (
  id INTEGER PRIMARY KEY,
  event_type VARCHAR(50) NOT NULL CHECK (event_type IN ('sewage_pump', 'potable_load')),
  event_date DATETIME NOT NULL,
  notes VARCHAR(500),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT
);
INSERT INTO status_events_held SELECT
  id, event_type, event_date, notes, engineer_name, created_at, hitch_id
FROM status_events;
DROP TABLE status_events;
ALTER TABLE status_events_held RENAME TO status_events;
CREATE INDEX ix_status_events_hitch_id ON status_events (hitch_id);
CREATE INDEX ix_status_events_type_date ON status_events (event_type, event_date);

CREATE TABLE equipment_status_held (
  id INTEGER PRIMARY KEY,
  equipment_id VARCHAR(10) NOT NULL CHECK (equipment_id IN ('PME', 'PRG', 'SME', 'SRG', 'SSDG1', 'SSDG2', 'SSDG3', 'T1', 'T2', 'T3')),
  status VARCHAR(20) NOT NULL CHECK (status IN ('online', 'issue', 'offline')),
  note VARCHAR(500),
  updated_at DATETIME NOT NULL,
  updated_by VARCHAR(100) NOT NULL,
  created_at DATETIME NOT NULL,
  CHECK (status = 'online' OR coalesce(length(trim(note)), 0) > 0)
);
INSERT INTO equipment_status_held SELECT
  id, equipment_id, status, note, updated_at, updated_by, created_at
FROM equipment_status;
DROP TABLE equipment_status;
ALTER TABLE equipment_status_held RENAME TO equipment_status;
CREATE INDEX ix_equipment_status_machine ON equipment_status (equipment_id, updated_at);

CREATE TABLE oil_levels_held (
  id INTEGER PRIMARY KEY,
  recorded_at_utc DATETIME NOT NULL CHECK (recorded_at_utc GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  recorded_tz VARCHAR(6) NOT NULL CHECK (recorded_tz GLOB '[+-][0-9][0-9]:[0-9][0-9]'),
  tank_15p_lube FLOAT CHECK (tank_15p_lube >= 0),
  tank_15s_gear FLOAT CHECK (tank_15s_gear >= 0),
  tank_16p_lube FLOAT CHECK (tank_16p_lube >= 0),
  tank_16s_hyd FLOAT CHECK (tank_16s_hyd >= 0),
  source VARCHAR(50) CHECK (source IN ('fuel_ticket', 'manual', 'hitch_start', 'hitch_baseline')),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL
);
INSERT INTO oil_levels_held SELECT
  id, recorded_at_utc, recorded_tz, tank_15p_lube, tank_15s_gear, tank_16p_lube, tank_16s_hyd, source,
  engineer_name, created_at
FROM oil_levels;
DROP TABLE oil_levels;
ALTER TABLE oil_levels_held RENAME TO oil_levels;
CREATE INDEX ix_oil_levels_recorded_at_utc ON oil_levels (recorded_at_utc);

CREATE TABLE service_tank_config_held (
  id INTEGER PRIMARY KEY,
  tank_pair VARCHAR(10) NOT NULL CHECK (tank_pair IN ('7', '9', '11', '13', '14', '18')),
  activated_at DATETIME NOT NULL,
  deactivated_at DATETIME,
  notes VARCHAR(200) CHECK (length(notes) <= 200),
  created_at DATETIME NOT NULL
);
INSERT INTO service_tank_config_held SELECT
  id, tank_pair, activated_at, deactivated_at, notes, created_at
FROM service_tank_config;
DROP TABLE service_tank_config;
ALTER TABLE service_tank_config_held RENAME TO service_tank_config;
CREATE UNIQUE INDEX uq_service_tank_config_active ON service_tank_config ((deactivated_at IS NULL)) WHERE deactivated_at IS NULL;

CREATE TRIGGER hitch_records_never_shrink BEFORE DELETE ON hitch_records
BEGIN
  SELECT raise(ABORT, 'the record of a hitch is kept');
END;

CREATE TRIGGER daily_fuel_tickets_never_shrink BEFORE DELETE ON daily_fuel_tickets
BEGIN
  SELECT raise(ABORT, 'a fuel ticket is kept');
END;

CREATE TRIGGER weekly_soundings_never_change BEFORE UPDATE OF
  id, recorded_at_utc, recorded_tz, tank_17p_feet, tank_17p_inches, tank_17p_gallons, tank_17p_m3,
  tank_17s_feet, tank_17s_inches, tank_17s_gallons, tank_17s_m3
ON weekly_soundings
BEGIN
  SELECT raise(ABORT, 'a sounding stands behind entries of the oil record book and is not changed');
END;

CREATE TRIGGER weekly_soundings_are_not_replaced BEFORE INSERT ON weekly_soundings
WHEN EXISTS (SELECT 1 FROM weekly_soundings WHERE id = NEW.id OR recorded_at_utc = NEW.recorded_at_utc)
BEGIN
  SELECT raise(ABORT, 'there is a sounding of this moment');
END;

-- migrate:down
DROP TRIGGER weekly_soundings_are_not_replaced;
DROP TRIGGER weekly_soundings_never_change;
DROP TRIGGER daily_fuel_tickets_never_shrink;
DROP TRIGGER hitch_records_never_shrink;

CREATE TABLE service_tank_config_free (
  id INTEGER PRIMARY KEY,
  tank_pair VARCHAR(10) NOT NULL,
  activated_at DATETIME NOT NULL,
  deactivated_at DATETIME,
  notes VARCHAR(200),
  created_at DATETIME NOT NULL
);
INSERT INTO service_tank_config_free SELECT
  id, tank_pair, activated_at, deactivated_at, notes, created_at
FROM service_tank_config;
DROP TABLE service_tank_config;
ALTER TABLE service_tank_config_free RENAME TO service_tank_config;
CREATE UNIQUE INDEX uq_service_tank_config_active ON service_tank_config ((deactivated_at IS NULL)) WHERE deactivated_at IS NULL;

CREATE TABLE oil_levels_free (
  id INTEGER PRIMARY KEY,
  recorded_at_utc DATETIME NOT NULL CHECK (recorded_at_utc GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  recorded_tz VARCHAR(6) NOT NULL CHECK (recorded_tz GLOB '[+-][0-9][0-9]:[0-9][0-9]'),
  tank_15p_lube FLOAT,
  tank_15s_gear FLOAT,
  tank_16p_lube FLOAT,
  tank_16s_hyd FLOAT,
  source VARCHAR(50),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL
);
INSERT INTO oil_levels_free SELECT
  id, recorded_at_utc, recorded_tz, tank_15p_lube, tank_15s_gear, tank_16p_lube, tank_16s_hyd, source,
  engineer_name, created_at
FROM oil_levels;
DROP TABLE oil_levels;
ALTER TABLE oil_levels_free RENAME TO oil_levels;
CREATE INDEX ix_oil_levels_recorded_at_utc ON oil_levels (recorded_at_utc);

CREATE TABLE equipment_status_free (
  id INTEGER PRIMARY KEY,
  equipment_id VARCHAR(10) NOT NULL,
  status VARCHAR(20) NOT NULL,
  note VARCHAR(500),
  updated_at DATETIME NOT NULL,
  updated_by VARCHAR(100) NOT NULL,
  created_at DATETIME NOT NULL
);
INSERT INTO equipment_status_free SELECT
  id, equipment_id, status, note, updated_at, updated_by, created_at
FROM equipment_status;
DROP TABLE equipment_status;
ALTER TABLE equipment_status_free RENAME TO equipment_status;

CREATE TABLE status_events_free (
  id INTEGER PRIMARY KEY,
  event_type VARCHAR(50) NOT NULL,
  event_date DATETIME NOT NULL,
  notes VARCHAR(500),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id)
);
INSERT INTO status_events_free SELECT
  id, event_type, event_date, notes, engineer_name, created_at, hitch_id
FROM status_events;
DROP TABLE status_events;
ALTER TABLE status_events_free RENAME TO status_events;
CREATE INDEX ix_status_events_hitch_id ON status_events (hitch_id);

CREATE TABLE daily_fuel_tickets_free (
  id INTEGER PRIMARY KEY,
  ticket_date DATETIME NOT NULL,
  meter_start FLOAT NOT NULL,
  meter_end FLOAT NOT NULL,
  consumption_gallons FLOAT NOT NULL,
  service_tank_pair VARCHAR(10) NOT NULL,
  engineer_name VARCHAR(100) NOT NULL,
  notes VARCHAR(500),
  created_at DATETIME NOT NULL,
  ticket_number VARCHAR(20),
  photo_path VARCHAR(200),
  lube_15p_gallons REAL,
  gear_15s_gallons REAL,
  lube_16p_gallons REAL,
  hyd_16s_gallons REAL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT,
  rollover INTEGER NOT NULL DEFAULT 0 CHECK (rollover IN (0, 1)),
  CHECK (meter_end >= meter_start OR rollover = 1)
);
INSERT INTO daily_fuel_tickets_free SELECT
  id, ticket_date, meter_start, meter_end, consumption_gallons, service_tank_pair, engineer_name, notes,
  created_at, ticket_number, photo_path, lube_15p_gallons, gear_15s_gallons, lube_16p_gallons,
  hyd_16s_gallons, hitch_id, rollover
FROM daily_fuel_tickets;
DROP TABLE daily_fuel_tickets;
ALTER TABLE daily_fuel_tickets_free RENAME TO daily_fuel_tickets;
CREATE INDEX ix_daily_fuel_tickets_hitch_id ON daily_fuel_tickets (hitch_id);

CREATE TABLE fuel_tank_soundings_free (
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
INSERT INTO fuel_tank_soundings_free SELECT
  id, hitch_id, tank_number, side, is_day_tank, sounding_feet, sounding_inches, water_present, gallons
FROM fuel_tank_soundings;
DROP TABLE fuel_tank_soundings;
ALTER TABLE fuel_tank_soundings_free RENAME TO fuel_tank_soundings;

CREATE TABLE hitch_records_free (
  id INTEGER PRIMARY KEY,
  date DATETIME NOT NULL,
  end_date DATETIME,
  location VARCHAR(100),
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
  is_start BOOLEAN DEFAULT 1,
  crew VARCHAR(4),
  notes VARCHAR(500)
);
INSERT INTO hitch_records_free SELECT
  id, date, end_date, location, fuel_on_log, correction, total_fuel_gallons, lube_oil_15p, gear_oil_15s,
  lube_oil_16p, hyd_oil_16s, oily_bilge_17p_gallons, oily_bilge_17p_feet, oily_bilge_17p_inches,
  dirty_oil_17s_gallons, dirty_oil_17s_feet, dirty_oil_17s_inches, engineer_name, created_at, vessel,
  charter, draft_forward_feet, draft_forward_inches, draft_aft_feet, draft_aft_inches, is_start, crew, notes
FROM hitch_records;
DROP TABLE hitch_records;
ALTER TABLE hitch_records_free RENAME TO hitch_records;
