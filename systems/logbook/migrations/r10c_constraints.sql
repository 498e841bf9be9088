-- The tables themselves refuse what the law and the tape do not allow.
-- foreign-keys: off
-- migrate:up
CREATE TABLE weekly_soundings_ruled (
  id INTEGER PRIMARY KEY,
  recorded_at DATETIME NOT NULL UNIQUE,
  engineer_name VARCHAR(100) NOT NULL,
  engineer_title VARCHAR(50) NOT NULL CHECK (length(engineer_title) <= 50),
  tank_17p_feet INTEGER NOT NULL CHECK (typeof(tank_17p_feet) = 'integer' AND tank_17p_feet BETWEEN 0 AND 3),
  tank_17p_inches INTEGER NOT NULL CHECK (typeof(tank_17p_inches) = 'integer' AND tank_17p_inches BETWEEN 0 AND 11),
  tank_17p_gallons INTEGER NOT NULL CHECK (tank_17p_gallons >= 0),
  tank_17p_m3 FLOAT NOT NULL,
  tank_17s_feet INTEGER NOT NULL CHECK (typeof(tank_17s_feet) = 'integer' AND tank_17s_feet BETWEEN 0 AND 3),
  tank_17s_inches INTEGER NOT NULL CHECK (typeof(tank_17s_inches) = 'integer' AND tank_17s_inches BETWEEN 0 AND 11),
  tank_17s_gallons INTEGER NOT NULL CHECK (tank_17s_gallons >= 0),
  tank_17s_m3 FLOAT NOT NULL,
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT
);
INSERT INTO weekly_soundings_ruled SELECT
  id, recorded_at, engineer_name, engineer_title,
  tank_17p_feet, tank_17p_inches, tank_17p_gallons, tank_17p_m3,
  tank_17s_feet, tank_17s_inches, tank_17s_gallons, tank_17s_m3, created_at, hitch_id
FROM weekly_soundings;
DROP TABLE weekly_soundings;
ALTER TABLE weekly_soundings_ruled RENAME TO weekly_soundings;
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);

