-- The first four tables: what is sounded each week, the book's entries, the tanks in service, the daily fuel.
-- migrate:up
CREATE TABLE weekly_soundings (
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
  created_at DATETIME NOT NULL
);

CREATE TABLE orb_entries (
  id INTEGER PRIMARY KEY,
  entry_date DATETIME NOT NULL,
  code VARCHAR(1) NOT NULL,
  entry_text TEXT NOT NULL,
  sounding_id INTEGER REFERENCES weekly_soundings (id),
  created_at DATETIME NOT NULL
);

CREATE TABLE service_tank_config (
  id INTEGER PRIMARY KEY,
  tank_pair VARCHAR(10) NOT NULL,
  activated_at DATETIME NOT NULL,
  deactivated_at DATETIME,
  notes VARCHAR(200),
  created_at DATETIME NOT NULL
);

CREATE TABLE daily_fuel_tickets (
  id INTEGER PRIMARY KEY,
  ticket_date DATETIME NOT NULL,
  meter_start FLOAT NOT NULL,
  meter_end FLOAT NOT NULL,
  consumption_gallons FLOAT NOT NULL,
  service_tank_pair VARCHAR(10) NOT NULL,
  engineer_name VARCHAR(100) NOT NULL,
  notes VARCHAR(500),
  created_at DATETIME NOT NULL
);

-- migrate:down
DROP TABLE daily_fuel_tickets;
DROP TABLE service_tank_config;
DROP TABLE orb_entries;
DROP TABLE weekly_soundings;
