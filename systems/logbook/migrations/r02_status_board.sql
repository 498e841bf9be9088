-- The board on the bridge: what was pumped and loaded, how the machines are, the service oils.
-- migrate:up
CREATE TABLE status_events (
  id INTEGER PRIMARY KEY,
  event_type VARCHAR(50) NOT NULL,
  event_date DATETIME NOT NULL,
  notes VARCHAR(500),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL
);

CREATE TABLE equipment_status (
  id INTEGER PRIMARY KEY,
  equipment_id VARCHAR(10) NOT NULL,
  status VARCHAR(20) NOT NULL,
  note VARCHAR(500),
  updated_at DATETIME NOT NULL,
  updated_by VARCHAR(100) NOT NULL,
  created_at DATETIME NOT NULL
);

CREATE TABLE oil_levels (
  id INTEGER PRIMARY KEY,
  recorded_at DATETIME NOT NULL,
  tank_15p_lube FLOAT,
  tank_15s_gear FLOAT,
  tank_16p_lube FLOAT,
  tank_16s_hyd FLOAT,
  source VARCHAR(50),
  engineer_name VARCHAR(100),
  created_at DATETIME NOT NULL
);

-- migrate:down
DROP TABLE oil_levels;
DROP TABLE equipment_status;
DROP TABLE status_events;