CREATE TABLE orb_entries_ruled (
  id INTEGER PRIMARY KEY,
  entry_date DATETIME NOT NULL,
  code VARCHAR(1) NOT NULL CHECK (code IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I')),
  entry_text TEXT NOT NULL,
  sounding_id INTEGER REFERENCES weekly_soundings (id) ON DELETE RESTRICT,
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT
);
INSERT INTO orb_entries_ruled SELECT id, entry_date, code, entry_text, sounding_id, created_at, hitch_id FROM orb_entries;
DROP TABLE orb_entries;
ALTER TABLE orb_entries_ruled RENAME TO orb_entries;
CREATE INDEX ix_orb_entries_hitch_id ON orb_entries (hitch_id);
CREATE INDEX ix_orb_entries_sounding_id ON orb_entries (sounding_id);

CREATE TABLE daily_fuel_tickets_ruled (
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
INSERT INTO daily_fuel_tickets_ruled SELECT
  id, ticket_date, meter_start, meter_end, consumption_gallons, service_tank_pair, engineer_name, notes, created_at,
  ticket_number, photo_path, lube_15p_gallons, gear_15s_gallons, lube_16p_gallons, hyd_16s_gallons, hitch_id, rollover
FROM daily_fuel_tickets;
DROP TABLE daily_fuel_tickets;
ALTER TABLE daily_fuel_tickets_ruled RENAME TO daily_fuel_tickets;
CREATE INDEX ix_daily_fuel_tickets_hitch_id ON daily_fuel_tickets (hitch_id);

CREATE UNIQUE INDEX uq_service_tank_config_active ON service_tank_config ((deactivated_at IS NULL)) WHERE deactivated_at IS NULL;

CREATE TABLE users_ruled (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL,
  email VARCHAR(120) UNIQUE,
  password_hash VARCHAR(256) NOT NULL,
  role VARCHAR(14) NOT NULL CHECK (role IN ('CHIEF_ENGINEER', 'ENGINEER', 'VIEWER')),
  full_name VARCHAR(120),
  is_active BOOLEAN NOT NULL,
  last_login DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);
INSERT INTO users_ruled SELECT
  id, username, email, password_hash, role, full_name, is_active, last_login, created_at, updated_at
FROM users;
DROP TABLE users;
ALTER TABLE users_ruled RENAME TO users;
CREATE UNIQUE INDEX ix_users_username ON users (username);

-- migrate:down
CREATE TABLE users_loose (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL,
  email VARCHAR(120) UNIQUE,
  password_hash VARCHAR(256) NOT NULL,
  role VARCHAR(14) NOT NULL,
  full_name VARCHAR(120),
  is_active BOOLEAN NOT NULL,
  last_login DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);
INSERT INTO users_loose SELECT
  id, username, email, password_hash, role, full_name, is_active, last_login, created_at, updated_at
FROM users;
DROP TABLE users;
ALTER TABLE users_loose RENAME TO users;
CREATE UNIQUE INDEX ix_users_username ON users (username);

DROP INDEX uq_service_tank_config_active;

CREATE TABLE daily_fuel_tickets_loose (
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
  hitch_id INTEGER REFERENCES hitch_records (id),
  rollover INTEGER NOT NULL DEFAULT 0
);
INSERT INTO daily_fuel_tickets_loose SELECT
  id, ticket_date, meter_start, meter_end, consumption_gallons, service_tank_pair, engineer_name, notes, created_at,
  ticket_number, photo_path, lube_15p_gallons, gear_15s_gallons, lube_16p_gallons, hyd_16s_gallons, hitch_id, rollover
FROM daily_fuel_tickets;
DROP TABLE daily_fuel_tickets;
ALTER TABLE daily_fuel_tickets_loose RENAME TO daily_fuel_tickets;
CREATE INDEX ix_daily_fuel_tickets_hitch_id ON daily_fuel_tickets (hitch_id);

CREATE TABLE orb_entries_loose (
  id INTEGER PRIMARY KEY,
  entry_date DATETIME NOT NULL,
  code VARCHAR(1) NOT NULL,
  entry_text TEXT NOT NULL,
  sounding_id INTEGER REFERENCES weekly_soundings (id),
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id)
);
INSERT INTO orb_entries_loose SELECT id, entry_date, code, entry_text, sounding_id, created_at, hitch_id FROM orb_entries;
DROP TABLE orb_entries;
ALTER TABLE orb_entries_loose RENAME TO orb_entries;
CREATE INDEX ix_orb_entries_hitch_id ON orb_entries (hitch_id);

CREATE TABLE weekly_soundings_loose (
  id INTEGER PRIMARY KEY,
  recorded_at DATETIME NOT NULL,
  engineer_name VARCHAR(100) NOT NULL,
  engineer_title VARCHAR(50) NOT NULL,
  tank_17p_feet INTEGER NOT NULL,
  tank_17p_inches INTEGER NOT NULL,
  tank_17p_gallons INTEGER NOT NULL,
  tank_17p_m3 FLOAT NOT NULL,
  tank_17s_feet INTEGER NOT NULL,
  tank_17s_inches INTEGER NOT NULL,
  tank_17s_gallons INTEGER NOT NULL,
  tank_17s_m3 FLOAT NOT NULL,
  created_at DATETIME NOT NULL,
  hitch_id INTEGER REFERENCES hitch_records (id)
);
INSERT INTO weekly_soundings_loose SELECT
  id, recorded_at, engineer_name, engineer_title,
  tank_17p_feet, tank_17p_inches, tank_17p_gallons, tank_17p_m3,
  tank_17s_feet, tank_17s_inches, tank_17s_gallons, tank_17s_m3, created_at, hitch_id
FROM weekly_soundings;
DROP TABLE weekly_soundings;
ALTER TABLE weekly_soundings_loose RENAME TO weekly_soundings;
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);
