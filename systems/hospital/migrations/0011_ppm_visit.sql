-- One row for each quarter of a device. It stays empty until the next migration moves the quarters in.
-- migrate:up
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

-- migrate:down
DROP TABLE ppm_visit;
