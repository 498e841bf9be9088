-- Everything around the registers, and the table of roles and permissions: 18, 11 and 3.
-- migrate:up
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

INSERT INTO roles (id, name) VALUES (1, 'Admin'), (2, 'Editor'), (3, 'Viewer');
INSERT INTO permissions (id, name) VALUES
  (1, 'dashboard_view'),
  (2, 'equipment_ppm_read'),
  (3, 'equipment_ocm_read'),
  (4, 'equipment_ppm_write'),
  (5, 'equipment_ppm_delete'),
  (6, 'equipment_ppm_import_export'),
  (7, 'equipment_ocm_write'),
  (8, 'equipment_ocm_delete'),
  (9, 'equipment_ocm_import_export'),
  (10, 'training_manage'),
  (11, 'training_read'),
  (12, 'audit_log_view'),
  (13, 'audit_log_export'),
  (14, 'user_manage'),
  (15, 'settings_read'),
  (16, 'settings_manage'),
  (17, 'settings_email_test'),
  (18, 'backup_manage');
-- Admin may do everything; an editor everything up to training; a viewer only looks.
INSERT INTO role_permissions (role_id, permission_id) SELECT 1, id FROM permissions;
INSERT INTO role_permissions (role_id, permission_id) SELECT 2, id FROM permissions WHERE id <= 11;
INSERT INTO role_permissions (role_id, permission_id) SELECT 3, id FROM permissions WHERE id <= 3;

-- migrate:down
DROP TABLE push_subscriptions;
DROP TABLE audit_log;
DROP TABLE settings;
DROP TABLE users;
DROP TABLE role_permissions;
DROP TABLE permissions;
DROP TABLE roles;
DROP TABLE training_assignments;
DROP TABLE training_records;
DROP TABLE department_machines;
DROP TABLE departments;
