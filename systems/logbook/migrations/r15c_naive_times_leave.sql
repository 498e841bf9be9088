-- The clock's time leaves: the instant and its offset say it, and a spelling they do not give back is kept in mw_residue.
-- Gallons may have a fraction and titles 100 characters. Both tables are made anew under their children, guards and view.
-- foreign-keys: off
-- migrate:up
DROP VIEW orb_register;

INSERT INTO mw_residue (table_name, row_id, column_name, text, meaning)
SELECT 'weekly_soundings', id, 'recorded_at', recorded_at, strftime('%Y-%m-%d %H:%M:%S', substr(recorded_at_utc, 1, 19), recorded_tz) || '.' || substr(recorded_at_utc, 21, 6)
FROM weekly_soundings WHERE recorded_at IS NOT strftime('%Y-%m-%d %H:%M:%S', substr(recorded_at_utc, 1, 19), recorded_tz) || '.' || substr(recorded_at_utc, 21, 6);

CREATE TABLE weekly_soundings_utc (
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
  remarks VARCHAR(100)
);
INSERT INTO weekly_soundings_utc SELECT
  id, recorded_at_utc, recorded_tz, engineer_name, engineer_title,
  tank_17p_feet, tank_17p_inches, tank_17p_gallons, tank_17p_m3,
  tank_17s_feet, tank_17s_inches, tank_17s_gallons, tank_17s_m3, created_at, hitch_id, remarks
FROM weekly_soundings;
DROP TABLE weekly_soundings;
ALTER TABLE weekly_soundings_utc RENAME TO weekly_soundings;
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);

CREATE TRIGGER weekly_soundings_never_shrink BEFORE DELETE ON weekly_soundings
BEGIN
  SELECT raise(ABORT, 'a sounding stands behind entries of the oil record book and is kept');
END;

INSERT INTO mw_residue (table_name, row_id, column_name, text, meaning)
SELECT 'oil_levels', id, 'recorded_at', recorded_at, strftime('%Y-%m-%d %H:%M:%S', substr(recorded_at_utc, 1, 19), recorded_tz) || '.' || substr(recorded_at_utc, 21, 6)
FROM oil_levels WHERE recorded_at IS NOT strftime('%Y-%m-%d %H:%M:%S', substr(recorded_at_utc, 1, 19), recorded_tz) || '.' || substr(recorded_at_utc, 21, 6);

CREATE TABLE oil_levels_utc (
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
INSERT INTO oil_levels_utc SELECT
  id, recorded_at_utc, recorded_tz, tank_15p_lube, tank_15s_gear, tank_16p_lube, tank_16s_hyd, source, engineer_name, created_at
FROM oil_levels;
DROP TABLE oil_levels;
ALTER TABLE oil_levels_utc RENAME TO oil_levels;
CREATE INDEX ix_oil_levels_recorded_at_utc ON oil_levels (recorded_at_utc);

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

-- migrate:down
DROP VIEW orb_register;

CREATE TABLE oil_levels_clock (
  id INTEGER PRIMARY KEY,
  recorded_at DATETIME NOT NULL,
  tank_15p_lube FLOAT,
  tank_15s_gear FLOAT,
  tank_16p_lube FLOAT,
  tank_16s_hyd FLOAT,
  source VARCHAR(50),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL,
  recorded_at_utc DATETIME,
  recorded_tz VARCHAR(6)
);
INSERT INTO oil_levels_clock SELECT
  s.id, coalesce(r.text, strftime('%Y-%m-%d %H:%M:%S', substr(s.recorded_at_utc, 1, 19), s.recorded_tz) || '.' || substr(s.recorded_at_utc, 21, 6)),
  s.tank_15p_lube, s.tank_15s_gear, s.tank_16p_lube, s.tank_16s_hyd, s.source, s.engineer_name, s.created_at, s.recorded_at_utc, s.recorded_tz
FROM oil_levels s LEFT JOIN mw_residue r ON r.table_name = 'oil_levels' AND r.row_id = s.id AND r.column_name = 'recorded_at'
  AND r.meaning = strftime('%Y-%m-%d %H:%M:%S', substr(s.recorded_at_utc, 1, 19), s.recorded_tz) || '.' || substr(s.recorded_at_utc, 21, 6);
DROP TABLE oil_levels;
ALTER TABLE oil_levels_clock RENAME TO oil_levels;

CREATE TABLE weekly_soundings_clock (
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
  hitch_id INTEGER REFERENCES hitch_records (id) ON DELETE RESTRICT,
  remarks VARCHAR(100),
  recorded_at_utc DATETIME,
  recorded_tz VARCHAR(6)
);
INSERT INTO weekly_soundings_clock SELECT
  s.id, coalesce(r.text, strftime('%Y-%m-%d %H:%M:%S', substr(s.recorded_at_utc, 1, 19), s.recorded_tz) || '.' || substr(s.recorded_at_utc, 21, 6)), s.engineer_name, s.engineer_title,
  s.tank_17p_feet, s.tank_17p_inches, s.tank_17p_gallons, s.tank_17p_m3,
  s.tank_17s_feet, s.tank_17s_inches, s.tank_17s_gallons, s.tank_17s_m3, s.created_at, s.hitch_id, s.remarks,
  s.recorded_at_utc, s.recorded_tz
FROM weekly_soundings s LEFT JOIN mw_residue r ON r.table_name = 'weekly_soundings' AND r.row_id = s.id AND r.column_name = 'recorded_at'
  AND r.meaning = strftime('%Y-%m-%d %H:%M:%S', substr(s.recorded_at_utc, 1, 19), s.recorded_tz) || '.' || substr(s.recorded_at_utc, 21, 6);
DROP TABLE weekly_soundings;
ALTER TABLE weekly_soundings_clock RENAME TO weekly_soundings;
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);

CREATE TRIGGER weekly_soundings_never_shrink BEFORE DELETE ON weekly_soundings
BEGIN
  SELECT raise(ABORT, 'a sounding stands behind entries of the oil record book and is kept');
END;

DELETE FROM mw_residue WHERE column_name = 'recorded_at' AND table_name IN ('weekly_soundings', 'oil_levels');

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
  sounding.recorded_at AS sounded_at,
  sounding.engineer_name,
  sounding.engineer_title
FROM orb_entries AS entry LEFT JOIN weekly_soundings AS sounding ON sounding.id = entry.sounding_id;
