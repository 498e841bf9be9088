-- A ticket carries its number, its photograph and the four service oils.
-- migrate:up
ALTER TABLE daily_fuel_tickets ADD COLUMN ticket_number VARCHAR(20);
ALTER TABLE daily_fuel_tickets ADD COLUMN photo_path VARCHAR(200);
ALTER TABLE daily_fuel_tickets ADD COLUMN lube_15p_gallons REAL;
ALTER TABLE daily_fuel_tickets ADD COLUMN gear_15s_gallons REAL;
ALTER TABLE daily_fuel_tickets ADD COLUMN lube_16p_gallons REAL;
ALTER TABLE daily_fuel_tickets ADD COLUMN hyd_16s_gallons REAL;

-- migrate:down
ALTER TABLE daily_fuel_tickets DROP COLUMN hyd_16s_gallons;
ALTER TABLE daily_fuel_tickets DROP COLUMN lube_16p_gallons;
ALTER TABLE daily_fuel_tickets DROP COLUMN gear_15s_gallons;
ALTER TABLE daily_fuel_tickets DROP COLUMN lube_15p_gallons;
ALTER TABLE daily_fuel_tickets DROP COLUMN photo_path;
ALTER TABLE daily_fuel_tickets DROP COLUMN ticket_number;
