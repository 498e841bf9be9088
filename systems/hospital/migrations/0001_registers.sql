-- The two registers: devices with a yearly service (OCM) and with four dated quarters (PPM).
-- migrate:up
CREATE TABLE ocm_equipment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  no INTEGER NOT NULL UNIQUE CHECK (no > 0),
  department VARCHAR(100) NOT NULL CHECK (length(department) <= 100),
  name VARCHAR(200) NOT NULL CHECK (length(name) <= 200),
  model VARCHAR(100) NOT NULL CHECK (length(model) <= 100),
  serial VARCHAR(100) NOT NULL CHECK (length(serial) <= 100),
  manufacturer VARCHAR(100) NOT NULL CHECK (length(manufacturer) <= 100),
  log_number VARCHAR(50) NOT NULL CHECK (length(log_number) <= 50),
  installation_date DATE CHECK (installation_date IS NULL OR installation_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  warranty_end DATE CHECK (warranty_end IS NULL OR warranty_end GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  service_date DATE CHECK (service_date IS NULL OR service_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  engineer VARCHAR(100) CHECK (engineer IS NULL OR length(engineer) <= 100),
  next_maintenance DATE CHECK (next_maintenance IS NULL OR next_maintenance GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  status VARCHAR(20) NOT NULL CHECK (status IN ('Upcoming', 'Overdue', 'Maintained')),
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE UNIQUE INDEX uq_ocm_equipment_serial ON ocm_equipment (serial);
CREATE INDEX ix_ocm_equipment_department ON ocm_equipment (department);
CREATE INDEX ix_ocm_equipment_log_number ON ocm_equipment (log_number);
CREATE INDEX ix_ocm_equipment_next_maintenance ON ocm_equipment (next_maintenance);
CREATE INDEX ix_ocm_equipment_status ON ocm_equipment (status);

CREATE TABLE ppm_equipment (
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
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE UNIQUE INDEX uq_ppm_equipment_serial ON ppm_equipment (serial);
CREATE INDEX ix_ppm_equipment_department ON ppm_equipment (department);
CREATE INDEX ix_ppm_equipment_log_number ON ppm_equipment (log_number);
CREATE INDEX ix_ppm_equipment_status ON ppm_equipment (status);
CREATE INDEX ix_ppm_equipment_ppm_q1_date ON ppm_equipment (ppm_q1_date);
CREATE INDEX ix_ppm_equipment_ppm_q2_date ON ppm_equipment (ppm_q2_date);
CREATE INDEX ix_ppm_equipment_ppm_q3_date ON ppm_equipment (ppm_q3_date);
CREATE INDEX ix_ppm_equipment_ppm_q4_date ON ppm_equipment (ppm_q4_date);

-- migrate:down
DROP TABLE ppm_equipment;
DROP TABLE ocm_equipment;
