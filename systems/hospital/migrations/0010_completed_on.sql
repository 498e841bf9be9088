-- When the work of a quarter was done. Nothing is invented for the past: the old data only knows who was assigned.
-- migrate:up
ALTER TABLE ppm_equipment ADD COLUMN ppm_q1_completed_on DATE CHECK (ppm_q1_completed_on IS NULL OR ppm_q1_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE ppm_equipment ADD COLUMN ppm_q2_completed_on DATE CHECK (ppm_q2_completed_on IS NULL OR ppm_q2_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE ppm_equipment ADD COLUMN ppm_q3_completed_on DATE CHECK (ppm_q3_completed_on IS NULL OR ppm_q3_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE ppm_equipment ADD COLUMN ppm_q4_completed_on DATE CHECK (ppm_q4_completed_on IS NULL OR ppm_q4_completed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');

-- migrate:down
ALTER TABLE ppm_equipment DROP COLUMN ppm_q4_completed_on;
ALTER TABLE ppm_equipment DROP COLUMN ppm_q3_completed_on;
ALTER TABLE ppm_equipment DROP COLUMN ppm_q2_completed_on;
ALTER TABLE ppm_equipment DROP COLUMN ppm_q1_completed_on;
