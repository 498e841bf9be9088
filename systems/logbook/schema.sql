-- The book's tables as the whole history leaves them. A test compares this file with what the migrations give.

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

CREATE TABLE hitch_records (
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
CREATE INDEX ix_hitch_records_date ON hitch_records (date);
CREATE UNIQUE INDEX uq_hitch_records_open ON hitch_records ((end_date IS NULL)) WHERE is_start = 1 AND end_date IS NULL;

CREATE TRIGGER hitch_records_never_shrink BEFORE DELETE ON hitch_records
BEGIN
  SELECT raise(ABORT, 'the record of a hitch is kept');
END;

CREATE TABLE fuel_tank_soundings (
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
CREATE UNIQUE INDEX uq_fuel_tank_soundings_tank ON fuel_tank_soundings (hitch_id, tank_number, side);

CREATE TABLE weekly_soundings (
  id INTEGER PRIMARY KEY,
  recorded_at_utc DATETIME NOT NULL UNIQUE CHECK (recorded_at_utc GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  recorded_tz VARCHAR(6) NOT NULL CHECK (recorded_tz GLOB '[+-][0-9][0-9]:[0-9][0-9]'),
  engineer_name VARCHAR(100) NOT NULL,
  engineer_title VARCHAR(100) NOT NULL CHECK (length(engineer_title) <= 100),
  tank_17p_feet INTEGER NOT NULL CHECK (typeof(tank_17p_feet) = 'integer' AND tank_17p_feet BETWEEN 0 AND 3),
  tank_17p_inches INTEGER NOT NULL CHECK (typeof(tank_17p_inches) = 'integer' AND tank_17p_inches BETWEEN 0 AND 11),
  tank_17p_gallons REAL NOT NULL CHECK (tank_17p_gallons >= 0),
  tank_17p_m3 FLOAT NOT NULL,
  tank_17s_feet INTEGER NOT NULL CHECK (typeof(tank_17s_feet) = 'integer' AND tank_17s_feet BETWEEN 0 AND 3),
  tank_17s_inches INTEGER NOT NULL CHECK (typeof(tank_17s_inches) = 'integer' AND tank_17s_inches BETWEEN 0 AND 11),
  tank_17s_gallons REAL NOT NULL CHECK (tank_17s_gallons >= 0),
  tank_17s_m3 FLOAT NOT NULL,
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT,
  remarks VARCHAR(100),
  client_request_id VARCHAR(64)
);
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);
CREATE UNIQUE INDEX uq_weekly_soundings_client_request_id ON weekly_soundings (client_request_id);

CREATE TRIGGER weekly_soundings_are_not_replaced BEFORE INSERT ON weekly_soundings
WHEN EXISTS (SELECT 1 FROM weekly_soundings WHERE id = NEW.id OR recorded_at_utc = NEW.recorded_at_utc)
BEGIN
  SELECT raise(ABORT, 'there is a sounding of this moment');
END;

CREATE TRIGGER weekly_soundings_never_change BEFORE UPDATE OF
  id, recorded_at_utc, recorded_tz, tank_17p_feet, tank_17p_inches, tank_17p_gallons, tank_17p_m3,
  tank_17s_feet, tank_17s_inches, tank_17s_gallons, tank_17s_m3
ON weekly_soundings
BEGIN
  SELECT raise(ABORT, 'a sounding stands behind entries of the oil record book and is not changed');
END;

CREATE TRIGGER weekly_soundings_never_shrink BEFORE DELETE ON weekly_soundings
BEGIN
  SELECT raise(ABORT, 'a sounding stands behind entries of the oil record book and is kept');
END;

CREATE TABLE orb_entries (
  id INTEGER PRIMARY KEY,
  entry_date DATETIME NOT NULL,
  code VARCHAR(1) NOT NULL CHECK (code IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I')),
  entry_text TEXT NOT NULL,
  sounding_id INTEGER REFERENCES weekly_soundings (id) ON DELETE RESTRICT,
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT,
  struck_at DATETIME,
  struck_by VARCHAR(100),
  replaces_id INTEGER REFERENCES orb_entries (id)
);
CREATE INDEX ix_orb_entries_hitch_id ON orb_entries (hitch_id);
CREATE INDEX ix_orb_entries_sounding_id ON orb_entries (sounding_id);

CREATE TRIGGER orb_entries_are_not_replaced BEFORE INSERT ON orb_entries
WHEN EXISTS (SELECT 1 FROM orb_entries WHERE id = NEW.id)
BEGIN
  SELECT raise(ABORT, 'the number of this entry is taken');
END;

CREATE TRIGGER orb_entries_are_struck_once BEFORE UPDATE OF struck_at, struck_by ON orb_entries
WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL OR NEW.struck_by IS NULL
BEGIN
  SELECT raise(ABORT, 'an entry is struck through once, by somebody, and stays so');
END;

CREATE TRIGGER orb_entries_never_change BEFORE UPDATE OF id, entry_date, code, entry_text, sounding_id, created_at, hitch_id, replaces_id
ON orb_entries
BEGIN
  SELECT raise(ABORT, 'an entry of the oil record book is struck through, never changed');
END;

CREATE TRIGGER orb_entries_never_shrink BEFORE DELETE ON orb_entries
BEGIN
  SELECT raise(ABORT, 'an entry of the oil record book is struck through, never erased');
END;

CREATE TABLE service_tank_config (
  id INTEGER PRIMARY KEY,
  tank_pair VARCHAR(10) NOT NULL CHECK (tank_pair IN ('7', '9', '11', '13', '14', '18')),
  activated_at DATETIME NOT NULL,
  deactivated_at DATETIME,
  notes VARCHAR(200) CHECK (length(notes) <= 200),
  created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX uq_service_tank_config_active ON service_tank_config ((deactivated_at IS NULL)) WHERE deactivated_at IS NULL;

CREATE TABLE daily_fuel_tickets (
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
  client_request_id VARCHAR(64),
  CHECK (meter_end >= meter_start OR rollover = 1)
);
CREATE INDEX ix_daily_fuel_tickets_hitch_id ON daily_fuel_tickets (hitch_id);
CREATE UNIQUE INDEX uq_daily_fuel_tickets_client_request_id ON daily_fuel_tickets (client_request_id);
CREATE UNIQUE INDEX uq_daily_fuel_tickets_day ON daily_fuel_tickets (substr(ticket_date, 1, 10));

CREATE TRIGGER daily_fuel_tickets_never_shrink BEFORE DELETE ON daily_fuel_tickets
BEGIN
  SELECT raise(ABORT, 'a fuel ticket is kept');
END;

CREATE TABLE status_events (
  id INTEGER PRIMARY KEY,
  event_type VARCHAR(50) NOT NULL CHECK (event_type IN ('sewage_pump', 'potable_load')),
  event_date DATETIME NOT NULL,
  notes VARCHAR(500),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT
);
CREATE INDEX ix_status_events_hitch_id ON status_events (hitch_id);
CREATE INDEX ix_status_events_type_date ON status_events (event_type, event_date);

CREATE TABLE equipment_status (
  id INTEGER PRIMARY KEY,
  equipment_id VARCHAR(10) NOT NULL CHECK (equipment_id IN ('PME', 'PRG', 'SME', 'SRG', 'SSDG1', 'SSDG2', 'SSDG3', 'T1', 'T2', 'T3')),
  status VARCHAR(20) NOT NULL CHECK (status IN ('online', 'issue', 'offline')),
  note VARCHAR(500),
  updated_at DATETIME NOT NULL,
  updated_by VARCHAR(100) NOT NULL,
  created_at DATETIME NOT NULL,
  CHECK (status = 'online' OR coalesce(length(trim(note)), 0) > 0)
);
CREATE INDEX ix_equipment_status_machine ON equipment_status (equipment_id, updated_at);

CREATE TABLE oil_levels (
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
CREATE INDEX ix_oil_levels_recorded_at_utc ON oil_levels (recorded_at_utc);

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL,
  email VARCHAR(120) UNIQUE,
  password_hash VARCHAR(256) NOT NULL,
  role VARCHAR(14) NOT NULL CHECK (role IN ('chief_engineer', 'engineer', 'viewer')),
  full_name VARCHAR(120),
  is_active BOOLEAN NOT NULL,
  last_login DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX ix_users_username ON users (username);

CREATE TABLE chat_sessions (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  messages TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  token_hash VARCHAR(64) NOT NULL CHECK (length(token_hash) = 64),
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  created_at DATETIME NOT NULL,
  used_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL
);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE UNIQUE INDEX uq_sessions_token_hash ON sessions (token_hash);

CREATE TABLE sign_in_failures (
  id INTEGER PRIMARY KEY,
  subject VARCHAR(64) NOT NULL CHECK (length(subject) = 64),
  occurred_at DATETIME NOT NULL
);
CREATE INDEX ix_sign_in_failures_subject_occurred_at ON sign_in_failures (subject, occurred_at);

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY,
  occurred_at DATETIME NOT NULL,
  performed_by VARCHAR(120) NOT NULL,
  action VARCHAR(50) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details))
);

CREATE TRIGGER audit_log_is_not_replaced BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
BEGIN
  SELECT raise(ABORT, 'the number of this event is taken');
END;

CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;

CREATE TABLE mw_residue (
  table_name VARCHAR(100) NOT NULL,
  row_id INTEGER NOT NULL,
  column_name VARCHAR(100) NOT NULL,
  text TEXT NOT NULL,
  meaning TEXT,
  PRIMARY KEY (table_name, row_id, column_name)
);

CREATE VIEW orb_register AS
SELECT
  entry.id,
  entry.entry_date,
  entry.code,
  entry.entry_text,
  entry.struck_at,
  entry.struck_by,
  entry.replaces_id,
  sounding.id AS sounding_id,
  sounding.recorded_at_utc AS sounded_at,
  sounding.engineer_name,
  sounding.engineer_title
FROM orb_entries AS entry LEFT JOIN weekly_soundings AS sounding ON sounding.id = entry.sounding_id;
