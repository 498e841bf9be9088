-- Backwards new_field stands where it stood, with what remarks says by then: the reverse copy.
-- foreign-keys: off
-- migrate:up
DROP TRIGGER new_field_changes_remarks;
DROP TRIGGER new_field_follows_into_remarks;
ALTER TABLE weekly_soundings DROP COLUMN new_field;

-- migrate:down
CREATE TABLE weekly_soundings_both (
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
  new_field VARCHAR(100),
  remarks VARCHAR(100)
);
INSERT INTO weekly_soundings_both SELECT
  id, recorded_at, engineer_name, engineer_title,
  tank_17p_feet, tank_17p_inches, tank_17p_gallons, tank_17p_m3,
  tank_17s_feet, tank_17s_inches, tank_17s_gallons, tank_17s_m3, created_at, hitch_id, remarks, remarks
FROM weekly_soundings;
DROP TABLE weekly_soundings;
ALTER TABLE weekly_soundings_both RENAME TO weekly_soundings;
CREATE INDEX ix_weekly_soundings_hitch_id ON weekly_soundings (hitch_id);

CREATE TRIGGER new_field_follows_into_remarks AFTER INSERT ON weekly_soundings WHEN NEW.new_field IS NOT NULL
BEGIN
  UPDATE weekly_soundings SET remarks = NEW.new_field WHERE id = NEW.id;
END;

CREATE TRIGGER new_field_changes_remarks AFTER UPDATE OF new_field ON weekly_soundings
BEGIN
  UPDATE weekly_soundings SET remarks = NEW.new_field WHERE id = NEW.id;
END;
