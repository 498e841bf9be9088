-- The quarters stand in ppm_visit; here they leave the device. SQLite takes columns off best by making the table anew.
-- foreign-keys: off
-- migrate:up
CREATE TABLE ppm_equipment_tall (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  no INTEGER NOT NULL UNIQUE CHECK (no > 0),
  department VARCHAR(100) NOT NULL CHECK (length(department) <= 100),
  name VARCHAR(200) CHECK (name IS NULL OR length(name) <= 200),
  model VARCHAR(100) NOT NULL CHECK (length(model) <= 100),
  serial VARCHAR(100) NOT NULL CHECK (length(serial) <= 100),
  manufacturer VARCHAR(100) NOT NULL CHECK (length(manufacturer) <= 100),
  log_number VARCHAR(50) NOT NULL CHECK (length(log_number) <= 50),
  installation_date DATE CHECK (installation_date IS NULL OR installation_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  warranty_end DATE CHECK (warranty_end IS NULL OR warranty_end GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  status VARCHAR(50) NOT NULL CHECK (status IN ('Upcoming', 'Overdue', 'Maintained')),
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);

INSERT INTO ppm_equipment_tall (
  id, no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end, status,
  created_at, updated_at
)
SELECT
  id, no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end, status,
  created_at, updated_at
FROM ppm_equipment;
-- An id that was given once is never given again, not even when its device is gone.
DELETE FROM sqlite_sequence WHERE name = 'ppm_equipment_tall';
INSERT INTO sqlite_sequence (name, seq) SELECT 'ppm_equipment_tall', seq FROM sqlite_sequence WHERE name = 'ppm_equipment';
DROP TABLE ppm_equipment;
ALTER TABLE ppm_equipment_tall RENAME TO ppm_equipment;
CREATE UNIQUE INDEX uq_ppm_equipment_serial ON ppm_equipment (serial);
CREATE INDEX ix_ppm_equipment_department ON ppm_equipment (department);
CREATE INDEX ix_ppm_equipment_log_number ON ppm_equipment (log_number);
CREATE INDEX ix_ppm_equipment_status ON ppm_equipment (status);

-- The wide row, as readers know it.
CREATE VIEW ppm_register AS
SELECT
  device.id,
  device.no,
  device.department,
  device.name,
  device.model,
  device.serial,
  device.manufacturer,
  device.log_number,
  device.installation_date,
  device.warranty_end,
  q1.engineer AS ppm_q1_engineer,
  q1.due_date AS ppm_q1_date,
  q1.status AS ppm_q1_status,
  q2.engineer AS ppm_q2_engineer,
  q2.due_date AS ppm_q2_date,
  q2.status AS ppm_q2_status,
  q3.engineer AS ppm_q3_engineer,
  q3.due_date AS ppm_q3_date,
  q3.status AS ppm_q3_status,
  q4.engineer AS ppm_q4_engineer,
  q4.due_date AS ppm_q4_date,
  q4.status AS ppm_q4_status,
  device.status,
  device.created_at,
  device.updated_at,
  q1.completed_on AS ppm_q1_completed_on,
  q2.completed_on AS ppm_q2_completed_on,
  q3.completed_on AS ppm_q3_completed_on,
  q4.completed_on AS ppm_q4_completed_on
FROM ppm_equipment AS device
LEFT JOIN ppm_visit AS q1 ON q1.equipment_id = device.id AND q1.quarter = 1
LEFT JOIN ppm_visit AS q2 ON q2.equipment_id = device.id AND q2.quarter = 2
LEFT JOIN ppm_visit AS q3 ON q3.equipment_id = device.id AND q3.quarter = 3
LEFT JOIN ppm_visit AS q4 ON q4.equipment_id = device.id AND q4.quarter = 4;

-- migrate:down
CREATE TABLE ppm_equipment_wide (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  no INTEGER NOT NULL UNIQUE CHECK (no > 0),
  department VARCHAR(100) NOT NULL CHECK (length(department) <= 100),
  name VARCHAR(200) CHECK (name IS NULL OR length(name) <= 200),
  model VARCHAR(100) NOT NULL CHECK (length(model) <= 100),
  serial VARCHAR(100) NOT NULL CHECK (length(serial) <= 100),
  manufacturer VARCHAR(100) NOT NULL CHECK (length(manufacturer) <= 100),
  log_number VARCHAR(50) NOT NULL CHECK (length(log_number) <= 50),
  installation_date DATE CHECK (installation_date IS NULL OR installation_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  warranty_end DATE CHECK (warranty_end IS NULL OR warranty_end GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q1_engineer VARCHAR(100) CHECK (ppm_q1_engineer IS NULL OR length(ppm_q1_engineer) <= 100),
  ppm_q1_date DATE CHECK (ppm_q1_date IS NULL OR ppm_q1_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q1_status VARCHAR(50) CHECK (ppm_q1_status IS NULL OR ppm_q1_status IN ('Upcoming', 'Overdue', 'Maintained')),
  ppm_q2_engineer VARCHAR(100) CHECK (ppm_q2_engineer IS NULL OR length(ppm_q2_engineer) <= 100),
  ppm_q2_date DATE CHECK (ppm_q2_date IS NULL OR ppm_q2_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q2_status VARCHAR(50) CHECK (ppm_q2_status IS NULL OR ppm_q2_status IN ('Upcoming', 'Overdue', 'Maintained')),
  ppm_q3_engineer VARCHAR(100) CHECK (ppm_q3_engineer IS NULL OR length(ppm_q3_engineer) <= 100),
  ppm_q3_date DATE CHECK (ppm_q3_date IS NULL OR ppm_q3_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q3_status VARCHAR(50) CHECK (ppm_q3_status IS NULL OR ppm_q3_status IN ('Upcoming', 'Overdue', 'Maintained')),
  ppm_q4_engineer VARCHAR(100) CHECK (ppm_q4_engineer IS NULL OR length(ppm_q4_engineer) <= 100),
  ppm_q4_date DATE CHECK (ppm_q4_date IS NULL OR ppm_q4_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q4_status VARCHAR(50) CHECK (ppm_q4_status IS NULL OR ppm_q4_status IN ('Upcoming', 'Overdue', 'Maintained')),
  status VARCHAR(50) NOT NULL CHECK (status IN ('Upcoming', 'Overdue', 'Maintained')),
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  ppm_q1_completed_on DATE CHECK (ppm_q1_completed_on IS NULL OR ppm_q1_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q2_completed_on DATE CHECK (ppm_q2_completed_on IS NULL OR ppm_q2_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q3_completed_on DATE CHECK (ppm_q3_completed_on IS NULL OR ppm_q3_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ppm_q4_completed_on DATE CHECK (ppm_q4_completed_on IS NULL OR ppm_q4_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
);

INSERT INTO ppm_equipment_wide (
  id, no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end,
  ppm_q1_engineer, ppm_q1_date, ppm_q1_status, ppm_q2_engineer, ppm_q2_date, ppm_q2_status, ppm_q3_engineer,
  ppm_q3_date, ppm_q3_status, ppm_q4_engineer, ppm_q4_date, ppm_q4_status, status, created_at, updated_at,
  ppm_q1_completed_on, ppm_q2_completed_on, ppm_q3_completed_on, ppm_q4_completed_on
)
SELECT
  id, no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end,
  ppm_q1_engineer, ppm_q1_date, ppm_q1_status, ppm_q2_engineer, ppm_q2_date, ppm_q2_status, ppm_q3_engineer,
  ppm_q3_date, ppm_q3_status, ppm_q4_engineer, ppm_q4_date, ppm_q4_status, status, created_at, updated_at,
  ppm_q1_completed_on, ppm_q2_completed_on, ppm_q3_completed_on, ppm_q4_completed_on
FROM ppm_register;
DROP VIEW ppm_register;
-- An id that was given once is never given again, not even when its device is gone.
DELETE FROM sqlite_sequence WHERE name = 'ppm_equipment_wide';
INSERT INTO sqlite_sequence (name, seq) SELECT 'ppm_equipment_wide', seq FROM sqlite_sequence WHERE name = 'ppm_equipment';
DROP TABLE ppm_equipment;
ALTER TABLE ppm_equipment_wide RENAME TO ppm_equipment;
CREATE UNIQUE INDEX uq_ppm_equipment_serial ON ppm_equipment (serial);
CREATE INDEX ix_ppm_equipment_department ON ppm_equipment (department);
CREATE INDEX ix_ppm_equipment_log_number ON ppm_equipment (log_number);
CREATE INDEX ix_ppm_equipment_status ON ppm_equipment (status);
CREATE INDEX ix_ppm_equipment_ppm_q1_date ON ppm_equipment (ppm_q1_date);
CREATE INDEX ix_ppm_equipment_ppm_q2_date ON ppm_equipment (ppm_q2_date);
CREATE INDEX ix_ppm_equipment_ppm_q3_date ON ppm_equipment (ppm_q3_date);
CREATE INDEX ix_ppm_equipment_ppm_q4_date ON ppm_equipment (ppm_q4_date);
