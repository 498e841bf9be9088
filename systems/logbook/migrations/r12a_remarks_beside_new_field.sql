-- The guide's other example: a column gets another name by a copy. The program of before goes on to write new_field; what it
-- writes is copied, until nothing writes there any more.
-- migrate:up
ALTER TABLE weekly_soundings ADD COLUMN remarks VARCHAR(100);

CREATE TRIGGER new_field_follows_into_remarks AFTER INSERT ON weekly_soundings WHEN NEW.new_field IS NOT NULL
BEGIN
  UPDATE weekly_soundings SET remarks = NEW.new_field WHERE id = NEW.id;
END;

CREATE TRIGGER new_field_changes_remarks AFTER UPDATE OF new_field ON weekly_soundings
BEGIN
  UPDATE weekly_soundings SET remarks = NEW.new_field WHERE id = NEW.id;
END;

-- migrate:down
DROP TRIGGER new_field_changes_remarks;
DROP TRIGGER new_field_follows_into_remarks;
ALTER TABLE weekly_soundings DROP COLUMN remarks;
