-- The target: what the migrations give. Dates are ISO text; a text's length is checked, because SQLite does not do it by itself.
-- Times are UTC. Lineage stands in millwright_lineage, quarantined records in millwright_reject: both are Millwright's own.

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
  status VARCHAR(50) NOT NULL CHECK (status IN ('Upcoming', 'Overdue', 'Maintained')),
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE UNIQUE INDEX uq_ppm_equipment_serial ON ppm_equipment (serial);
CREATE INDEX ix_ppm_equipment_department ON ppm_equipment (department);
CREATE INDEX ix_ppm_equipment_log_number ON ppm_equipment (log_number);
CREATE INDEX ix_ppm_equipment_status ON ppm_equipment (status);

-- Four rows for each device, always: the application writes both tables in one place.
CREATE TABLE ppm_visit (
  id INTEGER PRIMARY KEY,
  equipment_id INTEGER NOT NULL REFERENCES ppm_equipment (id) ON DELETE CASCADE,
  quarter INTEGER NOT NULL CHECK (quarter BETWEEN 1 AND 4),
  due_date DATE CHECK (due_date IS NULL OR due_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  engineer VARCHAR(100) CHECK (engineer IS NULL OR length(engineer) <= 100),
  status VARCHAR(50) CHECK (status IS NULL OR status IN ('Upcoming', 'Overdue', 'Maintained')),
  completed_on DATE CHECK (completed_on IS NULL OR completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
);
CREATE UNIQUE INDEX uq_ppm_visit_equipment_id_quarter ON ppm_visit (equipment_id, quarter);
CREATE INDEX ix_ppm_visit_due_date ON ppm_visit (due_date);

-- The wide row of the old register, for reading.
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

CREATE TABLE departments (
  id INTEGER PRIMARY KEY,
  code VARCHAR(100) NOT NULL CHECK (length(code) <= 100)
);
CREATE UNIQUE INDEX uq_departments_code ON departments (code);

CREATE TABLE department_machines (
  id INTEGER PRIMARY KEY,
  department_id INTEGER NOT NULL REFERENCES departments (id) ON DELETE CASCADE,
  name VARCHAR(100) NOT NULL CHECK (length(name) <= 100)
);
CREATE UNIQUE INDEX uq_department_machines_department_id_name ON department_machines (department_id, name);

CREATE TABLE training_records (
  id INTEGER PRIMARY KEY,
  employee_id VARCHAR(20) NOT NULL CHECK (length(employee_id) <= 20),
  name VARCHAR(200) NOT NULL CHECK (length(name) <= 200),
  department VARCHAR(100) NOT NULL CHECK (length(department) <= 100),
  last_trained_date DATE CHECK (last_trained_date IS NULL OR last_trained_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  next_due_date DATE CHECK (next_due_date IS NULL OR next_due_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE INDEX ix_training_records_employee_id ON training_records (employee_id);

CREATE TABLE training_assignments (
  id INTEGER PRIMARY KEY,
  training_id INTEGER NOT NULL REFERENCES training_records (id) ON DELETE CASCADE,
  machine VARCHAR(100) NOT NULL CHECK (length(machine) <= 100),
  trainer VARCHAR(100) CHECK (trainer IS NULL OR length(trainer) <= 100),
  trained_date DATE CHECK (trained_date IS NULL OR trained_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
);
CREATE UNIQUE INDEX uq_training_assignments_training_id_machine ON training_assignments (training_id, machine);

CREATE TABLE roles (
  id INTEGER PRIMARY KEY,
  name VARCHAR(80) NOT NULL CHECK (length(name) <= 80)
);
CREATE UNIQUE INDEX uq_roles_name ON roles (name);

CREATE TABLE permissions (
  id INTEGER PRIMARY KEY,
  name VARCHAR(80) NOT NULL CHECK (length(name) <= 80)
);
CREATE UNIQUE INDEX uq_permissions_name ON permissions (name);

CREATE TABLE role_permissions (
  role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  permission_id INTEGER NOT NULL REFERENCES permissions (id) ON DELETE CASCADE,
  PRIMARY KEY (role_id, permission_id)
);

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL CHECK (length(username) <= 80),
  password_hash VARCHAR(256) CHECK (password_hash IS NULL OR length(password_hash) <= 256),
  role_id INTEGER NOT NULL REFERENCES roles (id),
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  must_reset INTEGER NOT NULL DEFAULT 0 CHECK (must_reset IN (0, 1))
);
CREATE UNIQUE INDEX uq_users_username ON users (username);

CREATE TABLE settings (
  key VARCHAR(100) PRIMARY KEY CHECK (length(key) <= 100),
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_at DATETIME NOT NULL CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  updated_by VARCHAR(80) CHECK (updated_by IS NULL OR length(updated_by) <= 80)
);

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  occurred_at DATETIME NOT NULL CHECK (occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  event_type VARCHAR(50) NOT NULL,
  performed_by VARCHAR(80) NOT NULL,
  description TEXT NOT NULL,
  status VARCHAR(20) NOT NULL CHECK (status IN ('Success', 'Failed', 'Warning', 'Info')),
  details TEXT NOT NULL CHECK (json_valid(details)),
  imported INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1))
);
CREATE INDEX ix_audit_log_occurred_at ON audit_log (occurred_at);
CREATE INDEX ix_audit_log_event_type ON audit_log (event_type);

CREATE TABLE push_subscriptions (
  endpoint TEXT PRIMARY KEY,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  token_hash VARCHAR(64) NOT NULL CHECK (length(token_hash) = 64),
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  used_at DATETIME NOT NULL CHECK (used_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  expires_at DATETIME NOT NULL CHECK (expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE UNIQUE INDEX uq_sessions_token_hash ON sessions (token_hash);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE TABLE sign_in_failures (
  id INTEGER PRIMARY KEY,
  subject VARCHAR(64) NOT NULL CHECK (length(subject) = 64),
  occurred_at DATETIME NOT NULL CHECK (occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE INDEX ix_sign_in_failures_subject_occurred_at ON sign_in_failures (subject, occurred_at);

CREATE TABLE training_modules (
  id INTEGER PRIMARY KEY,
  name VARCHAR(100) NOT NULL CHECK (length(name) <= 100)
);
CREATE UNIQUE INDEX uq_training_modules_name ON training_modules (name);

CREATE TABLE trainers (
  id INTEGER PRIMARY KEY,
  name VARCHAR(100) NOT NULL CHECK (length(name) <= 100)
);
CREATE UNIQUE INDEX uq_trainers_name ON trainers (name);

CREATE TABLE counters (
  name VARCHAR(50) PRIMARY KEY CHECK (length(name) <= 50),
  last INTEGER NOT NULL CHECK (last >= 0)
);

CREATE TABLE secrets (
  name VARCHAR(50) PRIMARY KEY CHECK (length(name) <= 50),
  value TEXT NOT NULL,
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);

CREATE TABLE reminder_sends (
  day DATE NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  bucket VARCHAR(10) NOT NULL CHECK (bucket IN ('URGENT', 'HIGH', 'MEDIUM', 'LOW')),
  devices INTEGER NOT NULL CHECK (devices > 0),
  claimed_at DATETIME NOT NULL CHECK (claimed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  sent_at DATETIME CHECK (sent_at IS NULL OR sent_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  PRIMARY KEY (day, bucket)
);

CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_log_keeps_its_time BEFORE DELETE ON audit_log
WHEN NOT EXISTS (
  SELECT 1 FROM settings
  WHERE key = 'audit_retention_days' AND json_type(value) = 'integer' AND json_extract(value, '$') >= 30
    AND OLD.occurred_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || json_extract(value, '$') || ' days')
)
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;
